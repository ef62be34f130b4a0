import Report

extension AgentReport {
  /// The words of the page; the long form is `docs/glossary.md`.
  static let glossary: [GlossaryEntry] = [
    GlossaryEntry(
      "TD error $\\delta$",
      "$r + \\gamma \\max_{a'} Q(s', a') - Q(s, a)$, without the future after an end. Its size says little of the value error."
    ),
    GlossaryEntry(
      "Bellman residual", "$T Q - Q$, exact, over all transient states: 0 at $Q^*$ only."),
    GlossaryEntry("value error", "$Q - Q^*$: how wrong the values are."),
    GlossaryEntry(
      "cap", "$\\max \\lvert r \\rvert / (1 - \\gamma)$, which no policy's value exceeds."),
    GlossaryEntry(
      "soft divergence", "Values above the cap, from which runs often recover."),
    GlossaryEntry(
      "held-out transitions",
      "Drawn once, from random actions, and never learned from: Q is measured on them at every point."
    ),
    GlossaryEntry(
      "greedy rollout", "An episode without exploration in an environment of its own."),
    GlossaryEntry(
      "dormant unit", "One whose mean magnitude is at most $\\tau$ times its layer's mean."),
    GlossaryEntry(
      "srank", "How many singular values of the features make up 99 % of their sum."),
    GlossaryEntry(
      "proof, necessary condition, measurement",
      "Three strengths of an alarm: no correct agent can have it; needed for the failure but not enough; seen in this run."
    ),
  ]
}
