import FlowAnalysis
import Foundation
import Report

extension ExplodingGradient {
  static func claims(_ m: Measurements) -> [Claim] {
    chainClaims(m) + tanhClaims(m) + [reluClaim(m), threeWaysClaim(m)] + lossClaims(m)
  }

  /// What terms of order 1/H may add to an exponent, in nats.
  private static func order(_ m: Measurements) -> Double { 8 / Double(m.settings.hidden) }

  private static func chainClaims(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "eg-chain", "Fifty factors of 1.1 make a gradient 117 times larger.",
        measured: m.chain, expected: .around(pow(1.1, 50), 1e-11), strength: .closedForm,
        detail: """
          $1.1^{50} = 117.390852880$, here from the engine's own walk back; fifty products, each rounded \
          to 1.1 × 10⁻¹⁶ of itself, keep thirteen digits.
          """),
      Claim(
        id: "eg-overflow", "Go on, and the 931st makes it infinite in Float32.",
        measured: Double(m.overflow), expected: 931...931, unit: "steps", strength: .closedForm,
        detail: #"""
          The largest Float32 is $3.40 \times 10^{38}$, and $\ln$ of it over $\ln 1.1$ is 930.89. \#
          Rounding moves that by less than 0.01.
          """#, figureID: "eg-time"),
    ]
  }

  private static func tanhClaims(_ m: Measurements) -> [Claim] {
    let s = m.settings
    let (quiet, blur) = (m.sweep[0], 1 / Double(s.hidden).squareRoot())
    let chaotic = m.sweep.min { abs($0.gain - 2) < abs($1.gain - 2) }!
    let theory = log(MeanField(gain: chaotic.gain, drive: 0).factor)
    let critical = MeanField.criticalGain(drive: s.drive)
    let steepness = log(MeanField(gain: critical + 0.1, drive: s.drive).factor) / 0.1
    return [
      Claim(
        id: "eg-rest",
        "Left alone below gain 1, a tanh network dies down and its gradient vanishes.",
        measured: mean(quiet.atRest),
        expected: log(quiet.gain) - 0.2 * blur...log(quiet.gain) + 1.2 * blur,
        unit: "nats a step", strength: .closedForm,
        detail: #"""
          Near zero tanh is linear, so the exponent is $\ln \rho(W_{hh})$, and $\rho$ is the gain \#
          \#(quiet.gain) as H grows; at H = \#(s.hidden) it sticks out by up to $1.2/\sqrt{H}$.
          """#, figureID: "eg-sweep"),
      Claim(
        id: "eg-chaos",
        "Left alone above gain 1, it is chaotic: at gain \(chaotic.gain) gradients grow.",
        measured: mean(chaotic.atRest),
        expected: .around(theory, order(m) + 3 * standardError(chaotic.atRest)),
        unit: "nats a step", strength: .measurement,
        detail: #"""
          Mean-field theory; its transition to chaos at gain 1 is that of Sompolinsky, Crisanti and \#
          Sommers. Range: 8/H nats for finite H, and three standard errors over \#(s.networks) networks.
          """#, figureID: "eg-sweep"),
      Claim(
        id: "eg-critical",
        "Noise of \(s.drive) on each unit puts explosion off to gain \(critical).",
        measured: crossing(m.sweep), expected: .around(critical, order(m) / steepness),
        strength: .measurement,
        detail: #"""
          Where the measured exponent crosses zero. Theory's own crossing, and what 8/H nats mean at \#
          its slope of \#(steepness) nats per unit of gain. $\sigma_{max}$ passes 1 at gain 0.5.
          """#, figureID: "eg-sweep"),
    ]
  }

  private static func reluClaim(_ m: Measurements) -> Claim {
    Claim(
      id: "eg-relu", #"A relu network's factor is its gain over $\sqrt{2}$, however large."#,
      measured: mean(m.sweep.map { exp(mean($0.relu)) / $0.gain }),
      expected: 0.5.squareRoot() * exp(-order(m))...0.5.squareRoot() * exp(order(m)),
      strength: .closedForm,
      detail: #"""
        Half of the units are open, at any scale of the state: nothing saturates. Mean over all \#
        \#(m.sweep.count) gains; 8/H nats either way.
        """#, figureID: "eg-sweep")
  }

  private static func threeWaysClaim(_ m: Measurements) -> Claim {
    Claim(
      id: "eg-three-ways", "By hand, by QR and by two nearby runs the exponent is the same.",
      measured: m.threeWays.max()! - m.threeWays.min()!, expected: 0...1e-6, unit: "nats a step",
      strength: .measurement,
      detail: #"""
        The exponent is \#(m.threeWays[1], digits: 7). The two runs are $10^{-8}$ apart, set back at \#
        each step: $10^{-8}$ of error from curvature, $10^{-8}$ from rounding, some tens of either at \#
        most. All three start in one direction.
        """#)
  }

  private static func lossClaims(_ m: Measurements) -> [Claim] {
    let s = m.settings
    let rates = m.lossGradients.map { DecayFit($0)!.rate / 10 }
    let growth = log(MeanField(gain: s.gain, drive: s.drive).factor)
    let expectedTurns = 2 * Double(s.points - 2) / 3
    let deviation = (Double(16 * s.points - 29) / 90).squareRoot()
    return [
      Claim(
        id: "eg-loss", "The gradient of a loss grows at the network's own rate.",
        measured: mean(rates), expected: .around(growth, order(m) + 3 * standardError(rates)),
        unit: "nats a step", strength: .measurement,
        detail: #"""
          $\ln \lVert \partial L / \partial W_{hh} \rVert$ over the length of the sequence, at gain \#
          \#(s.gain). Theory's exponent, 8/H nats, and three standard errors over \#(s.networks) networks.
          """#, figureID: "eg-loss"),
      Claim(
        id: "eg-smooth",
        "Over 10 steps the loss is smooth in the weights: it turns at two of \(s.points) points at most.",
        measured: Double(turns(m.losses[0].values)), expected: 0...2,
        strength: .measurement,
        detail: #"""
          Moving $W_{hh}$ by 0.1 % moves the state by $e^{10 \cdot \#(growth)}$ = \#(exp(10 * growth)) times \#
          that: within a unit's linear range, so a parabola and a little more.
          """#, figureID: "eg-loss"),
      Claim(
        id: "eg-noise",
        "Over \(s.length) steps it is noise: two of three points are turning points.",
        measured: Double(turns(m.losses[2].values)),
        expected: .around(expectedTurns, 3 * deviation), unit: "of \(s.points) points",
        strength: .closedForm,
        detail: #"""
          Among n independent numbers $2(n-2)/3$ are higher or lower than both neighbours, with variance \#
          $(16n-29)/90$; three standard deviations for n = \#(s.points).
          """#, figureID: "eg-loss"),
    ]
  }

  /// The gain at which the mean exponent of the driven networks first turns positive, between two gains of the sweep.
  private static func crossing(_ sweep: [Exponents]) -> Double {
    let points = sweep.map { (gain: $0.gain, exponent: mean($0.driven)) }
    guard let next = points.firstIndex(where: { $0.exponent > 0 }), next > 0 else { return .nan }
    let (low, high) = (points[next - 1], points[next])
    return low.gain - low.exponent * (high.gain - low.gain) / (high.exponent - low.exponent)
  }

  /// How many values are higher or lower than both neighbours.
  private static func turns(_ values: [Double]) -> Int {
    let slopes = zip(values, values.dropFirst()).map { $1 - $0 }
    return zip(slopes, slopes.dropFirst()).count { $0 * $1 < 0 }
  }
}
