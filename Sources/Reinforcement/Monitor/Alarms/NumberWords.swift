import Foundation

/// A number for a sentence: three significant digits, `infinity` in words.
func number(_ x: Double) -> String {
  guard x.isFinite else { return x.isNaN ? "NaN" : x < 0 ? "minus infinity" : "infinity" }
  return String(format: "%.3g", x)
}
