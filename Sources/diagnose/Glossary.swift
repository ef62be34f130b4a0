import ModelReport
import Report

/// The words that every report explains; the long form is `docs/glossary.md`.
enum Glossary {
  static let entries: [GlossaryEntry] =
    ModelGlossary.flow + [
      GlossaryEntry(
        "gradient through time",
        "$\\lVert \\partial L / \\partial h_t \\rVert$ at each t, relative to the last step where drawn: what training feels."
      ),
      GlossaryEntry(
        "$\\sigma_{max}$",
        "Largest singular value: the most that a matrix stretches any vector, once."),
      GlossaryEntry(
        "$\\rho$", "Spectral radius, the largest $|\\lambda|$: the factor a step after many steps."),
      GlossaryEntry(
        "decay rate",
        "Slope of ln transport over the lag, in nats a step; its exponential is the factor a step."),
      GlossaryEntry("memory horizon", "Steps until the transport has fallen to 1 %."),
      GlossaryEntry(
        "Lyapunov exponents",
        "Long-time growth rates of perturbations in nats a step, by QR at every step."),
      GlossaryEntry(
        "clip, bind rate",
        "Scaling a gradient down to a limit; the share of steps at which that happened."),
      GlossaryEntry(
        "$V$, $Q$, $\\pi$, $\\gamma$",
        "Value of a state, value of an action in a state, policy, discount; * marks the optimum."),
      GlossaryEntry(
        "sweep", "One Bellman backup of every state: each looks one step ahead."),
      GlossaryEntry(
        "Bellman error, value error",
        "$TV - V$, how far values are from agreeing with their neighbours; $V - V^\\pi$, how far they are from the truth."
      ),
      GlossaryEntry(
        "ε-greedy",
        "A random action with probability ε, otherwise the best by Q."),
      GlossaryEntry(
        "proof, necessary condition, measurement",
        "Three strengths of a statement: true for every input; needed but not enough; seen on the input that is named."
      ),
    ]
}
