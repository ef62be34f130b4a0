import Foundation

/// A straight line through the logarithms of a norm over the lag k: ln ||.||_k = intercept + rate
/// k.
///
/// Ordinary least squares. The standard error is the usual one of independent residuals; those of a
/// trajectory are correlated, so read it as a lower bound of the uncertainty.
public struct DecayFit: Equatable, Sendable {
  /// The slope, in nats a step: ln of the factor a step. -infinity when the norm is zero at every
  /// lag but one.
  public let rate: Double
  /// The value of the line at lag 0, in nats.
  public let intercept: Double
  /// The standard error of `rate`; nil when two points leave nothing to estimate it from.
  public let standardError: Double?
  /// How many finite points the line goes through.
  public let points: Int
  /// How many lags were left out because their norm is exactly zero.
  public let zeros: Int

  /// The factor a step, e^rate: 0.97 means that 3 % are lost at each step.
  public var factor: Double { exp(rate) }
  /// The number of steps in which the norm halves; infinite when it doesn't decay.
  public var halfLife: Double { FlowAnalysis.halfLife(ofRate: rate) }

  /// Fits the logarithms at consecutive lags.
  ///
  /// Points at -infinity are left out and counted. When they leave fewer than two points, the norm
  /// died between one step and the next: the rate is -infinity. Nil when there's no line at all:
  /// fewer than two lags, a NaN, +infinity.
  /// - Parameters:
  ///   - logs: natural logarithms, at the lags `firstLag`, `firstLag + 1`, ...
  ///   - firstLag: the lag of the first of them.
  /// - Complexity: O(logs.count).
  public init?(_ logs: some Collection<Double>, firstLag: Int = 0) {
    guard logs.count >= 2, !logs.contains(where: { $0.isNaN || $0 == .infinity }) else {
      return nil
    }
    let finite = zip(firstLag..., logs).filter { $0.1.isFinite }
    points = finite.count
    zeros = logs.count - finite.count
    guard finite.count >= 2 else {
      (rate, intercept, standardError) = (-.infinity, finite.first?.1 ?? -.infinity, nil)
      return
    }
    let n = Double(finite.count)
    let meanLag = finite.reduce(0) { $0 + Double($1.0) } / n
    let meanLog = finite.reduce(0) { $0 + $1.1 } / n
    var (spread, covariance) = (0.0, 0.0)
    for (lag, value) in finite {
      let x = Double(lag) - meanLag
      spread += x * x
      covariance += x * (value - meanLog)
    }
    let slope = covariance / spread
    let residuals = finite.reduce(0) { sum, point in
      let r = point.1 - meanLog - slope * (Double(point.0) - meanLag)
      return sum + r * r
    }
    rate = slope
    intercept = meanLog - slope * meanLag
    standardError = finite.count > 2 ? (residuals / (n - 2) / spread).squareRoot() : nil
  }
}
