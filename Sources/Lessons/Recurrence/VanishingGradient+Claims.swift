import FlowAnalysis
import Foundation
import Report

extension VanishingGradient {
  /// What theory says of the default: uniform weights of variance 1/(3H) everywhere, noise of variance 1, two biases.
  private static func theory(_ s: Settings) -> (low: Double, factor: Double, high: Double) {
    let H = Double(s.hidden)
    let drive = (Double(s.inputs + 2) / (3 * H)).squareRoot()
    let factor = MeanField(gain: 1 / 3.0.squareRoot(), drive: drive).factor
    return (factor * exp(-4 / H), factor, factor * exp(8 / H))
  }

  static func claims(_ m: Measurements) -> [Claim] {
    engineClaims(m) + defaultClaims(m) + [lengthClaim(m)] + loudnessClaims(m)
  }

  /// How many steps it takes to lose so many nats.
  private static func steps(_ nats: Double, at factor: Double) -> Double { -nats / log(factor) }

  private static func engineClaims(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "vg-chain", "Fifty factors of 0.9 leave half a per cent of a gradient.",
        measured: m.chain, expected: .around(pow(0.9, 50), 1e-14), strength: .closedForm,
        detail: """
          $0.9^{50} = 5.15377520732 \\times 10^{-3}$, here from the engine's own walk back through fifty \
          products, each rounded to 1.1 × 10⁻¹⁶ of itself.
          """),
      Claim(
        id: "vg-by-hand", "The loop on this page and the engine give one gradient.",
        measured: m.disagreement, expected: 0...1e-12, strength: .measurement,
        detail: """
          ‖difference‖ over ‖gradient‖, the largest of \(m.settings.networks) networks. Sums of a few \
          thousand products in another order differ by some 10⁻¹⁵; 10⁻¹² is a mistake.
          """),
    ]
  }

  private static func defaultClaims(_ m: Measurements) -> [Claim] {
    let (low, factor, high) = theory(m.settings)
    let early = m.defaults.map { $0.weights[m.settings.length - 21] - $0.weights.last! }
    return [
      Claim(
        id: "vg-factor", "A default RNN keeps little more than half of its gradient at each step.",
        measured: mean(m.factors), expected: low...high, unit: "a step", strength: .measurement,
        detail: #"""
          Mean-field theory gives \#(factor) for H without bound. At H = \#(m.settings.hidden) terms of \#
          order 1/H are allowed: 4/H nats down, 8/H up, where eigenvalues of $W_{hh}$ stick out of their \#
          disc. Mean of \#(m.settings.networks) networks on noise, over T = \#(m.settings.length).
          """#, figureID: "vg-time"),
      Claim(
        id: "vg-horizon", "After about ten steps 1 % is left.", measured: mean(m.horizons),
        expected: lag(reaching: 0.01, factor: low)...lag(reaching: 0.01, factor: high),
        unit: "steps",
        strength: .measurement,
        detail: #"""
          Where $f^k \sqrt{(k+1)^{k+1}/k^k}$ passes 1 %, for the two ends f of the range above: the \#
          root is what the best direction of a product of k random matrices gains on its rate.
          """#, figureID: "vg-time"),
      Claim(
        id: "vg-weights",
        #"Steps more than 20 back give next to nothing to $\partial L / \partial W_{hh}$."#,
        measured: exp(mean(early)), expected: pow(low, 20) / 10...pow(high, 20) * 10,
        strength: .measurement,
        detail: #"""
          Norm of what they give to $\partial L/\partial W_{hh}$ over the norm of the whole. It is a sum \#
          of terms that shrink alike, so the 20th power of the factor, within a decade: single \#
          sequences scatter, and neighbouring terms add with random signs.
          """#, figureID: "vg-time"),
      Claim(
        id: "vg-float32", "In Float32 the norm of the gradient is exactly zero soon after.",
        measured: mean(m.precision.map { Double($0.reach) }),
        expected: steps(51, at: low)...steps(55, at: high),
        unit: "steps", strength: .measurement,
        detail: #"""
          Squares below $2^{-150}$ round to zero, so the norm is lost when the largest entry falls \#
          below $2^{-75}$: after 53 nats, give or take two for the entries' spread, at the rates \#
          above; mean of \#(m.settings.networks) networks.
          """#, figureID: "vg-float32"),
    ]
  }

  private static func lengthClaim(_ m: Measurements) -> Claim {
    let horizon = steps(log(100), at: m.settings.factor)
    return Claim(
      id: "vg-length", "At \(m.settings.factor) a step, 1 % is left after \(horizon) steps.",
      measured: MemoryHorizon(byLag: m.orthogonal)?.steps ?? .nan,
      expected: .around(horizon, 1e-6 * horizon), unit: "steps", strength: .closedForm,
      detail: #"""
        $\ln 0.01 / \ln \#(m.settings.factor)$. An orthogonal $W_{hh}$ times \#(m.settings.factor), at rest: \#
        the state is zero, tanh has slope 1, every direction shrinks alike.
        """#, figureID: "vg-time")
  }

  private static func loudnessClaims(_ m: Measurements) -> [Claim] {
    let loud = m.saturation[7]
    let (saturated, half) = (MeanField(gain: 1, drive: loud.drive).factor, 0.5.squareRoot())
    func margin(_ exponents: [Double]) -> Double {
      8 / Double(m.settings.units) + 3 * standardError(exponents)
    }
    func around(_ factor: Double, _ exponents: [Double]) -> ClosedRange<Double> {
      factor * exp(-margin(exponents))...factor * exp(margin(exponents))
    }
    return [
      Claim(
        id: "vg-saturation", "Loud input halves the factor of a tanh network with gain 1.",
        measured: loud.tanh, expected: around(saturated, loud.tanhs), unit: "a step",
        strength: .measurement,
        detail: #"""
          Noise of standard deviation \#(loud.drive) on each unit. Mean-field theory gives \#
          \#(saturated); 8/H nats either way, since the slopes differ much from unit to unit, and three \#
          standard errors over \#(m.settings.networks) networks.
          """#, figureID: "vg-saturation"),
      Claim(
        id: "vg-relu", #"A relu network with gain 1 passes $1/\sqrt{2}$ of it, at any loudness."#,
        measured: loud.relu,
        expected: around(half, loud.relus), unit: "a step", strength: .measurement,
        detail: #"""
          Half of the units are open, whatever the scale: $g \sqrt{1/2}$ as H grows; 8/H nats for \#
          H = \#(m.settings.units) and three standard errors over \#(m.settings.networks) networks. So a gain of $\sqrt{2}$ keeps the gradient (He et al. 2015).
          """#, figureID: "vg-saturation"),
    ]
  }
}
