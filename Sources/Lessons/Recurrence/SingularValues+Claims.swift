import FlowAnalysis
import Foundation
import Report

extension SingularValues {
  /// The gain of PyTorch's default: entries uniform in ±1/sqrt(H) have variance gain²/H.
  static let defaultGain = 1 / 3.0.squareRoot()

  static func claims(_ m: Measurements) -> [Claim] {
    trialClaims(m) + lawClaims(m) + powerClaims(m)
  }

  private static func trialClaims(_ m: Measurements) -> [Claim] {
    let order = 4 / Double(m.settings.hidden)
    let scatter = 3 * standardError(m.defaultRates)
    let predicted = m.standard.candidate.predicted
    let limit = log(VerdictThreshold.exploding) / Double(m.settings.length)
    let spared = Double(m.condemned.count { log($0.candidate.predicted) <= limit })
    return [
      Claim(
        id: "sv-sufficient",
        #"No transport exceeds $\sigma_{max}$ to the power of its lag: below 1, gradients must vanish."#,
        measured: Double(m.networks.reduce(0) { $0 + $1.lagsAboveBound }), expected: 0...0,
        unit: "lags", strength: .proof,
        detail: #"""
          A theorem, so none of the \#(m.networks.count * (m.settings.length + 1)) lags measured here \#
          may break it. Counted with $10^{-9}$ nats a step for rounding.
          """#, figureID: "sv-trial"),
      Claim(
        id: "sv-condemned",
        #"Of the \#(m.condemned.count) networks with $\sigma_{max} > 1$ most do not explode."#,
        measured: Double(m.condemned.count { !$0.explodes }), expected: spared...spared,
        unit: "networks", strength: .necessaryCondition,
        detail: #"""
          Exploding means a hundredfold over T = \#(m.settings.length). Mean-field theory says \#
          beforehand, from gain and drive alone, which do: those with a factor a step above \#
          \#(exp(limit)). The count has to agree exactly.
          """#, figureID: "sv-trial"),
      Claim(
        id: "sv-rate", "Driven by noise, the default network keeps little more than half a step.",
        measured: exp(mean(m.defaultRates)),
        expected: predicted * exp(-order - scatter)...predicted * exp(2 * order + scatter),
        unit: "a step",
        strength: .measurement,
        detail: #"""
          Mean-field theory gives \#(predicted) as H grows. A finite network is \#
          off by terms of order 1/H: 4/H nats down, twice that up, where its eigenvalues stick out; and \#
          three standard errors over \#(m.settings.draws) networks.
          """#, figureID: "sv-trial"),
    ]
  }

  private static func lawClaims(_ m: Measurements) -> [Claim] {
    let (H, draws) = (Double(m.largest.size), Double(m.settings.draws))
    let edge = pow(H, -2.0 / 3)
    let sigma = 2 * defaultGain * (1 - 0.38 * edge)
    let share = 1.0 / 3 - 3.0.squareRoot() / (2 * .pi)
    let values = m.largest.singularValues.joined()
    return [
      Claim(
        id: "sv-sigma",
        #"PyTorch's default $W_{hh}$ has $\sigma_{max}$ near $2/\sqrt{3}$ = 1.155: above 1."#,
        measured: mean(m.largest.singularValues.map { $0[0] }),
        expected: .around(sigma, sigma * (1.2 * edge / draws.squareRoot() + 0.01)),
        strength: .closedForm,
        detail: #"""
          At finite H the edge lies lower by 0.38 and scatters by 0.40 times $H^{-2/3}$ of itself \#
          (the law of Tracy and Widom). The range is three standard errors over \#(m.settings.draws) \#
          draws of H = \#(m.largest.size), and 1 % because the entries are uniform, not Gaussian.
          """#, figureID: "sv-size"),
      Claim(
        id: "sv-radius", #"Its spectral radius is near $1/\sqrt{3}$ = 0.577: below 1."#,
        measured: mean(m.largest.moduli.map { $0[0] }),
        expected: defaultGain * (1 - 0.2 / H.squareRoot())...defaultGain
          * (1 + 1.2 / H.squareRoot()),
        strength: .closedForm,
        detail: #"""
          The circular law. The outermost of H eigenvalues sticks out by 0.45 to 0.8 times \#
          $H^{-1/2}$ of the radius and scatters by half as much (Kostlan's theorem, for complex \#
          Gaussian entries); real entries stick out less, so the range starts below the limit.
          """#, figureID: "sv-size"),
      Claim(
        id: "sv-share", "Only 5.77 % of its singular values are above 1: most directions shrink.",
        measured: 100 * Double(values.count { $0 > 1 }) / Double(values.count),
        expected: .around(100 * share, 100 / H), unit: "%", strength: .closedForm,
        detail: #"""
          The quarter-circle law puts $1/3 - \sqrt{3}/2\pi$ of them above 1. Singular values repel \#
          one another: the count in a matrix scatters by less than one, and so does the mean over \#
          \#(m.settings.draws) matrices. The range is one of \#(m.largest.size).
          """#, figureID: "sv-spectra"),
    ]
  }

  private static func powerClaims(_ m: Measurements) -> [Claim] {
    let fifth = exp(5 * log(defaultGain) + logSurplus(ofPower: 5))
    let edge = 5 * 0.78 * pow(Double(m.largest.size), -2.0 / 3)
    let peak = TransientPeak(of: m.twoUnits.powers)
    let exactPeak = (0...m.settings.powers).map { twoUnitNorm(m.settings.coupling, $0) }.max()!
    return [
      Claim(
        id: "sv-fifth",
        #"Its fifth power keeps about a quarter of a vector at best, where $1.155^5$ would be 2.05."#,
        measured: exp(mean(m.largest.fifths)), expected: fifth * exp(-edge)...fifth * exp(edge),
        strength: .closedForm,
        detail: #"""
          $\lVert W^k \rVert$ tends to $g^k \sqrt{(k+1)^{k+1}/k^k}$ with $g = 1/\sqrt{3}$: \#(fifth) at \#
          k = 5. One factor is off by at most $(0.38 + 0.40) H^{-2/3}$ at finite H; five, by five times that.
          """#, figureID: "sv-powers"),
      Claim(
        id: "sv-peak",
        "With both eigenvalues at 0.9, two units first grow a gradient by \(exactPeak).",
        measured: exp(peak.logHeight), expected: .around(exactPeak, 1e-9 * exactPeak),
        strength: .closedForm,
        detail: #"""
          $W^k$ has $a = 0.9^k$ on its diagonal and $b = k c\, 0.9^{k-1}$ beside it, so \#
          $\lVert W^k \rVert = (b + \sqrt{b^2 + 4a^2})/2$, largest at k = \#(peak.lag). Rounding in \#
          \#(m.settings.powers) products leaves more than nine digits.
          """#, figureID: "sv-powers"),
    ]
  }

  /// ||[[0.9, c], [0, 0.9]]^k||_2 on paper.
  private static func twoUnitNorm(_ c: Double, _ k: Int) -> Double {
    let (a, b) = (pow(0.9, Double(k)), Double(k) * c * pow(0.9, Double(k - 1)))
    return (b + (b * b + 4 * a * a).squareRoot()) / 2
  }
}
