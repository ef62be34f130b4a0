import Foundation
import Training

/// alpha, the share of an error that an update takes away.
public enum StepSize: Equatable, Sendable {
  /// The same at every update: follows a moving target, keeps a noise of its own size.
  case constant(Double)
  /// 1 / n^power at the n-th update of a pair (s, a). Between 1/2 (excluded) and 1 the values
  /// converge with probability 1 (Robbins and Monro 1951).
  case decaying(power: Double)

  /// alpha of the n-th update of a pair, n from 1.
  public func value(update n: Int) -> Double {
    switch self {
    case .constant(let alpha): alpha
    case .decaying(let power): pow(Double(n), -power)
    }
  }

  func check() throws(SettingError) {
    switch self {
    case .constant(let alpha) where !(alpha > 0 && alpha <= 1):
      throw SettingError("step size", "\(alpha)", allowed: "a number above 0 and up to 1")
    case .decaying(let power) where !(power >= 0 && power <= 1):
      throw SettingError("step size's power", "\(power)", allowed: "a number from 0 to 1")
    default: break
    }
  }
}
