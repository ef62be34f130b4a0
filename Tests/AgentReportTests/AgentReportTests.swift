import Foundation
import Reinforcement
import Report
import Testing
import Training

@testable import AgentReport

@Suite struct AgentReportTests {
  /// A recording with a bit of everything, and values above the cap in the end.
  static func recording(points: Int = 40) -> BellmanRecording {
    var recording = BellmanRecording()
    recording.header.environment = "lake *of* ice"
    recording.points = (1...points).map { k in
      var point = BellmanPoint(step: 10 * k)
      (point.loss, point.epsilon) = (1 / Double(k), 0.1)
      (point.values, point.rollouts, point.truth) = (ValueScale(), RolloutRecord(), TruthRecord())
      point.values?.largest = Double(k)
      point.values?.cap = 30
      point.rollouts?.predicted = 2
      point.rollouts?.discounted = 1
      point.truth?.error = 2
      point.truth?.weightedError = 1
      point.truth?.weightedOptimum = 9
      return point
    }
    return recording
  }

  @Test func figuresAreThoseOfWhatWasRecorded() {
    let document = AgentReport.document(
      Self.recording(), title: "t", command: "c", version: "1")
    #expect(
      document.pages[0].figures.map(\.id) == ["values", "rollouts", "truth", "training", "shares"])
    #expect(document.alarms?.map(\.id) == ["soft-divergence"])
    #expect(document.alarms?[0].severity == .warn && document.alarms?[0].step == 310)
  }

  @Test func whatIsMissingIsSaid() throws {
    let blocks = AgentReport.blocks(Self.recording())
    let notes = blocks.compactMap { block -> String? in
      if case .note(let prose) = block { prose.plain } else { nil }
    }
    try #require(notes.count == 1)
    #expect(notes[0].contains("representation"))
    #expect(!notes[0].contains("exact values"))
  }

  @Test func alarmsAreInTheFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = try AgentReport.write(
      Self.recording(), title: "t", command: "c", version: "1", to: folder)
    let bytes = try Data(contentsOf: URL(filePath: folder + "/report.json"))
    let json = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let alarms = try #require(json["alarms"] as? [[String: Any]])
    #expect(alarms[0]["id"] as? String == "soft-divergence")
    #expect(alarms[0]["strength"] as? String == "proof" && alarms[0]["limit"] as? Double == 1)
    #expect(alarms[0]["measured"] as? Double == 40 / 30.0 && alarms[0]["step"] as? Int == 310)
    let html = try String(contentsOfFile: path, encoding: .utf8)
    #expect(html.contains("soft-divergence") && html.contains("lake *of* ice"))
  }

  @Test func aSinglePointIsDrawnWithoutFigures() {
    let document = AgentReport.document(
      Self.recording(points: 1), title: "t", command: "c", version: "1")
    #expect(document.pages[0].figures.isEmpty && document.alarms == [])
  }
}
