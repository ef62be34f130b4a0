import Charts
import Foundation
import Recurrent
import Report

extension RNNVersusLSTM {
  static func page(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "Both networks have \(m.settings.hidden) units and the same optimiser. After how many steps will the RNN be under 0.01?",
        answer:
          "Not within this budget, on any seed. The task needs numbers that were marked up to \(m.settings.length - 1) steps ago, and nothing that the loss says reaches that far back."
      ),
      .heading("The task"),
      .paragraph(
        """
        At each of \(m.settings.length) steps the network reads a number between 0 and 1 and a mark; two steps are marked, one in each half. At the end it is asked for the \
        sum of the marked numbers. Who ignores the past says 1 and has an error of 1/6.
        """),
      .figure(
        Figure(
          id: "adding-error", title: "Error on unseen sequences",
          alt:
            "Mean squared error over training steps on a log axis. All RNN lines stay at the baseline of one sixth; the LSTM lines fall below 0.01.",
          .lines(errors(m))),
        caption:
          "One line a seed. An LSTM's line ends where its error has fallen under 0.005 and training stops. The long plateau before the fall is the search for the marks."
      ),
      .heading("The gradient knew"),
      .figure(
        Figure(
          id: "through-time",
          title: "Gradient through time, in the course of training",
          alt:
            "Gradient norm at each time step relative to the last one. The RNN's falls by many decades towards the first step; the LSTM's stays within about one.",
          .lines(throughTime(m))),
        caption:
          "$\\lVert\\partial L/\\partial h_t\\rVert$ over its value at the last step, so that it speaks of the path and not of the size of the loss. Lines end where the norm is below what Float32 can hold."
      ),
      .figure(
        Figure(
          id: "gradient-heat", title: "The same through training",
          alt:
            "Heat maps of the relative gradient norm over time step and training step, RNN above LSTM: the LSTM's rows are bright to the left edge, the RNN's are dark.",
          .heatMap(heat(m))),
        caption:
          "Each row is one moment of training. Bright: the last step still moves this step. Where a row is dark on the left, the first half of the sequence can't be learned from."
      ),
      .heading("On text a long memory doesn't show at once"),
      .figure(
        Figure(
          id: "text-loss", title: "Loss on text never trained on",
          alt:
            "Nats a character over training steps for RNN and LSTM: both fall, the RNN's is the lower one.",
          .lines(text(m))),
        caption:
          "Characters of Shakespeare's plays, \(m.settings.textSteps) steps. Most of what the next character depends on is near, and both gradients reach it; the simpler network learns it sooner."
      ),
      .limits(
        """
        "RNNs can't learn long dependencies" is not a theorem. With orthogonal or identity weights, or a longer training at a lower rate, vanilla RNNs do learn \
        this task. What is shown is a default RNN on a given budget.
        """),
      .exercises([
        Exercise(
          "Shorten the sequence until the RNN learns. Where is the border?",
          command: "diagnose run rnn-versus-lstm --length 10",
          answer: "At 10 steps the gradient's loss is a factor of about 100, and both learn."),
        Exercise(
          "Close the forget gate. Does the LSTM still learn?",
          command: "diagnose run rnn-versus-lstm --forget-bias 0",
          answer:
            "It does, on five seeds of five, although its gradient starts ten decades down: training opens the gates. A gradient that is lost at the start says what is hard, not what is impossible."
        ),
        Exercise(
          "Train longer on text. When does the LSTM begin to lead?",
          command: "diagnose run rnn-versus-lstm --text-steps 2000",
          answer:
            "Not on this short text: after 2,000 steps the two are level. On one five times as long the LSTM ends 0.06 to 0.08 nats ahead."
        ),
      ]),
    ]
  }

  private static func role(_ kind: CellKind) -> ColorRole { kind == .lstm ? .lstm : .rnn }

  private static func errors(_ m: Measurements) -> LineChart {
    LineChart(
      x: Axis("training step"), y: Axis("mean squared error", scale: .logarithmic),
      series: m.runs.map { run in
        Series(
          "\(run.kind.title), seed \(run.seed)", role: role(run.kind),
          x: run.validation.map { Double($0.step) }, y: run.validation.map(\.error))
      },
      thresholds: [
        Threshold(1.0 / 6, "always saying 1: 1/6"), Threshold(solved, "learned: 0.01"),
      ])
  }

  /// Relative to the last step.
  private static func relative(_ logs: [Double]) -> [Double] { logs.map { $0 - logs.last! } }

  /// The networks as they started, dashed, and as training goes on: the slider walks through it.
  private static func throughTime(_ m: Measurements) -> LineChart {
    let runs = [m.runs(.rnn)[0], m.runs(.lstm)[0]]
    let t = (1...m.settings.length).map(Double.init)
    let moments = runs.map { $0.gradients.count }.min()!
    func lines(at moment: Int) -> [[Double]] {
      runs.map { relative($0.gradients[0].logs) }
        + runs.map { relative($0.gradients[moment].logs) }
    }
    let names: [(String, Series.Dash)] = [("at the start", .dashed), ("in training", .solid)]
    let series = names.flatMap { words, dash in
      runs.map { run in
        Series("\(run.kind.title), \(words)", role: role(run.kind), dash: dash, x: t, y: t)
      }
    }
    let frames = (0..<moments).map { moment in
      Frames.Frame(at: Double(runs[0].gradients[moment].step), y: lines(at: moment))
    }
    return LineChart(
      x: Axis("time step t"), y: Axis("share of the last step's gradient", scale: .naturalLogs),
      series: series, frames: Frames("training step", group: "training", frames))
  }

  private static func heat(_ m: Measurements) -> HeatMap {
    let runs = [m.runs(.rnn)[0], m.runs(.lstm)[0]]
    let rows = runs.map { $0.gradients.count }.min()!
    return HeatMap(
      x: Axis("time step t"), y: Axis("training step"),
      value: Axis("share of the last step's gradient", scale: .naturalLogs, range: log(1e-9)...0),
      columns: (1...m.settings.length).map(Double.init),
      rows: runs[0].gradients[..<rows].map { Double($0.step) },
      panels: runs.map { run in
        HeatMap.Panel(
          run.kind.title, role: role(run.kind),
          values: run.gradients[..<rows].map { relative($0.logs) })
      }, below: "below Float32", group: "training")
  }

  private static func text(_ m: Measurements) -> LineChart {
    LineChart(
      x: Axis("training step"), y: Axis("loss", unit: "nats a character"),
      series: m.text.map { run in
        Series(
          run.kind.title, role: role(run.kind), x: run.validation.map { Double($0.step) },
          y: run.validation.map(\.loss))
      }, thresholds: [Threshold(m.unigram, "by frequency alone")])
  }
}
