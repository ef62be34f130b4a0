import Charts
import Foundation
import Report

extension LSTMCellPath {
  static func page(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "How many steps does a forget gate of 0.73 need to lose half of what the cell holds?",
        answer: """
          Two, nearly: $0.73^{2.2} = 0.5$. That is what a forget bias of 1 buys at the start. To keep half over 100 steps the \
          gate must stand at 0.993, a bias of 5.
          """),
      .heading("One road without a matrix"),
      .paragraph(
        """
        The cell state is updated elementwise, $c_t = f_t \\odot c_{t-1} + i_t \\odot g_t$. Hold the gates fixed and the \
        derivative along this *direct cell path* is a product of numbers between 0 and 1, one for each unit:
        """),
      .formula(
        "\\left. \\frac{\\partial c_T}{\\partial c_t} \\right|_{\\text{direct}} = \\prod_{k=t+1}^{T} \\operatorname{diag}(f_k)",
        reading:
          "No W is in it, so no singular value of W can make it explode, and a gate near 1 keeps it from vanishing."
      ),
      .figure(
        Figure(
          id: "direct-and-total", title: "Direct path and total derivative",
          alt: """
            Direct cell path and total derivative from c to c over the lag, for forget biases 0, 1 and 5, log scale. \
            Both fall fast at bias 0 and stay level at bias 5, where the total derivative lies above the direct path.
            """,
          .lines(directAndTotal(m))),
        caption: """
          Solid: the product of the forget gates alone (geometric mean over units). Dashed: the total derivative \
          $\\lVert\\partial c_T/\\partial c_t\\rVert_2$, every path counted: its growth and decay differ by what the gates and $h$ carry. (At the start a norm exceeds a mean by a few nats of its own.)
          """),
      .note(
        "**Not the same thing.** The direct path is one term of the total derivative. A drawing of one labelled as the other is the commonest error about LSTMs."
      ),
      .heading("How open is open enough?"),
      .figure(
        Figure(
          id: "exponents", title: "Largest Lyapunov exponent by forget bias",
          alt:
            "The largest Lyapunov exponent rises with the forget bias from about minus 0.5 to about zero.",
          .scatter(exponents(m))),
        caption: """
          Mean growth of a small difference, in nats a step; the curve is $\\ln\\sigma(b)$, what the direct path alone would give. Above zero \
          small differences grow: slowly, but without bound, which is why LSTMs are trained with clipping as well.
          """),
      .heading("What a ResNet has in common"),
      .formula(
        "x_{k+1} = x_k + F(x_k) \\quad\\Rightarrow\\quad \\frac{\\partial x_{k+1}}{\\partial x_k} = I + F'(x_k)"
      ),
      .figure(
        Figure(
          id: "chains", title: "A plain and a residual chain",
          alt:
            "Gradient norm over the number of layers: the plain tanh chain falls steadily, the residual chain stays near one.",
          .lines(chains(m))),
        caption: """
          The same default weights, stacked as $\\tanh(Wx)$ and as $x + \\tanh(Wx)/\\sqrt{L}$. The identity plays the part of the forget gate \
          at 1; there is no gate to close it.
          """),
      .limits(
        """
        An open gate is no guarantee: what is kept forever is also never cleared, the input gate adds to it, and the total \
        derivative goes through $h$ and the recurrent matrix as in any RNN. At forget bias 0 an untrained LSTM forgets as fast as \
        a default RNN.
        """),
      .exercises([
        Exercise(
          "Make the sequence four times as long. Which of the four biases still carries 1 % of the gradient?",
          command: "diagnose run lstm-cell-path --length 400",
          answer:
            "Only 5: $0.9933^{400} = 0.07$. At 3 the gate stands at 0.953, and $0.953^{400}$ is $10^{-8}$."
        ),
        Exercise(
          "Make the network small. Is the total derivative still above the direct path?",
          command: "diagnose run lstm-cell-path --hidden 4",
          answer:
            "Yes, by half a nat instead of several: few units give the gates and h few ways round."),
        Exercise(
          "Change the seed. Which of the measured numbers move, and which are theorems?",
          command: "diagnose run lstm-cell-path --seed 2",
          answer: "The two closed forms do not move; the others move inside their ranges."),
      ]),
    ]
  }

  private static func directAndTotal(_ m: Measurements) -> LineChart {
    let lags = m.runs[0].direct.indices.map(Double.init)
    // Bias 3 lies between 1 and 5; it is in the next figure.
    let series = m.runs.filter { $0.bias != 3 }.flatMap { run in
      [
        Series("b = \(Int(run.bias)), direct", role: .path, x: lags, y: run.direct),
        Series("b = \(Int(run.bias)), total", role: .lstm, dash: .dashed, x: lags, y: run.total),
      ]
    }
    return LineChart(
      x: Axis("steps back", unit: "T − t"), y: Axis("gradient that arrives", scale: .naturalLogs),
      series: series + [Series("default RNN", role: .rnn, x: lags, y: m.rnn)],
      thresholds: [Threshold(log(0.01), "1 %")])
  }

  private static func exponents(_ m: Measurements) -> ScatterPlot {
    let grid = stride(from: 0.0, through: 6, by: 0.1).map { $0 }
    return ScatterPlot(
      x: Axis("forget bias b"), y: Axis("exponent", unit: "nats a step"),
      groups: [
        Series("LSTM, measured", role: .lstm, x: m.runs.map(\.bias), y: m.runs.map(\.exponent))
      ],
      curves: [
        Series("direct path alone", role: .path, x: grid, y: grid.map { -log1p(exp(-$0)) })
      ],
      thresholds: [Threshold(0, "neither grows nor decays")])
  }

  private static func chains(_ m: Measurements) -> LineChart {
    let layers = m.plainChain.indices.map(Double.init)
    return LineChart(
      x: Axis("layers"), y: Axis("gradient that arrives", scale: .naturalLogs),
      series: [
        Series("plain", role: .rnn, x: layers, y: m.plainChain),
        Series("residual", role: .path, x: layers, y: m.residualChain),
      ])
  }
}
