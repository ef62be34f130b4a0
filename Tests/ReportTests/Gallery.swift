import Charts
import Foundation
import Report

/// A document with every kind of block and figure, from formulas: what tests and the look at pages work on.
enum Gallery {
  static let document = ReportDocument(
    title: "Where the gradient goes",
    lede: """
      A network must carry one symbol across forty steps. Before it can learn to, the error at the \
      end has to reach the beginning.
      """,
    pages: [signal, shapes, numbers],
    glossary: [
      GlossaryEntry("$t$", "the time step, $1 \\dots T$"),
      GlossaryEntry("$J_t$", "the step Jacobian $\\partial s_t / \\partial s_{t-1}$"),
      GlossaryEntry("transport", "the norm of $\\partial s_T / \\partial s_t$"),
    ],
    provenance: Provenance(
      command: "diagnose run signal --seed 0", seed: 18_446_744_073_709_551_615, version: "1.0",
      environment: ["machine": "two cores", "threads": "1"]))

  private static let steps = (1...40).map(Double.init)

  private static func decay(_ rate: Double, floor: Double = 0) -> [Double] {
    steps.map { max(floor, pow(rate, 40 - $0)) * (1 + 0.08 * sin(3 * $0)) }
  }

  /// ln of the share that the gradient keeps at step t after so many training steps.
  private static func kept(_ model: Double, _ training: Double, _ t: Double) -> Double {
    let lit = exp(-pow((training - 160) / 40, 2))
    return (40 - t) * log(model) * (1 - 0.95 * lit) + 0.15 * sin(t + training)
  }

  private static let signal = Page(
    id: "signal", title: "The signal, step by step",
    lede: "Which of the two networks still feels the first symbol?",
    command: "diagnose run signal --length 40 --seed 0",
    blocks: [
      .ask(
        question: "which of the two still feels the first symbol before any training?",
        answer: """
          Neither, much. The default RNN loses a factor near two at each step although the largest \
          singular value of its $W_{hh}$ is above one; an LSTM with forget bias 1 loses a quarter.
          """),
      .note(
        "**One letter, one meaning.** $t$ is the step, $T = 40$ the last, $L$ the loss at $T$."),
      .paragraph(
        """
        The gradient at step $t$ is a product of $T - t$ matrices. If each of them shrinks a vector \
        by a factor, the product shrinks it *exponentially*, and `log10` of its norm is a straight \
        line in $t$. [](#figure-norms) shows it, and [the same through training](#figure-map) shows \
        when it stops being true.
        """),
      .formula(
        #"\frac{\partial L}{\partial h_t} = J_{t+1}^\top J_{t+2}^\top \cdots J_T^\top \frac{\partial L}{\partial h_T}, \qquad \left\lVert \prod_{k=t+1}^{T} J_k \right\rVert \le \prod_{k=t+1}^{T} \sigma_{\max}(J_k)"#,
        reading: "The gradient is carried back by one transposed Jacobian a step."),
      .figure(
        norms,
        caption:
          "Norm of $\\partial L / \\partial h_t$ over its norm at the last step: the path alone, free of the size of the loss."
      ),
      .heading("The same, through training"),
      .figure(
        map, caption: "Bright: step 40 still moves this step. Each row is one moment of training."),
      .figure(
        frames, caption: "The slider walks through training. The faint lines are the first step."),
      .limits(
        "Non-normal matrices grow before they decay: $\\lVert A^k \\rVert$ can pass one first."),
      .claims([
        Claim(
          id: "half",
          "The default RNN's gradient shrinks by about half a step, in spite of a largest singular value above one.",
          measured: 0.53, expected: 0.45...0.62, strength: .measurement,
          detail: "Least squares on the logs of forty norms; ±0.08 covers the spread over seeds.",
          figureID: "norms"),
        Claim(
          id: "forget",
          "A forget bias of 1 lets the cell path keep $\\sigma(1) = 0.731$ of the gradient a step.",
          measured: 0.731_058_578_63, expected: 0.731_058_578_5...0.731_058_578_7,
          strength: .closedForm, figureID: "norms"),
        Claim(
          id: "both", "After the same training both networks solve the task. (Shown to fail.)",
          measured: 0.61, expected: 0.95...1, strength: .measurement, figureID: "map"),
        Claim(
          id: "lost", "The gradient at the first step is not a number. (Shown to fail.)",
          measured: .nan, expected: 1e-12...1e-3, strength: .necessaryCondition),
      ]),
      .exercises([
        Exercise(
          "Double the length. What happens to the slope, what to the share at step 1?",
          command: "diagnose run signal --length 80",
          answer: "The slope stays; the share is squared."),
        Exercise("Start the forget gates open.", command: "diagnose run signal --forget-bias 3"),
      ]),
      .references([
        Reference(
          "Pascanu, Mikolov, Bengio 2013",
          "On the difficulty of training recurrent neural networks", venue: "ICML",
          link: "https://arxiv.org/abs/1211.5063"),
        Reference(
          "Hochreiter, Schmidhuber 1997", "Long short-term memory", venue: "Neural Computation 9"),
      ]),
    ])

