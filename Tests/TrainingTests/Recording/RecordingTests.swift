import Buffers
import Foundation
import Testing

@testable import Training

@Suite struct RecordingTests {
  private var full: Recording {
    var header = RecordingHeader()
    header.cell = "lstm"
    header.task = "adding"
    header.length = 3
    header.batch = 2
    header.inputSize = 2
    header.hiddenSize = 4
    header.outputSize = 1
    header.layers = 2
    header.seed = .max
    header.command = #"diagnose train --task adding # "quoted""#
    header.lossUnit = "squared error"
    header.baseline = 1.0 / 6
    header.clipping = "norm:1.0"
    header.truncation = "2:1"
    header.precision = "float32"
    var step = StepRecord(step: 1, loss: 0.1)
    step.validation = 0.2
    step.hiddenGradients = [
      [.belowFloat32, .value(1e-30), .value(0.1)], [.value(.infinity), .value(2), .value(3)],
    ]
    step.cellGradients = [
      [.value(0x1p-126), .value(1), .value(2)], [.value(1), .value(2), .value(3)],
    ]
    step.jacobianNorms = [[0.9, 1.1, 1], [1, 1, .infinity]]
    step.spectra = [
      RecurrentSpectrum(
        sigmaMax: 1.1,
        blocks: [RecurrentSpectrum.Block(gate: "h", sigmaMax: 1.1, spectralRadius: 0.6)])
    ]
    step.clip = ClipResult(normBefore: 3, normAfter: 1, didBind: true)
    step.updateRatios = ["rnn.weight_hh_l0": 1e-3, "head.bias": 0.1]
    step.gates = [[GateRecord(gate: "i", mean: 0.5, low: 0.1, high: 0)]]
    step.learningRate = 0.01
    step.seconds = 1.25
    return Recording(
      header: header, steps: [step, StepRecord(step: 10)],
      end: .nonFinite(step: 11, tensor: "the loss"))
  }

  private func read(_ lines: String) throws -> Recording {
    try Recording(jsonLines: Data(lines.utf8), path: "run.jsonl")
  }

  @Test func whatIsWrittenReadsBack() throws {
    #expect(try read(full.jsonLines) == full)
    for end in [RecordingEnd.completed, .interrupted(step: 3), nil] {
      var recording = full
      recording.end = end
      #expect(try read(recording.jsonLines) == recording)
    }
    let folder = Folder()
    try full.write(to: folder.path + "/run.jsonl")
    #expect(try Recording(contentsOf: folder.path + "/run.jsonl") == full)
  }

  @Test func nonFiniteNumbersReadBack() throws {
    var recording = Recording(steps: [StepRecord(step: 1, loss: .nan)])
    recording.steps[0].hiddenGradients = [[.value(.nan)]]
    let read = try read(recording.jsonLines)
    #expect(read.steps[0].loss?.isNaN == true)
    #expect(read.steps[0].hiddenGradients?[0][0].value?.isNaN == true)
  }

