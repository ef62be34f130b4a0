import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import FlowAnalysis

struct CotangentNormsTests {
  @Test(arguments: CellKind.allCases)
  func isTheSeedThroughTheTransposedProduct(kind: CellKind) throws {
    let weights = try untrained(kind, hidden: 4, seed: 1)
    let jacobians = trajectory(weights, inputs: noise(6, 3, seed: 2)).jacobians
    let seed = (0..<jacobians.rows).map { 1 / Double($0 + 1) }
    let logs = cotangentLogNorms(of: jacobians, seed: seed)
    for t in 0...6 {
      let product = explicitProduct(jacobians, from: t)
      let entries = (0..<product.columns).map { j in
        zip(product.column(j), seed).reduce(0) { $0 + $1.0 * $1.1 }
      }
      #expect(abs(logs[t] - log(euclideanNorm(entries))) <= 1e-11)
    }
  }

  @Test func followsAGradientTo1e4343() {
    let family = MatrixFamily([Matrix](repeating: exp(-1) * Matrix.identity(2), count: 10_000))
    #expect(abs(cotangentLogNorms(of: family, seed: [3, 4])[0] - (log(5) - 10_000)) <= 1e-8)
  }

  @Test func aZeroGradientHasNoLogarithm() {
    let family = MatrixFamily([Matrix.identity(2), Matrix.identity(2)])
    #expect(cotangentLogNorms(of: family, seed: [0, 0]) == [-.infinity, -.infinity, -.infinity])
  }
}
