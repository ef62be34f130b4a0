import Buffers
import Foundation
import Testing
import Training

@testable import Reinforcement

@Suite struct BellmanRecordingTests {
  private func read(_ text: String) throws(RecordingError) -> BellmanRecording {
    try BellmanRecording(jsonLines: Data(text.utf8), path: "run.jsonl")
  }

  /// Every field, numbers that aren't finite among them.
  @Test func whatIsWrittenIsRead() throws {
    var recording = healthyRecording(points: 3)
    recording.header.tau = 0.5
    recording.header.command = "diagnose \"x\""
    recording.points[1].truth = truth(error: 1, size: .infinity)
    recording.alarms = [
      BellmanAlarm(
        .softDivergence, .warn, step: 2, quantity: "q", measured: 3, limit: 1, .proof, sentence: "s"
      )
    ]
    #expect(try read(recording.jsonLines) == recording)
    recording.points[1].values?.largest = .nan
    #expect(try read(recording.jsonLines).points[1].values!.largest!.isNaN)
  }

  /// No name twice in a group of numbers, or one would overwrite the other.
  @Test func namesAreUnique() {
    func unique<Record: NumberRecord>(_: Record.Type) -> Bool {
      Set(Record.fields.map(\.name)).count == Record.fields.count
        && Set(Record.fields.map(\.path)).count == Record.fields.count
    }
    #expect(unique(ErrorSummary.self) && unique(ValueScale.self) && unique(TruthRecord.self))
    #expect(unique(RolloutRecord.self) && unique(RepresentationRecord.self))
    #expect(unique(ReplayRecord.self))
  }

  @Test func anothersRecordingMayLeaveOutAnything() throws {
    let recording = try read(
      """
      {"schema": "gradientflow-bellman-recording"}
      {"step": 5, "values": {"maxAbs": NaN}, "replay": {}, "more": [1], "truth": null}

      {"step": 9}
      """)
    #expect(recording.points.map(\.step) == [5, 9] && recording.end == nil)
    #expect(recording.points[0].values!.largest!.isNaN && recording.points[0].truth == nil)
  }

  @Test func theExampleOfTheManualIsRead() throws {
    let recording = try read(
      """
      {"schema": "gradientflow-bellman-recording", "version": 1, "discount": 0.99}
      {"step": 500, "values": {"maxAbs": 1.7, "cap": 100}, "replay": {"all": {"rms": 0.31}}}
      """)
    #expect(recording.points[0].replay?.all?.rootMeanSquare == 0.31)
  }

  static let header = #"{"schema": "gradientflow-bellman-recording"}"#

  @Test(arguments: [
    (#"{"step": -1}"#, "\"step\" is not a whole number from 0"),
    (#"{"step": 1, "values": {"cap": "high"}}"#, "\"values.cap\" is not a number"),
    (#"{"step": 1, "replay": {"terminal": {"p95": []}}}"#, "\"replay.terminal.p95\" is not"),
    (#"{"step": 1, "truth": 3}"#, "\"truth\" is not an object"),
    (#"{"step": 1, "actionCounts": [1, -1]}"#, "\"actionCounts\" is not a list of whole numbers"),
    (#"{"step": 1, "sigmaMax": {"w": "x"}}"#, "\"sigmaMax\" is not numbers by name"),
    (#"{"alarm": "fire"}"#, "\"alarm\" is not one of"),
    (#"{"alarm": "divergence", "severity": "mild"}"#, "\"severity\" is not one of"),
    (#"{"steps": 1}"#, #"has none of "schema", "step", "alarm", "end"; give"#),
    (#"{"step": 1"#, "is not JSON"),
    ("{\"step\": 2}\n{\"step\": 2}", "comes after step 2"),
    ("{\"step\": 2}\n" + header, "a header after the first line"),
    ("{\"end\": \"completed\"}\n{\"step\": 1}", "a line after the end"),
    ("", "records no training step"),
  ])
  func aWrongLineIsNamed(line: String, message: String) {
    do throws(RecordingError) {
      _ = try read(Self.header + "\n" + line)
      Issue.record("\(line) was read")
    } catch {
      #expect("\(error)".contains(message) && "\(error)".contains("run.jsonl"))
    }
  }

  @Test(arguments: [
    (#"{"schema": "other"}"#, "\"schema\" is not"),
    (#"{"schema": "gradientflow-bellman-recording", "version": 2}"#, "is of version 2"),
    (
      #"{"schema": "gradientflow-bellman-recording", "discount": 1.5}"#,
      "\"discount\" is not a number"
    ),
  ])
  func aWrongHeaderIsNamed(line: String, message: String) {
    let error = #expect(throws: RecordingError.self) { try read(line + "\n{\"step\": 1}") }
    #expect(error.map { "\($0)".contains(message) } == true)
  }

  @Test func theHeaderTellsWhatItIs() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func isOne(_ text: String) throws -> Bool {
      let path = folder + "/file"
      try Data(text.utf8).write(to: URL(filePath: path))
      return BellmanRecording.isOne(at: path)
    }
    #expect(try isOne("\n \n" + Self.header + "\n"))
    #expect(try !isOne(#"{"schema": "gradientflow-recording"}"#))
    #expect(try !isOne("{\"step\": 1}\n" + Self.header) && !isOne("not JSON") && !isOne(""))
    #expect(!BellmanRecording.isOne(at: folder + "/none"))
    try healthyRecording().write(to: folder + "/run.jsonl")
    #expect(try BellmanRecording(contentsOf: folder + "/run.jsonl") == healthyRecording())
  }
}
