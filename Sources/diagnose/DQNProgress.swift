import Foundation
import Reinforcement
import Training

/// Runs an agent with a line of progress, and ends it early on Ctrl-C.
enum DQNProgress {
  /// How it ended, or what was wrong with the environment.
  static func run<World: Environment>(
    _ agent: DQNAgent<World>
  ) -> (end: RecordingEnd?, fault: EnvironmentError?) {
    let interruption = Interrupt.listen()
    let terminal = Terminal.current
    let start = Date()
    var (scores, evaluation) = ([Double](), Double?.none)
    defer { terminal.endProgress() }
    do throws(EnvironmentError) {
      let end = try agent.run(interruption: interruption) { record in
        guard terminal.showsProgress else { return }
        scores = (scores + record.scores).suffix(20)
        evaluation = record.evaluation.map(DQNSummary.mean) ?? evaluation
        let pace = Date().timeIntervalSince(start) / Double(record.step)
        terminal.progress(
          "step \(record.step) of \(agent.settings.steps)"
            + text(", score ", scores.isEmpty ? nil : DQNSummary.mean(scores))
            + text(", greedy ", evaluation) + text(", Q ", record.meanValue)
            + String(format: ", %.0f s left", pace * Double(agent.settings.steps - record.step)))
      }
      return (end, nil)
    } catch {
      return (nil, error)
    }
  }

  private static func text(_ name: String, _ value: Double?) -> String {
    value.map { name + String(format: "%.1f", $0) } ?? ""
  }
}
