import Foundation
import Recurrent
import Report

extension RNNVersusLSTM {
  static func claims(_ m: Measurements) -> [Claim] {
    let lstm = m.runs(.lstm)
    let rnn = m.runs(.rnn)
    let loss = { (kind: CellKind) in m.text.first { $0.kind == kind }!.validation.last!.loss }
    let T = m.settings.length
    return [
      Claim(
        id: "baseline", "Always answering 1 has a mean squared error of 1/6.",
        measured: m.alwaysOne, expected: (1.0 / 6 - 0.0056)...(1.0 / 6 + 0.0056),
        strength: .closedForm,
        detail: """
          The variance of the sum of two uniform numbers. Over 20,000 sequences the mean scatters by $0.197/\\sqrt{20000} = 0.0014$; the range is four \
          of these. (0.1767, which papers print, is outside.)
          """),
      Claim(
        id: "lstm-learns",
        "The LSTM learns the task: its error falls under 0.01 within the budget on at least four seeds of five.",
        measured: 100 * Double(lstm.count { $0.solvedAt != nil }) / Double(lstm.count),
        expected: 80...100, unit: "% of the seeds",
        strength: .measurement,
        detail:
          "0.01 is a seventeenth of the baseline; at that error a sum is off by 0.1. Measured on a thousand sequences never trained on.",
        figureID: "adding-error"),
      Claim(
        id: "rnn-does-not", "The RNN does not, on its best seed, with the same budget.",
        measured: rnn.map(\.best).min()!, expected: 0.02...0.18,
        unit: "squared error", strength: .measurement,
        detail:
          "0.02 is twice what counts as learned; the baseline is 0.167, above which the best of many measurements can hardly lie.",
        figureID: "adding-error"),
      Claim(
        id: "rnn-gradient-gone",
        "Before training the RNN's gradient at the first step is lost: less than a millionth of the last step's.",
        measured: decades(rnn[0].gradients.first!.logs), expected: -40...(-6 * Double(T) / 50),
        unit: "decades", strength: .measurement,
        detail:
          "A default RNN loses a factor of about 0.58 a step or more, $0.58^{49} = 10^{-11.6}$, and saturation adds to it. The range leaves room for a factor of 0.75 and of 0.15.",
        figureID: "through-time"),
      Claim(
        id: "lstm-gradient-there", "The LSTM's is still there.",
        measured: decades(lstm[0].gradients.first!.logs), expected: -2...1, unit: "decades",
        strength: .measurement,
        detail:
          "With forget bias 3 the direct path keeps $0.953^{49} = 0.095$, one decade; a decade either way for the paths through the gates.",
        figureID: "through-time"),
      Claim(
        id: "no-lead-on-text",
        "On text, after a short training, the LSTM's long memory gives it no lead.",
        measured: loss(.rnn) - loss(.lstm), expected: -0.5...0.05, unit: "nats a character",
        strength: .measurement,
        detail: """
          How much lower the LSTM's loss is. Most of what the next character depends on is a few characters back, where \
          neither gradient has vanished. 0.05 nats would be a lead: three times what seeds differ by after a long \
          training; half a nat behind would be a network that doesn't learn.
          """,
        figureID: "text-loss"),
    ]
  }

  /// log10 of the gradient at the first step over that at the last.
  private static func decades(_ logs: [Double]) -> Double {
    max((logs.first! - logs.last!) / log(10), -40)
  }
}
