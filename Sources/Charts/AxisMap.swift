import Foundation

/// An axis made ready for drawing: the stretch of its ruler, and positions on it.
public struct AxisMap: Sendable, Equatable {
  /// The axis.
  public let axis: Axis
  /// The ruler at the left or lower end (the value, or its decimal logarithm on axes of decades).
  public let lower: Double
  /// The ruler at the right or upper end; above `lower`.
  public let upper: Double

  /// How the ends are chosen when the axis names no range.
  public enum Fit: Sendable {
    /// The data's own extent: for positions.
    case tight
    /// Out to the next marks: for values.
    case marks
    /// As `.marks`, and down to zero: for bars.
    case zero
  }

  /// Fits an axis to data given in the axis' units; values without a place are ignored.
  ///
  /// No data gives 0...1; a single value is set in the middle.
  /// - Complexity: O(count of values).
  public init(_ axis: Axis, fitting values: some Sequence<Double>, fit: Fit) {
    var lower = Double.infinity
    var upper = -Double.infinity
    func include(_ value: Double) {
      guard let position = axis.scale.ruler(value) else { return }
      lower = min(lower, position)
      upper = max(upper, position)
    }
    if let range = axis.range {
      include(range.lowerBound)
      include(range.upperBound)
    }
    // A bound without a place (log of zero) leaves its end to the data.
    if axis.range == nil || lower == upper || lower > upper { values.forEach(include) }
    if fit == .zero && axis.range == nil && !axis.scale.showsDecades { include(0) }
    (self.lower, self.upper) = Self.opened(
      lower, upper, scale: axis.scale, fit: axis.range == nil ? fit : .tight)
    self.axis = axis
  }

  /// An axis over a known stretch of its ruler.
  public init(_ axis: Axis, ruler: ClosedRange<Double>) {
    self.axis = axis
    (lower, upper) = Self.opened(
      ruler.lowerBound, ruler.upperBound, scale: axis.scale, fit: .tight)
  }

  /// The position of a value: 0 at the lower end, 1 at the upper; nil where the axis has no place for it.
  public func fraction(_ value: Double) -> Double? {
    axis.scale.ruler(value).map(fraction(ruler:))
  }

  /// The position of a point of the ruler.
  public func fraction(ruler position: Double) -> Double {
    // Halved, because the span of -1e308...1e308 is not a Double.
    (position / 2 - lower / 2) / (upper / 2 - lower / 2)
  }

  /// About `count` marks.
  public func ticks(_ count: Int) -> [Tick] {
    Ticks.between(lower, upper, scale: axis.scale, count: count)
  }

  /// Ends that differ, and that reach the next marks when asked to.
  private static func opened(
    _ lower: Double, _ upper: Double, scale: Axis.Scale, fit: Fit
  )
    -> (Double, Double)
  {
    guard lower <= upper else { return (0, 1) }
    // Ends closer than the least normal number can't be told apart by division.
    if upper / 2 - lower / 2 < .leastNormalMagnitude {
      let margin = scale.showsDecades ? 1 : max(abs(lower) / 2, 0.5)
      let ends = (lower - margin, upper + margin)
      return ends.0.isFinite && ends.1.isFinite
        ? ends : (min(lower, lower / 2), max(upper, upper / 2))
    }
    guard fit != .tight else { return (lower, upper) }
    if scale.showsDecades { return decades(lower, upper) }
    let step = Ticks.step(halfSpan: upper / 2 - lower / 2, count: 5)
    let reached = (
      (lower / step + 1e-9).rounded(.down) * step, (upper / step - 1e-9).rounded(.up) * step
    )
    return reached.0.isFinite && reached.1.isFinite && reached.0 < reached.1
      ? reached : (lower, upper)
  }

  /// Whole decades where they are near, a small margin where a whole decade would be wasted room.
  private static func decades(_ lower: Double, _ upper: Double) -> (Double, Double) {
    let near = 0.08 * (upper - lower)
    let margin = 0.03 * (upper - lower)
    let (low, high) = (lower.rounded(.down), upper.rounded(.up))
    return (
      lower - low <= near ? low : lower - margin, high - upper <= near ? high : upper + margin
    )
  }
}
