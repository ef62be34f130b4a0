import Report

/// The words that the report of a model uses.
public enum ModelGlossary {
  /// Those of gradient flow, which every report of a recurrent network has.
  public static let flow: [GlossaryEntry] = [
    GlossaryEntry(
      "$h_t$, $c_t$, $s_t$",
      "Hidden state, cell state, and the whole state of a cell: h, or h then c for the LSTM."),
    GlossaryEntry(
      "$J_t$", "Step Jacobian, $\\partial s_t / \\partial s_{t-1}$, over the whole state."),
    GlossaryEntry(
      "transport",
      "$\\lVert \\partial s_T / \\partial s_t \\rVert_2$: how strongly the state at step t still moves the last one, free of any loss."
    ),
    GlossaryEntry(
      "direct cell path",
      "Product of the forget gates alone, elementwise, with no matrix in it; not the total derivative."
    ),
  ]

  static let entries: [GlossaryEntry] =
    weights + flow + [
      GlossaryEntry(
        "Lyapunov exponents",
        "Growth rates of perturbations in nats a step, by QR at every step."),
      GlossaryEntry(
        "proof, necessary condition, measurement",
        "Three strengths of a statement: true for every input; needed but not enough; seen on the input that is named."
      ),
    ]

  private static let weights: [GlossaryEntry] = [
    GlossaryEntry(
      "$W_{hh}$", "The recurrent matrix: rows for units, a block of H rows for each gate."),
    GlossaryEntry(
      "$\\sigma_{max}$, $\\sigma_{min}$",
      "Largest and smallest singular value: the most and the least that a matrix stretches any vector, once. Their ratio is the condition number."
    ),
    GlossaryEntry(
      "$\\rho$",
      "Spectral radius, the largest $|\\lambda|$: the factor a step after many steps of the matrix alone. Its error is what rounding may have done to it; a defective matrix has no $\\rho$ to three digits."
    ),
    GlossaryEntry(
      "Henrici",
      "Departure from normality over the Frobenius norm: 0 for a normal matrix, for which $\\sigma_{max} = \\rho$; about 0.707 for a random one."
    ),
    GlossaryEntry(
      "stable rank",
      "$\\lVert W\\rVert_F^2 / \\sigma_{max}^2$: about how many directions carry the matrix."),
  ]
}
