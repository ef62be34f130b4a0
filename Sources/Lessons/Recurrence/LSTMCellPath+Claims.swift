import FlowAnalysis
import Foundation
import Report

extension LSTMCellPath {
  static func claims(_ m: Measurements) -> [Claim] {
    let T = Double(m.settings.length)
    func rate(_ run: Run) -> Double { run.direct.last! / T }
    let open = m.runs[3]
    return [
      Claim(
        id: "half-life-bias-1",
        "With nothing but a forget bias of 1, the cell state halves in ln 2 / ln(1 + 1/e) = 2.213 steps.",
        measured: m.halfLife,
        expected: forgetHalfLife(bias: 1) - 1e-9...forgetHalfLife(bias: 1) + 1e-9, unit: "steps",
        strength: .closedForm,
        detail:
          "$\\sigma(1) = 0.7311$, and $\\ln(1/2)/\\ln 0.7311 = 2.21268$; the engine's Jacobians must give it to nine decimals."
      ),
      Claim(
        id: "pure-path-exact",
        "Without recurrent weights the derivative from c to c is exactly the product of the forget gates.",
        measured: m.pureDifference, expected: 0...1e-10, strength: .closedForm,
        detail:
          "Relative, at every lag; rounding over \(m.settings.length) factors stays far below $10^{-10}$.",
        figureID: "direct-and-total"),
      Claim(
        id: "closed-gate-forgets",
        "At forget bias 0 the direct path loses half at each step.",
        measured: exp(rate(m.runs[0])), expected: 0.44...0.51, unit: "a step",
        strength: .measurement,
        detail: """
          $\\sigma(0) = 1/2$. The input and state move the gate's pre-activation by about ±0.5, and since $\\ln\\sigma$ \
          is concave that costs up to an eighth of its variance, some 3 to 10 %: from 0.44 to 0.51. Input: Gaussian noise.
          """, figureID: "direct-and-total"),
      Claim(
        id: "open-gate-keeps",
        "At forget bias 5 the direct path keeps most of a hundred steps: 0.993 a step.",
        measured: exp(rate(open)), expected: 0.990...0.9935, unit: "a step", strength: .measurement,
        detail: """
          $\\sigma(5) = 0.99331$ is the most it can be on average, and $1 - \\sigma$ there is about $e^{-5+z}$, whose mean \
          over $z$ of variance up to 0.5 is at most 1.3 times larger: from 0.990. Input: Gaussian noise.
          """, figureID: "direct-and-total"),
      Claim(
        id: "total-is-more",
        "The total derivative is larger than the direct path: the gates and h carry gradient too.",
        measured: open.whole.last! - open.direct.last!, expected: 0.5...12,
        unit: "nats",
        strength: .measurement,
        detail: """
          At forget bias 5. A spectral norm is at least any single unit's path, so the difference can't be negative; were it \
          12 nats, a factor of 160,000, the open gate would explode at its start, which nobody sees in practice.
          """, figureID: "direct-and-total"),
      Claim(
        id: "open-gate-does-not-contract",
        "With an open forget gate the largest Lyapunov exponent is near zero, on either side: it still wants clipping.",
        measured: open.exponent, expected: -0.02...0.06, unit: "nats a step",
        strength: .measurement,
        detail: """
          The direct path alone gives $\\ln 0.9933 = -0.007$; the paths through the gates add to it. Above 0.06 it would grow \
          by a factor of 400 in 100 steps. Input: Gaussian noise.
          """, figureID: "exponents"),
      Claim(
        id: "plain-chain",
        "A plain chain of layers with default weights loses $1 - 1/\\sqrt{3}$ of its gradient at each.",
        measured: exp(m.plainChain.last! / T), expected: 0.55...0.615, unit: "a layer",
        strength: .measurement,
        detail: """
          Entries uniform in $\\pm 1/\\sqrt{n}$ multiply a generic vector by $1/\\sqrt{3} = 0.577$, less a share of $1/(2n)$; the best \
          vector gains up to 2 nats once, and 100 factors scatter by 0.009 nats a layer: three of these, and the gain.
          """, figureID: "chains"),
      Claim(
        id: "residual-chain",
        "Identity connections do for depth what the cell state does for time: a residual chain keeps its gradient.",
        measured: m.residualChain.last!, expected: 0...2, unit: "nats",
        strength: .measurement,
        detail: """
          $\\prod (I + F_k/\\sqrt{L})$ with independent random $F_k$ that stretch a generic vector by less than 1: the norm grows at most by \
          about $e^{1/2}$ on a generic vector and by a little more on the best one, whatever L is; $e^2$ is a generous bound.
          """, figureID: "chains"),
    ]
  }
}
