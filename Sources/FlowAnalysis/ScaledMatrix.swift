import Foundation
import LinearAlgebra

/// A matrix times a power of two, so that a product of ten thousand Jacobians neither overflows nor
/// underflows.
///
/// The value is `matrix * 2^exponent`. Scaling by powers of two is exact, so carrying the exponent
/// costs no accuracy; only entries more than 2^1000 below the largest are lost.
struct ScaledMatrix {
  private(set) var matrix: Matrix
  private(set) var exponent = 0

  init(_ matrix: Matrix) {
    self.matrix = matrix
    normalize()
  }

  /// Replaces the matrix part by `product`, which keeps the exponent, and brings its largest entry
  /// into [1, 2).
  mutating func update(to product: Matrix) {
    matrix = product
    normalize()
  }

  /// The product, scales and all.
  func multiplied(by other: ScaledMatrix) -> ScaledMatrix {
    var result = self
    result.exponent += other.exponent
    result.update(to: matrix * other.matrix)
    return result
  }

  /// The natural logarithm of what `norm` gives for the value; -infinity for 0.
  func log(of norm: Double) -> Double {
    Foundation.log(norm) + Double(exponent) * Foundation.log(2)
  }

  private mutating func normalize() {
    let largest = matrix.maxNorm
    guard largest > 0 && largest.isFinite else { return }
    let shift = largest.exponent
    exponent += Int(shift)
    // Two halves, since 2^1074 and 2^-1074 themselves aren't both representable.
    let half = shift / 2
    let (first, second) = (scalbn(1, Int(-half)), scalbn(1, Int(half - shift)))
    matrix = matrix.mapped { $0 * first * second }
  }
}
