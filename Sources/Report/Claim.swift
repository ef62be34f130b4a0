import Charts

/// A sentence that a measurement can refute: what was claimed, what was measured, and the range that counts as true.
public struct Claim: Sendable {
  /// What kind of evidence the number is.
  public enum Strength: String, Sendable, CaseIterable {
    /// A theorem's premise, checked: no input can make it false.
    case proof
    /// Needed for the effect, not enough for it.
    case necessaryCondition = "necessary condition"
    /// What happened on the input that is named.
    case measurement = "measurement on a named input"
    /// Compared with a number known on paper.
    case closedForm = "closed form"
  }

  /// Unique in the document; letters, digits and hyphens.
  public let id: String
  /// The claim, as one sentence.
  public let sentence: Prose
  /// The number that was measured.
  public let measured: Double
  /// The range in which the claim counts as true; an infinite end means "no limit".
  public let expected: ClosedRange<Double>
  /// The unit of both; empty for pure numbers.
  public let unit: String
  /// The kind of evidence.
  public let strength: Strength
  /// Why this range, on which input; one or two sentences.
  public let detail: Prose?
  /// The figure that shows it.
  public let figureID: String?

  /// A claim.
  public init(
    id: String, _ sentence: Prose, measured: Double, expected: ClosedRange<Double>,
    unit: String = "", strength: Strength, detail: Prose? = nil, figureID: String? = nil
  ) {
    precondition(!id.isEmpty, "a claim without id")
    self.id = id
    self.sentence = sentence
    self.measured = measured
    self.expected = expected
    self.unit = unit
    self.strength = strength
    self.detail = detail
    self.figureID = figureID
  }

  /// Whether the measured number lies in the range. NaN never does.
  public var holds: Bool { expected.contains(measured) }

  /// One line for a terminal: `✓ sentence  0.53 (expected 0.45 to 0.62)`.
  public var line: String {
    "\(holds ? "✓" : "✗") \(sentence.plain)  \(measuredText) (\(expectedText))"
  }

  /// The measured number with its unit, to as many digits as the range can tell apart.
  public var measuredText: String {
    let number = NumberText.format(measured, digits: digits(for: measured))
    return unit.isEmpty || !measured.isFinite ? number : number + " " + unit
  }

  /// The range in words: `expected 0.45 to 0.62`, `expected at most 0.01`.
  public var expectedText: String {
    let (low, high) = (expected.lowerBound, expected.upperBound)
    let suffix = unit.isEmpty ? "" : " " + unit
    if low == high { return "expected \(bound(low))\(suffix)" }
    if low == -.infinity && high == .infinity { return "expected any number" }
    if low == -.infinity { return "expected at most \(bound(high))\(suffix)" }
    if high == .infinity { return "expected at least \(bound(low))\(suffix)" }
    return "expected \(bound(low)) to \(bound(high))\(suffix)"
  }

  private func bound(_ value: Double) -> String {
    NumberText.format(value, digits: digits(for: value))
  }

  /// Three significant digits, more when the range is narrower than they can tell apart, and more still until the
  /// printed number lies on the same side of both ends as the number itself.
  private func digits(for value: Double) -> Int {
    guard value.isFinite, value != 0 else { return 3 }
    let width = expected.upperBound - expected.lowerBound
    var digits = 3
    while digits < 15 {
      let resolved = !width.isFinite || width <= 0 || resolution(value, digits) <= width / 50
      if resolved && sameSide(value, printed(value, digits)) { break }
      digits += 1
    }
    return digits
  }

  private func resolution(_ value: Double, _ digits: Int) -> Double {
    abs(printed(value, digits) - value)
  }

  private func printed(_ value: Double, _ digits: Int) -> Double {
    NumberText.rounded(value, digits: digits)
  }

  private func sameSide(_ value: Double, _ printed: Double) -> Bool {
    value == expected.lowerBound || value == expected.upperBound
      || expected.contains(value) == expected.contains(printed)
  }
}
