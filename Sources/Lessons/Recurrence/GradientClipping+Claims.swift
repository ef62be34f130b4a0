import Foundation
import Report

extension ClippingLesson {
  static func claims(_ m: Measurements) -> [Claim] {
    let (withNorm, without, byValue) = (m.runs[0], m.runs[1], m.runs[2])
    let farthest = zip(m.free.path, m.free.path.dropFirst()).map { hypot($1.w - $0.w, $1.b - $0.b) }
    return [
      Claim(
        id: "cliff-is-steep",
        "The wall of the cliff is a hundred to two thousand times steeper than the surface's median slope.",
        measured: m.steepest / m.typical, expected: 100...2000, unit: "times",
        strength: .measurement,
        detail: """
          On the wall the 50 factors $w\\,\\sigma'(x_t)$ stay above one until the fixed points part, on a plateau they are below one. \
          The grid is 81 × 81; a finer grid finds steeper points still, so the upper end is the grid's, not the surface's.
          """, figureID: "cliff"),
      Claim(
        id: "one-step-off-the-cliff",
        "Without clipping one step from the wall leaves the map, which is 8 wide and 4 high.",
        measured: farthest.max()!, expected: 4...20, unit: "in (w, b)", strength: .measurement,
        detail: """
          The step is the slope times the rate of 0.5, and the wall's slope on this grid lies between 9 and 40: from 4 to 20.
          """, figureID: "cliff-loss"),
      Claim(
        id: "plateau-loss",
        "After it the unit is saturated and the loss stands at (1 − 0.7)² = 0.09, where no gradient leads back.",
        measured: m.free.losses.last!, expected: 0.085...0.0901, strength: .closedForm,
        detail: "With $\\sigma(x_T) \\to 1$ the loss is exactly 0.09 from below.",
        figureID: "cliff-loss"),
      Claim(
        id: "clipped-descends",
        "With the norm cut to 1 the same descent stays in the valley.",
        measured: m.clipped.losses.last!, expected: 0...0.005, strength: .measurement,
        detail:
          "The valley's floor is 0; at rate 0.5 and 200 updates it is approached, not reached. 0.005 is an eighteenth of the plateau.",
        figureID: "cliff-loss"),
      Claim(
        id: "norm-keeps-direction", "Clipping by norm keeps the direction: the cosine stays 1.",
        measured: m.exampleCosines.norm, expected: (1 - 1e-12)...(1 + 1e-12),
        strength: .closedForm,
        detail: "It multiplies by a positive number."),
      Claim(
        id: "value-turns",
        "Clipping by value turns the gradient (4, 0.3) by 41 degrees when the limit is 0.3.",
        measured: m.exampleCosines.value, expected: 0.75797...0.75804, unit: "(the cosine)",
        strength: .closedForm,
        detail:
          "$(0.3, 0.3)$ against $(4, 0.3)$: $\\cos = 4.3/(\\sqrt{2}\\,\\sqrt{16.09}) = 0.75801$.",
        figureID: "angles"),
      Claim(
        id: "diverges-without",
        "Without clipping the relu network's training leaves Float32 within sixty steps.",
        measured: Double(without.failedAt ?? m.settings.steps + 1), expected: 2...60, unit: "steps",
        strength: .measurement,
        detail: """
          $1.1^{50} = 117$ is the transport at the start, and squares of it enter the first gradient; an update that large \
          multiplies the next by more. From 2 (the first update does it) to 60.
          """, figureID: "training"),
      Claim(
        id: "converges-with",
        "With clipping by norm the same run learns to remember the first symbol for the whole sequence.",
        measured: withNorm.losses.suffix(20).reduce(0, +) / 20, expected: 0...0.14, unit: "nats",
        strength: .measurement,
        detail: """
          A guess among four costs $\\ln 4 = 1.386$ nats; learned means a tenth of that at most, the mean over the last 20 batches.
          """, figureID: "training"),
      Claim(
        id: "bind-rate", "Clipping is not an emergency brake here: it binds at most steps.",
        measured: 100 * withNorm.bindRate, expected: 50...100, unit: "% of the steps",
        strength: .measurement,
        detail:
          "The transport starts at $1.1^{50} = 117$, so a limit of 1 is passed at the start by every batch. A bind rate this high says that the limit, not the loss, sets the step.",
        figureID: "norms"),
      Claim(
        id: "value-turns-in-training",
        "In training, clipping by value turns the gradient: where it binds, the cosine is far from 1.",
        measured: byValue.cosines.isEmpty
          ? .nan : byValue.cosines.reduce(0, +) / Double(byValue.cosines.count),
        expected: 0.2...0.95, unit: "mean cosine", strength: .measurement,
        detail:
          "1 would be no turn. If all of n elements are cut the cosine is the mean over the root mean square of $|g|$, near 0.8 for Gaussian and lower for heavy tails.",
        figureID: "angles"),
    ]
  }
}