  private static let share = Axis("share of the last step's gradient", scale: .logarithmic)
  private static let time = Axis("time step t")

  static let norms = Figure(
    id: "norms", title: "Gradient by time step",
    alt:
      "Four curves on a log scale from step 1 to 40. The untrained RNN falls to 10 to the minus 11, the LSTM to 10 to the minus 5.",
    .lines(
      LineChart(
        x: time, y: share,
        series: [
          Series("RNN, at the start", role: .rnn, dash: .dashed, x: steps, y: decay(0.53)),
          Series("RNN, trained", role: .rnn, x: steps, y: decay(0.45, floor: 6e-8)),
          Series("LSTM, at the start", role: .lstm, dash: .dashed, x: steps, y: decay(0.78)),
          Series("LSTM, trained", role: .lstm, x: steps, y: decay(0.83)),
          Series("direct cell path", role: .path, dash: .dotted, x: steps, y: decay(0.731)),
        ], thresholds: [Threshold(1e-6, "one part in a million")])))

  private static let moments = stride(from: 0.0, through: 400, by: 10).map { $0 }

  static let map = Figure(
    id: "map", title: "Gradient by time step and training step",
    alt: "Two heat maps, RNN above LSTM. A bright row at training step 160 of the RNN.",
    .heatMap(
      HeatMap(
        x: time, y: Axis("training step"),
        value: Axis("share of the last step's gradient", scale: .naturalLogs), columns: steps,
        rows: moments,
        panels: [
          HeatMap.Panel(
            "RNN", role: .rnn,
            values: moments.map { m in
              steps.map { kept(0.56, m, $0) < -20 ? -.infinity : kept(0.56, m, $0) }
            }),
          HeatMap.Panel(
            "LSTM", role: .lstm, values: moments.map { m in steps.map { kept(0.8, m, $0) } }),
        ], below: "zero in Float32", group: "training")))

  static let frames = Figure(
    id: "frames", title: "One moment of training",
    alt:
      "Two curves whose slope changes as the slider moves; at training step 160 both are nearly level.",
    .lines(
      LineChart(
        x: time, y: Axis("share of the last step's gradient", scale: .naturalLogs),
        series: [
          Series("RNN", role: .rnn, x: steps, y: steps),
          Series("LSTM", role: .lstm, x: steps, y: steps),
        ],
        frames: Frames(
          "training step", group: "training",
          moments.map { m in
            Frames.Frame(at: m, y: [0.56, 0.8].map { model in steps.map { kept(model, m, $0) } })
          }))))

  private static let grid = (0..<60).map { Double($0) / 59 }

  private static let shapes = Page(
    id: "shapes", title: "Surfaces, regions, points and bars",
    lede: "The other kinds of picture.", command: "diagnose run shapes",
    blocks: [
      .paragraph(
        "The loss of one logistic unit over its weight and its bias has a wall. [](#figure-cliff)"),
      .figure(
        cliff,
        caption: "The step without clipping leaves the map; the clipped one follows the wall."),
      .figure(phases, caption: "What became of the gradient, by gain and length."),
      .figure(scatter, caption: "Measured against predicted decay."),
      .figure(bars, caption: "One bar a model. The line is the level of a constant guess."),
      .figure(
        cells,
        caption: "Numbers, colours, and the best moves; the slider goes through three moments."),
      .claims([
        Claim(
          id: "cliff-height", "The wall is steep.", measured: 31, expected: 10 ... .infinity,
          unit: "nats", strength: .measurement, figureID: "cliff")
      ]),
      .code("let h = tanh(w * x + b) // one step\nprint(h < 1 && h > -1)", language: "swift"),
    ])

  private static func wall(_ u: Double, _ v: Double) -> Double {
    let height = 0.25 / (1 + exp(-24 * (v - 0.25 - 0.5 * u * u)))
    return 0.002 + height + 0.01 * (u - 0.4) * (u - 0.4)
  }

