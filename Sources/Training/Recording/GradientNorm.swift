import Foundation

/// The norm of a gradient at one time step.
public enum GradientNorm: Sendable, Equatable {
  /// A norm that was measured; infinite or NaN if the gradient was.
  case value(Double)
  /// The gradient was zero or subnormal in Float32: how small it really is isn't known.
  case belowFloat32

  /// The smallest norm that is a measurement in Float32: 2^-126, its least normal number.
  public static let leastFloat32 = 0x1p-126

  /// A norm, taken for lost if it is below `least`. Zero is always taken for lost.
  public init(_ norm: Double, least: Double = GradientNorm.leastFloat32) {
    self = norm < least || norm == 0 ? .belowFloat32 : .value(norm)
  }

  /// The norm; `nil` if it was lost.
  public var value: Double? {
    if case .value(let norm) = self { norm } else { nil }
  }

  /// ln of the norm; `nil` if it was lost.
  public var log: Double? { value.map { Foundation.log($0) } }
}

extension [GradientNorm] {
  /// The last step t = 1, 2, ... whose gradient was lost: steps before it can't be known either, in
  /// a gradient that shrinks on its way back. `nil` if none was.
  public var lastStepBelowFloat32: Int? { lastIndex(of: .belowFloat32).map { $0 + 1 } }
}
