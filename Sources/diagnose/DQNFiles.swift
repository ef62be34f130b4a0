import Buffers
import Checkpoints
import Foundation
import ModelFiles
import Reinforcement
import Report
import Training

/// What came of a run: how it ended, and what its networks score on fresh episodes.
struct DQNSummary {
  let sentences: [String]
  let json: JSON

  /// Lets the kept and the last network play, unless the environment is at fault.
  init<World: Environment>(
    _ agent: DQNAgent<World>, _ end: RecordingEnd?, _ fault: EnvironmentError?, episodes: Int
  ) throws {
    let scores = agent.records.flatMap(\.scores)
    let recent = scores.suffix(100)
    var sentences = [end?.description ?? fault?.description ?? ""]
    sentences[0] += " \(agent.step) steps, \(scores.count) episodes, \(agent.updates) updates."
    if !recent.isEmpty {
      sentences.append(
        "While learning, the last \(recent.count) episodes scored \(Self.text(Array(recent))).")
    }
    var members = [
      JSON.Member("steps", .number(Double(agent.step))),
      JSON.Member("updates", .number(Double(agent.updates))),
      JSON.Member("replayBytes", .number(Double(agent.memory.bytes))),
    ]
    if fault == nil {
      let kept = try agent.testScores(of: agent.kept, episodes: episodes)
      let last = try agent.testScores(of: agent.network, episodes: episodes)
      let random = try agent.randomTestScores(episodes: episodes)
      let place = agent.best.map { " (step \($0.step))" } ?? ""
      sentences.append(
        "Over \(episodes) fresh episodes the kept network\(place) scores \(Self.text(kept)), "
          + "the last \(Self.text(last)), random actions \(Self.text(random)).")
      if Self.mean(kept) < Self.mean(random) {
        sentences.append(
          "The kept network scores less than random actions: it hasn't learned the task.")
      }
      for (name, scores) in [("kept", kept), ("last", last), ("random", random)] {
        members.append(JSON.Member(name, .number(Self.mean(scores))))
      }
    }
    (self.sentences, json) = (sentences, .object(members))
  }

  static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }

  private static func text(_ scores: [Double]) -> String { String(format: "%.1f", mean(scores)) }
}

/// What a run leaves in its folder beside the report.
struct DQNFiles<World: Environment> {
  let agent: DQNAgent<World>
  let summary: DQNSummary

  /// Metrics, weights and summary, by name.
  var all: [ReportFile] {
    [
      ReportFile(path: "metrics.jsonl", text: agent.records.jsonLines),
      ReportFile(path: "best.safetensors", bytes: Data(weights(agent.kept).encoded())),
      ReportFile(path: "last.safetensors", bytes: Data(weights(agent.network).encoded())),
      ReportFile(path: "summary.json", text: summary.json.text + "\n"),
    ]
  }

  /// Writes the best weights, whole or not at all.
  func writeBest(to path: String) throws { try weights(agent.kept).write(to: path) }

  private func weights(_ network: QNetwork) -> Safetensors {
    Safetensors(
      zip(network.parameterNames, network.parameters).map { StoredTensor(name: $0, $1) })
  }
}