  static let cliff = Figure(
    id: "cliff", title: "The cliff",
    alt: "A flat plain, a steep wall along a curve, and two paths of descent.",
    .contours(
      ContourMap(
        x: Axis("weight w"), y: Axis("bias b"), value: Axis("loss", scale: .logarithmic),
        columns: grid.map { 3 + 4 * $0 }, rows: grid.map { -3 + 2 * $0 },
        z: grid.map { v in grid.map { u in wall(u, v) } },
        paths: [
          Series(
            "without clipping", role: .rose, x: [3.4, 4, 4.6, 5, 5.1, 9],
            y: [-1.4, -1.7, -2, -2.15, -2.2, 4]),
          Series(
            "clipped at norm 1", role: .violet, dash: .dashed, x: [3.4, 4, 4.6, 5, 5.1, 4.9, 4.6],
            y: [-1.4, -1.7, -2, -2.15, -2.2, -2.5, -2.6]),
        ])))

  static let phases = Figure(
    id: "phases", title: "Vanishing and exploding",
    alt:
      "Left: vanishing. Right: exploding. A thin healthy wedge between them that narrows with length.",
    .phases(
      PhaseDiagram(
        x: Axis("gain of W_{hh}"), y: Axis("length T", scale: .logarithmic),
        columns: stride(from: 0.5, through: 2.5, by: 0.05).map { $0 },
        rows: [5, 7, 10, 14, 20, 28, 40, 56, 80, 113, 160, 226, 320],
        phases: [
          .init("vanishing", role: .vanishing), .init("healthy", role: .healthy),
          .init("exploding", role: .exploding), .init("not decided", role: .undecided),
        ],
        cells: [5.0, 7, 10, 14, 20, 28, 40, 56, 80, 113, 160, 226, 320].map { t in
          stride(from: 0.5, through: 2.5, by: 0.05).map { g in
            let total = t * log(g / 1.4)
            return total < -4.6 ? 0 : total > 4.6 ? 2 : abs(total) > 4 ? 3 : 1
          }
        },
        curves: [Series("σ_{max} = 1", role: .threshold, dash: .dashed, x: [1, 1], y: [4.5, 360])]))
  )

  private static func about(_ start: Double, _ slope: Double, _ noise: Double) -> [Double] {
    grid.map { start + slope * $0 + noise * sin(40 * $0) }
  }

  static let scatter = Figure(
    id: "scatter", title: "Predicted and measured", alt: "Points along the diagonal.",
    .scatter(
      ScatterPlot(
        x: Axis("predicted rate", unit: "1/step"), y: Axis("measured rate", unit: "1/step"),
        groups: [
          Series(
            "Gaussian", role: .violet, x: grid.map { 0.3 + 0.6 * $0 }, y: about(0.3, 0.6, 0.05)),
          Series(
            "orthogonal", role: .ochre, x: grid.map { 0.5 + 0.5 * $0 }, y: about(0.48, 0.5, 0.02)),
        ],
        curves: [Series("equal", role: .neutral, dash: .dashed, x: [0.2, 1.1], y: [0.2, 1.1])],
        thresholds: [Threshold(1, "no decay")])))

  private static func moment(_ sweep: Double) -> GridMap.Frame {
    let steps: [Double] = [4, 3, 2, 3, .nan, 1, 2, 1, 0]
    let arrows: [[GridMap.Arrow]] = [
      [.right, .down], [.right], [.down], [.down], [], [.down], [.right], [.right], [],
    ]
    return GridMap.Frame(
      at: sweep, values: steps.map { $0.isNaN ? $0 : -min(sweep, $0) }, arrows: arrows)
  }

  static let cells = Figure(
    id: "cells", title: "Values of nine cells",
    alt: "Values rise towards the goal at the bottom right.",
    .grid(
      GridMap(
        value: Axis("value"), columns: 3,
        cells: (0..<9).map { .init($0 == 8 ? "goal" : "", isClosed: $0 == 4) }, label: "sweep",
        frames: [moment(0), moment(1), moment(4)])))

  static let bars = Figure(
    id: "bars", title: "Error after training", alt: "The LSTM is a hundred times below the RNN.",
    .bars(
      BarChart(
        value: Axis("mean squared error on the adding task", scale: .logarithmic),
        categories: ["T = 50, after 2,000 steps", "T = 100, after 2,000 steps"],
        groups: [
          .init("RNN", role: .rnn, values: [0.16, 0.17]),
          .init("LSTM", role: .lstm, values: [0.0021, 0.0093]),
          .init("GRU", role: .gru, values: [0.0013, .nan]),
        ], thresholds: [Threshold(1.0 / 6, "constant guess")])))

