import Foundation

/// One mark on an axis.
public struct Tick: Sendable, Equatable {
  /// Where on the axis' ruler (the value itself, or its decimal logarithm).
  public let position: Double
  /// What is printed beside it, in the light markup of ``LabelText``.
  public let label: String
}

/// Where the marks of an axis go.
public enum Ticks {
  /// Marks between two ends of a ruler, about `count` of them, at round numbers.
  ///
  /// Linear axes step by 1, 2 or 5 times a power of ten (Heckbert 1990). Axes of decades step by whole decades,
  /// thinned by 1, 2, 3, 5, 10, ...; within two decades they add the mantissas 2 and 5 (or step linearly within one).
  public static func between(
    _ lower: Double, _ upper: Double, scale: Axis.Scale, count: Int
  )
    -> [Tick]
  {
    precondition(lower.isFinite && upper.isFinite && lower <= upper, "axis \(lower)...\(upper)")
    guard scale.showsDecades else { return linear(lower, upper, count) }
    let decades = upper - lower
    if decades < 0.7, abs(lower) < 300, abs(upper) < 300 {
      return linear(pow(10, lower), pow(10, upper), count).filter { $0.position > 0 }
        .map { Tick(position: log10($0.position), label: $0.label) }
    }
    if decades <= 2.01 && count >= 3 { return mantissas(lower, upper, dense: decades <= 1.4) }
    return wholeDecades(lower, upper, count)
  }

  /// The step of 1, 2 or 5 times a power of ten that puts at most about `count` marks on a stretch.
  ///
  /// It takes half of the stretch, because the span of -1e308...1e308 is not a Double.
  static func step(halfSpan: Double, count: Int) -> Double {
    let raw = halfSpan / Double(max(1, count)) * 2
    let power = pow(10, log10(raw).rounded(.down))
    let factor = raw / power
    return (factor <= 1.0001 ? 1 : factor <= 2.0001 ? 2 : factor <= 5.0001 ? 5 : 10) * power
  }

  private static func linear(_ lower: Double, _ upper: Double, _ count: Int) -> [Tick] {
    let step = step(halfSpan: upper / 2 - lower / 2, count: count)
    guard step > 0, step.isFinite, (lower / step).magnitude < 1e15 else {
      return [Tick(position: lower, label: NumberText.format(lower, digits: 6))]
    }
    let tolerance = 1e-9
    let first = Int((lower / step - tolerance).rounded(.up))
    let last = Int((upper / step + tolerance).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { index in
      let position = Double(index) * step
      return Tick(position: position, label: label(position, step: step))
    }
  }

  /// Digits enough to tell neighbours apart.
  private static func label(_ position: Double, step: Double) -> String {
    let magnitude = abs(position)
    if magnitude < step / 2 { return "0" }
    let digits = Int(log10(magnitude / step).rounded(.down)) + 2
    return NumberText.format(position, digits: min(17, max(1, digits)))
  }

  private static func wholeDecades(_ lower: Double, _ upper: Double, _ count: Int) -> [Tick] {
    let step = decadeStep(upper - lower, count)
    let first = Int((lower / Double(step) - 1e-9).rounded(.up))
    let last = Int((upper / Double(step) + 1e-9).rounded(.down))
    guard first <= last else { return [] }
    return (first...last).map { power(of: $0 * step) }
  }

  /// The least of 1, 2, 3, 5, 10, 20, ... decades that leaves at most `count` steps.
  private static func decadeStep(_ span: Double, _ count: Int) -> Int {
    var power = 1
    while true {
      for factor in [1, 2, 3, 5] where span / Double(factor * power) <= Double(max(1, count)) {
        return factor * power
      }
      guard power < 1_000_000_000_000 else { return 10 * power }
      power *= 10
    }
  }

  private static func mantissas(_ lower: Double, _ upper: Double, dense: Bool) -> [Tick] {
    let powers = Int(lower.rounded(.down))...Int(upper.rounded(.up))
    let all = powers.flatMap { power in
      (dense ? [1, 2, 5] : [1, 3]).map { mantissa in
        Tick(
          position: Double(power) + log10(Double(mantissa)),
          label: mantissa == 1
            ? self.power(of: power).label
            : NumberText.format(powerOfTen: Double(power) + log10(Double(mantissa)), digits: 1))
      }
    }
    return all.filter { $0.position >= lower - 1e-9 && $0.position <= upper + 1e-9 }
  }

  /// 1, 10, 0.01 while short; powers beyond.
  private static func power(of exponent: Int) -> Tick {
    let label =
      (-2...3).contains(exponent)
      ? NumberText.format(pow(10, Double(exponent)))
      : "10^{\(exponent < 0 ? NumberText.minus : "")\(abs(exponent))}"
    return Tick(position: Double(exponent), label: label)
  }
}
