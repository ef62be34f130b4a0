import Foundation

/// A random tanh network as H grows without bound, each unit driven by Gaussian noise of its own.
///
/// With W_hh Gaussian of standard deviation gain/sqrt(H), every unit's input is Gaussian with one variance,
/// q = gain² E tanh²(z) + drive², z ~ N(0, q), and a tangent vector is stretched at each step by
/// gain sqrt(E tanh'²(z)). The same recursion runs through the layers of a random deep network. What it says about
/// finite networks is off by terms of order 1/H. Sources: Molgedey, Schuchhardt and Schuster 1992 (networks in
/// time); Poole et al. 2016 (networks in depth).
struct MeanField: Equatable, Sendable {
  /// q, the variance of what a unit receives.
  let variance: Double
  /// The factor a step by which small differences, and gradients, grow; e to the largest Lyapunov exponent.
  let factor: Double

  /// Solves for q by iterating the network's own step from a large variance.
  init(gain: Double, drive: Double) {
    precondition(gain >= 0 && drive >= 0, "gain \(gain) and drive \(drive) are sizes")
    var q = gain * gain + drive * drive
    for _ in 0..<2000 {
      let next = gain * gain * gaussianMean(variance: q) { tanh($0) * tanh($0) } + drive * drive
      defer { q = next }
      if abs(next - q) <= 1e-12 * q { break }
    }
    variance = q
    factor = gain * gaussianMean(variance: q) { pow(1 - tanh($0) * tanh($0), 2) }.squareRoot()
  }

  /// The gain at which gradients neither grow nor decay; more drive needs more gain, since it saturates the units.
  static func criticalGain(drive: Double) -> Double {
    var (low, high) = (0.5, 64.0)
    while high - low > 1e-6 {
      let middle = (low + high) / 2
      if MeanField(gain: middle, drive: drive).factor < 1 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// E f(z) for z ~ N(0, variance), by the trapezoid rule over eight standard deviations either side: for a smooth f its
/// error falls faster than any power of the step, which is at most 0.2 in z, fine enough for anything made of tanh.
func gaussianMean(variance: Double, _ f: (Double) -> Double) -> Double {
  let deviation = variance.squareRoot()
  let steps = max(128, Int(40 * deviation))
  var (sum, mass) = (0.0, 0.0)
  for i in -steps...steps {
    let x = 8 * Double(i) / Double(steps)
    let weight = exp(-x * x / 2)
    sum += weight * f(deviation * x)
    mass += weight
  }
  return sum / mass
}

/// ln of how much longer than the factor a step says a product of k large random matrices is at its best: the largest
/// singular value of W^k tends to gain^k sqrt((k + 1)^(k + 1) / k^k).
///
/// At k = 1 that is twice the gain, what sigma_max sees; from then on it grows like sqrt(k) only, and the factor a step
/// decides. Sources: Alexeev, Goetze and Tikhomirov 2010; Penson and Zyczkowski 2011.
func logSurplus(ofPower k: Double) -> Double {
  k > 0 ? 0.5 * ((k + 1) * log(k + 1) - k * log(k)) : 0
}

/// After how many steps the best direction of a product of large random matrices has shrunk, or grown, to a level.
///
/// The level is below 1 for a factor a step below 1, above 1 for one above.
func lag(reaching level: Double, factor: Double) -> Double {
  precondition((level < 1) == (factor < 1), "a factor of \(factor) never leads to \(level)")
  var (low, high) = (0.0, 1e6)
  while high - low > 1e-9 * high {
    let k = (low + high) / 2
    let isBefore = k * log(factor) + logSurplus(ofPower: k) > log(level)
    if isBefore == (level < 1) { low = k } else { high = k }
  }
  return (low + high) / 2
}