  /// What another program's training loop may write: no header, one layer without brackets, zeros
  /// and subnormals for what was lost, NaN as Python writes it, unknown fields.
  @Test func leastIsEnough() throws {
    let recording = try read(
      """
      {"step": 0, "loss": 0.5, "dh": [0.0, 1e-42, 3e-5], "mood": "good"}

      {"step": 5, "loss": NaN, "dh": [Infinity, 1, 2], "clip": {"before": 3, "after": 1}}\r
      {"step": 6, "loss": null}
      """)
    #expect(recording.steps.map(\.step) == [0, 5, 6] && recording.end == nil)
    #expect(
      recording.steps[0].hiddenGradients == [[.belowFloat32, .belowFloat32, .value(3e-5)]])
    #expect(recording.steps[1].loss?.isNaN == true)
    #expect(recording.steps[1].hiddenGradients == [[.value(.infinity), .value(1), .value(2)]])
    #expect(recording.steps[1].clip == ClipResult(normBefore: 3, normAfter: 1, didBind: true))
    #expect(recording.steps[2].loss == nil)
    #expect(recording.header == RecordingHeader())
  }

  @Test func doublePrecisionKeepsSmallNorms() throws {
    let recording = try read(
      """
      {"schema": "gradientflow-recording", "version": 1, "precision": "float64"}
      {"step": 1, "dh": [0, 1e-200]}
      """)
    #expect(recording.steps[0].hiddenGradients == [[.belowFloat32, .value(1e-200)]])
  }

  private func error(_ lines: String) -> RecordingError? {
    do throws(RecordingError) {
      _ = try Recording(jsonLines: Data(lines.utf8), path: "r")
      return nil
    } catch { return error }
  }

  @Test func faultIsNamedWithItsLine() {
    let step = "{\"step\": 1}\n"
    let header = "{\"schema\": \"gradientflow-recording\", \"version\": 1}\n"
    let end = "{\"end\": \"completed\"}\n"
    #expect(error("") == .noSteps(path: "r"))
    #expect(error(header + end) == .noSteps(path: "r"))
    #expect(
      error(step + "{\"loss\": 1}")
        == .unknownLine(path: "r", line: 2, known: ["schema", "step", "end"]))
    #expect(error(step + "\n{\"step\": 1}") == .order(path: "r", line: 3, step: 1, previous: 1))
    #expect(
      error("{\"schema\": \"gradientflow-recording\", \"version\": 2}\n" + step)
        == .version(path: "r", line: 1, found: "2"))
    #expect(
      error("{\"schema\": \"other\"}\n" + step)
        == .field(path: "r", line: 1, field: "schema", expected: "\"gradientflow-recording\""))
    guard case .notJSON("r", 2, _) = error(step + "{step: 2}") else {
      Issue.record("a line that isn't JSON was read")
      return
    }
    guard case .place("r", 2, _) = error(step + header),
      case .place("r", 3, _) = error(
        step + end + "{\"step\": 2}"), case .place("r", 2, _) = error(header + header + step)
    else {
      Issue.record("a line in the wrong place was read")
      return
    }
  }

  @Test(arguments: [
    ("\"loss\": \"low\"", "loss"), ("\"dh\": [1, -1]", "dh"), ("\"dh\": [[1, 2], [1]]", "dh"),
    ("\"dh\": [1, \"x\"]", "dh"), ("\"dc\": 3", "dc"), ("\"jacobian\": [[true]]", "jacobian"),
    ("\"clip\": {\"before\": 1}", "clip"), ("\"clip\": 1", "clip"),
    ("\"updates\": {\"a\": \"b\"}", "updates"), ("\"gates\": [{\"gate\": \"i\"}]", "gates"),
    ("\"spectra\": [{}]", "spectra"), ("\"seconds\": []", "seconds"),
  ])
  func wrongFieldIsNamed(field: String, name: String) {
    guard case .field("r", 1, name, let expected) = error("{\"step\": 1, \(field)}") else {
      Issue.record("\(field) was read")
      return
    }
    #expect(!expected.isEmpty)
  }

  @Test(arguments: ["\"one\"", "-1", "1.5", "1e300", "null"])
  func stepMustBeAWholeNumber(step: String) {
    #expect(
      error("{\"step\": \(step)}")
        == .field(path: "r", line: 1, field: "step", expected: "a whole number from 0"))
  }

  @Test func recordingIsCutAtAStep() {
    #expect(full.upTo(step: 9).steps.map(\.step) == [1] && full.upTo(step: 9).end == nil)
    #expect(full.upTo(step: 10).steps.count == 2)
  }

  @Test func missingFileIsTold() {
    #expect(throws: RecordingError.file(.missing(path: "/no/run.jsonl"))) {
      try Recording(contentsOf: "/no/run.jsonl")
    }
  }
}
