import LinearAlgebra

/// Baird's counterexample: linear values, updates off-policy, and the weights grow without end
/// although every value could be exactly right (all rewards are 0, so w = 0 is).
///
/// Seven states, eight weights: state i of the first six is worth 2 w_i + w_8, the seventh
/// w_7 + 2 w_8. The action *solid* leads to the seventh, *dashed* to one of the first six. The target
/// policy is always solid; the behaviour is solid one time in seven, so that all states are visited
/// equally often.
/// Source: Baird 1995, in the form of Sutton and Barto 2018, example 11.1.
public struct BairdCounterexample: Equatable, Sendable {
  /// gamma.
  public var discount = 0.99
  /// alpha.
  public var stepSize = 0.01

  /// The example as the book has it.
  public init() {}

  /// X, [7, 8]: the values are X w.
  public static var features: Matrix {
    var x = Matrix(zeros: 7, 8)
    for i in 0..<6 { (x[i, i], x[i, 7]) = (2, 1) }
    (x[6, 6], x[6, 7]) = (1, 2)
    return x
  }

  /// w = (1, 1, 1, 1, 1, 1, 10, 1).
  public static let initialWeights: [Double] = [1, 1, 1, 1, 1, 1, 10, 1]

  /// M, [8, 8], of the expected update of all states at once (the semi-gradient form of dynamic
  /// programming): w <- M w, M = I + alpha / 7 X^T (gamma P X - X), where P leads every state to the
  /// seventh.
  public var updateMatrix: Matrix {
    let x = Self.features
    let ahead = Matrix(rows: (0..<7).map { _ in x.row(6) })
    let error = discount * ahead - x
    return Matrix.identity(8)
      + stepSize / 7 * x.multiplied(by: error, transposingSelf: true)
  }

  /// The factor by which the fastest part of w grows in one expected update: the spectral radius of
  /// M. Above 1 for every alpha > 0 at gamma = 0.99.
  ///
  /// - Throws: `LinearAlgebraError`.
  public func growth() throws -> Double { try updateMatrix.spectralRadius() }

  /// w after each of `count` expected updates, the first entry being the initial weights.
  public func expectedUpdates(_ count: Int) -> [[Double]] {
    let m = updateMatrix
    var w = Matrix(rows: 8, columns: 1, elements: Self.initialWeights)
    var path = [w.elements]
    for _ in 0..<count {
      w = m * w
      path.append(w.elements)
    }
    return path
  }

  /// w along `count` steps of semi-gradient off-policy TD(0), from a state drawn uniformly:
  /// w <- w + alpha rho (gamma v(s') - v(s)) x(s), rho = 7 for solid and 0 for dashed.
  public func temporalDifferences(
    _ count: Int, using generator: inout RandomGenerator
  ) -> [[Double]] {
    let x = Self.features
    var (w, s) = (Self.initialWeights, generator.integer(below: 7))
    var path = [w]
    for _ in 0..<count {
      // Six times in seven dashed, to one of the first six: each next state is equally likely.
      let next = generator.integer(below: 7)
      if next == 6 {
        let error = discount * value(next, w, x) - value(s, w, x)
        for j in w.indices { w[j] += stepSize * 7 * error * x[s, j] }
      }
      s = next
      path.append(w)
    }
    return path
  }

  private func value(_ s: Int, _ w: [Double], _ x: Matrix) -> Double {
    w.indices.reduce(0) { $0 + x[s, $1] * w[$1] }
  }
}
