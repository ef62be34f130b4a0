import Charts
import Foundation

/// The measured point against its range, as a small picture.
struct RangePicture {
  private static let width = 120.0
  private static let inset = 6.0

  private let claim: Claim

  init(_ claim: Claim) { self.claim = claim }

  /// A line with the range as a block and the measured number as a dot; no dot for NaN.
  var markup: Markup {
    let middle = "9"
    var parts = Markup.element(
      "line", ["x1": "4", "x2": "116", "y1": middle, "y2": middle])
    let (low, high) = (place(claim.expected.lowerBound), place(claim.expected.upperBound))
    let width = max(3, high - low)
    parts += .element(
      "rect",
      [
        "x": number(min(low, high - width + 0.5 * (high - low))), "y": "4", "width": number(width),
        "height": "10", "rx": "1",
      ])
    if !claim.measured.isNaN {
      parts += .element(
        "circle", ["cx": number(place(claim.measured)), "cy": middle, "r": "4"])
    }
    return .element(
      "svg",
      [
        "class": "range", "width": "120", "height": "18", "role": "img",
        "aria-label": "measured \(claim.measuredText), \(claim.expectedText)",
      ], parts)
  }

  /// Pixels of a value; infinities are the ends.
  private func place(_ value: Double) -> Double {
    let (low, high) = ends
    let share = value.isFinite ? (ruler(value) - low) / (high - low) : value < 0 ? 0 : 1
    return Self.inset + max(0, min(1, share)) * (Self.width - 2 * Self.inset)
  }

  /// Everything finite of measured and expected, with a third of their spread on both sides.
  private var ends: (Double, Double) {
    let finite = values.filter(\.isFinite).map(ruler)
    guard let low = finite.min(), let high = finite.max() else { return (-1, 1) }
    let spread = high > low ? high - low : max(abs(high), 1e-300)
    return (low - spread / 3, high + spread / 3)
  }

  private var values: [Double] {
    [claim.measured, claim.expected.lowerBound, claim.expected.upperBound]
  }

  /// Decades, when the numbers are positive and span more than two of them.
  private var showsDecades: Bool {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return false }
    return low > 0 && high / low > 100
  }

  private func ruler(_ value: Double) -> Double { showsDecades ? log10(value) : value }

  private func number(_ value: Double) -> String { NumberText.format(value, digits: 4) }
}
