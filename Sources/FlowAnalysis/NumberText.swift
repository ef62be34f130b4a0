import Foundation

/// A number for a sentence: three significant digits, `infinity` in words.
func number(_ x: Double) -> String {
  guard x.isFinite else { return x.isNaN ? "NaN" : x < 0 ? "minus infinity" : "infinity" }
  return String(format: "%.3g", x)
}

/// e^log for a sentence, also where it lies outside Float64: `5.15e-03`, `1.14e-4343`.
func number(expOf log: Double) -> String {
  guard log.isFinite else { return log == -.infinity ? "0" : number(log) }
  if abs(log) < 600 { return number(exp(log)) }
  let decades = log / Foundation.log(10)
  var exponent = decades.rounded(.down)
  var mantissa = pow(10, decades - exponent)
  if mantissa >= 9.995 { (mantissa, exponent) = (1, exponent + 1) }
  return String(format: "%.3ge%+.0f", mantissa, exponent)
}