  private static let hostile = "<script>alert('x')</script> | \"a\" & `b` *c* $d$ [e](javascript:1)"

  private static let numbers = Page(
    id: "numbers", title: "Extremes & <tags>",
    lede: "What the \(hostile) writes must be printed, not obeyed.",
    command: "diagnose run numbers --note '<b> & \"c\"'",
    blocks: [
      .paragraph("A name: \(hostile); a number: \(1.5e-300); none: \(Double.nan)."),
      .figure(deep, caption: "Down to $e^{-10000}$: \(hostile)"),
      .figure(spread, caption: "Three seeds: the band is the spread."),
      .figure(loss, caption: "Two thousand steps, one of them off the axis."),
      .figure(single, caption: "One point."),
      .table(
        DataTable(
          columns: [.init("model"), .init("σ_{max}"), .init("ln norm", scale: .naturalLogs)],
          rows: [
            [.text(hostile), 1.13, .number(-10000)], ["LSTM", 2.1, .number(-.infinity)],
            ["GRU", .empty, 0.0],
          ]),
        caption: "A table with \(hostile)."),
      .list(["first *point*", "second with $\\tanh(W_{hh} h_{t-1} + b)$"]),
      .command("make run ARGS=\"a | b\"", purpose: "To run it:"),
      .formula(
        #"\begin{pmatrix} 0.9 & 10 \\ 0 & 0.9 \end{pmatrix}^k = \begin{pmatrix} 0.9^k & 10k \cdot 0.9^{k-1} \\ 0 & 0.9^k \end{pmatrix}"#
      ),
      .formula(
        #"\begin{aligned} c_t &= f_t \odot c_{t-1} + i_t \odot g_t \\ h_t &= o_t \odot \tanh(c_t) \end{aligned}"#
      ),
    ])

  private static let back = (0...100).map { Double($0) }

  static let deep = Figure(
    id: "deep", title: "Ten thousand nats",
    alt: "A straight line from 1 down to 10 to the minus 4343.",
    .lines(
      LineChart(
        x: Axis("steps back"), y: Axis("transport ‖∂h_{T}/∂h_{t}‖", scale: .naturalLogs),
        series: [
          Series(
            "relu, rank-deficient", role: .rnn, x: back,
            y: back.map { $0 == 60 ? -.infinity : $0 > 80 ? .nan : -100 * $0 }),
          Series("LSTM", role: .lstm, x: back, y: back.map { -12 * $0 }),
        ])))

  private static let late = steps.map { 50 * $0 }

  private static func falling(_ level: Double, _ height: Double) -> [Double] {
    steps.map { level + height * exp(-$0 / 8) }
  }

  static let spread = Figure(
    id: "spread", title: "Validation loss",
    alt: "Both models fall to about 1.8 nats; the LSTM is lower.",
    .lines(
      LineChart(
        x: Axis("training step"), y: Axis("validation loss", unit: "nats a character"),
        series: [
          Series(
            "RNN", role: .rnn, x: late, y: falling(1.9, 1.6),
            spread: .init(lower: falling(1.84, 1.5), upper: falling(1.97, 1.7))),
          Series(
            "LSTM", role: .lstm, x: late, y: falling(1.72, 1.8),
            spread: .init(lower: falling(1.67, 1.7), upper: falling(1.78, 1.9))),
        ],
        thresholds: [Threshold(1.8, "goal"), Threshold(500, "decay begins", direction: .vertical)],
        bands: [Band(3.2...3.6, "random guessing")])))

  private static let iterations = (0..<2000).map { Double($0) }

  private static func noisyLoss(_ step: Double) -> Double {
    let trend = 1.8 + 2.4 * exp(-step / 300)
    return step == 900 ? 60 : trend + 0.1 * sin(step * 12.9898)
  }

  static let loss = Figure(
    id: "loss", title: "Training loss", alt: "A noisy curve that falls, with a spike at step 900.",
    .lines(
      LineChart(
        x: Axis("training step"), y: Axis("loss", unit: "nats", range: 1...5),
        series: [
          Series("LSTM", role: .lstm, x: iterations, y: iterations.map(noisyLoss))
        ])))

  static let single = Figure(
    id: "single", title: "A single point", alt: "One point at (3, 7).",
    .lines(
      LineChart(x: Axis("x"), y: Axis("y"), series: [Series("alone", role: .slate, x: [3], y: [7])])
    ))
}
