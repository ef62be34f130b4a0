import Foundation
import LinearAlgebra

/// An inequality on the weights alone that proves something about *every* input, or proves nothing.
///
/// A certificate that doesn't hold is no finding: trained networks fail all of these and work.
public struct Certificate: Equatable, Sendable {
  /// Its name, such as `contraction`.
  public let name: String
  /// What the number is, such as `gamma sigma_max(W_hh)`.
  public let quantityName: String
  /// The number that is compared.
  public let quantity: Double
  /// What `quantity` must stay below.
  public let limit: Double
  /// The inequality, in the letters of the documentation.
  public let inequality: String
  /// What is proved when it holds, and under which assumption.
  public let statement: String
  /// Who proved it, and when.
  public let source: String
  /// ||ds_T/ds_0|| from above for every T; nil when the certificate doesn't hold.
  let bound: TransportBound?

  /// Whether the inequality holds, with room for rounding: quantity (1 + 1e-10) < limit.
  public var holds: Bool { bound != nil }
  /// `proof` when it holds; nothing is learned otherwise.
  public var strength: Verdict.Strength? { holds ? .proof : nil }

  init(
    name: String, quantityName: String, quantity: Double, limit: Double = 1, inequality: String,
    statement: String, source: String, bound: () -> TransportBound
  ) {
    self.name = name
    self.quantityName = quantityName
    self.quantity = quantity
    self.limit = limit
    self.inequality = inequality
    self.statement = statement
    self.source = source
    self.bound = isProven(quantity, below: limit) ? bound() : nil
  }

  /// An upper bound of ln ||ds_T/ds_0||_2 for every input; nil when the certificate doesn't hold.
  /// - Complexity: O(log T).
  public func logBound(length T: Int) -> Double? { bound?.log(length: T) }
}

/// Rounding in a norm is below 1e-10 of it; a proof leaves room for that.
func isProven(_ quantity: Double, below limit: Double) -> Bool {
  quantity.isFinite && quantity * (1 + 1e-10) < limit
}

/// constant * factor^T.
struct GeometricBound: Equatable, Sendable {
  let logConstant: Double
  let logFactor: Double
}

/// An upper bound of ||ds_T/ds_0||_2 as a function of T.
enum TransportBound: Equatable, Sendable {
  /// The least of constant * factor^T over several pairs, each a bound of its own.
  case geometric([GeometricBound])
  /// constant * ||A^T|| of a nonnegative matrix A that bounds the norms of the parts of the state
  /// step by step.
  case power(of: Matrix, logConstant: Double)

  func log(length T: Int) -> Double {
    guard T > 0 else { return 0 }
    return switch self {
    case .geometric(let pairs):
      pairs.map { $0.logConstant + Double(T) * $0.logFactor }.min() ?? .infinity
    case .power(let matrix, let logConstant): logConstant + matrix.logNormOfPower(T)
    }
  }
}

extension Matrix {
  /// ln ||A^k||_F, by repeated squaring with the scale carried apart.
  func logNormOfPower(_ k: Int) -> Double {
    var result = ScaledMatrix(.identity(rows))
    var square = ScaledMatrix(self)
    var rest = k
    while rest > 0 {
      if rest & 1 == 1 { result = result.multiplied(by: square) }
      square = square.multiplied(by: square)
      rest >>= 1
    }
    return result.log(of: result.matrix.frobeniusNorm)
  }
}
