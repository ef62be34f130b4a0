import Foundation

/// Numbers as people read them: a few significant digits, a true minus sign, powers of ten when long.
public enum NumberText {
  /// The value to so many significant digits, without trailing zeros: `0.53`, `−2`, `5.15 × 10⁻⁸`.
  ///
  /// Plain digits from 0.001 to 999,999, powers of ten beyond. Zero has no sign. Infinities print as `∞`, NaN as
  /// `not a number`.
  ///
  /// - Precondition: `digits` is 1 through 17.
  public static func format(_ value: Double, digits: Int = 3) -> String {
    precondition((1...17).contains(digits), "digits \(digits)")
    guard value.isFinite else { return nonFinite(value) }
    if value == 0 { return "0" }
    let (significand, exponent) = rounded(abs(value), digits)
    return (value < 0 ? minus : "") + written(significand, exponent)
  }

  /// 10 to the given power, for values that no Double holds: `1.2 × 10⁻⁴³⁴²`.
  public static func format(powerOfTen log: Double, digits: Int = 3) -> String {
    guard log.isFinite else { return log == -.infinity ? "0" : nonFinite(log) }
    if abs(log) < 300 { return format(pow(10, log), digits: digits) }
    var exponent = Int(log.rounded(.down))
    var (significand, carry) = rounded(pow(10, log - log.rounded(.down)), digits)
    exponent += carry
    if significand.isEmpty { significand = "1" }
    return written(significand, exponent)
  }

  /// A value given on an axis' scale, as the quantity itself.
  public static func format(_ value: Double, scale: Axis.Scale, digits: Int = 3) -> String {
    switch scale {
    case .linear, .logarithmic: format(value, digits: digits)
    case .naturalLogs: format(powerOfTen: value / 2.302585092994046, digits: digits)
    case .decimalLogs: format(powerOfTen: value, digits: digits)
    }
  }

  /// The number that the digits stand for when a value is printed to so many of them.
  public static func rounded(_ value: Double, digits: Int) -> Double {
    Double(String(format: "%.*e", digits - 1, value)) ?? value
  }

  /// An integer in Unicode superscripts: `⁻¹²`.
  public static func superscript(_ exponent: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(String(exponent).map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
  }

  /// U+2212, as wide as a plus.
  public static let minus = "−"

  private static func nonFinite(_ value: Double) -> String {
    value.isNaN ? "not a number" : (value < 0 ? "−∞" : "∞")
  }

  /// Significant digits without a point and without trailing zeros, and the decimal exponent of the first.
  private static func rounded(_ value: Double, _ digits: Int) -> (String, Int) {
    let text = String(format: "%.*e", digits - 1, value)
    let parts = text.split(separator: "e")
    var significand = parts[0].filter { $0 != "." }
    while significand.count > 1 && significand.last == "0" { significand.removeLast() }
    return (significand, Int(parts[1]) ?? 0)
  }

  private static func written(_ significand: String, _ exponent: Int) -> String {
    switch exponent {
    case 0..<6 where exponent >= significand.count - 1:
      return significand + String(repeating: "0", count: exponent - significand.count + 1)
    case 0..<6:
      let split = significand.index(significand.startIndex, offsetBy: exponent + 1)
      return significand[..<split] + "." + significand[split...]
    case -3..<0:
      return "0." + String(repeating: "0", count: -exponent - 1) + significand
    default:
      let head = significand.prefix(1)
      let tail = significand.dropFirst()
      let factor = tail.isEmpty ? String(head) : head + "." + tail
      return (factor == "1" ? "" : factor + " × ") + "10" + superscript(exponent)
    }
  }
}
