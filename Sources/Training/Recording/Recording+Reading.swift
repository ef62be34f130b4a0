import Buffers
import Foundation

extension Recording {
  /// Reads a recording from a file of JSON lines.
  ///
  /// Unknown fields are passed over, and every known one but `step` may be missing, the header and
  /// the end too: a file of lines {"step", "loss", "dh"} is a recording.
  /// - Throws: ``RecordingError``.
  public init(contentsOf path: String) throws(RecordingError) {
    try self.init(jsonLines: RecordingLines.bytes(at: path), path: path)
  }

  /// Reads JSON lines that are in memory.
  ///
  /// - Throws: ``RecordingError``.
  public init(jsonLines bytes: Data, path: String) throws(RecordingError) {
    var recording = Recording()
    try RecordingLines.read(bytes, path: path) { line throws(RecordingError) in
      switch line {
      case .header(let fields): recording.header = try RecordingHeader(fields)
      case .record(let fields): recording.steps.append(try recording.step(fields))
      case .end(let end): recording.end = end
      case .alarm: break
      }
    }
    self = recording
  }

  private func step(_ fields: FieldReader) throws(RecordingError) -> StepRecord {
    let least = header.precision == "float64" ? 0 : GradientNorm.leastFloat32
    return try StepRecord(fields, least: least)
  }
}

extension RecordingHeader {
  fileprivate init(_ fields: FieldReader) throws(RecordingError) {
    if try fields.string("schema") != Recording.schema {
      throw fields.error("schema", "\"\(Recording.schema)\"")
    }
    let version = try fields.int("version") ?? Recording.version
    if version != Recording.version {
      throw .version(path: fields.path, line: fields.line, found: "\(version)")
    }
    task = try fields.string("task")
    cell = try fields.string("cell")
    length = try fields.int("length")
    batch = try fields.int("batch")
    inputSize = try fields.int("inputSize")
    hiddenSize = try fields.int("hiddenSize")
    outputSize = try fields.int("outputSize")
    layers = try fields.int("layers")
    seed = try fields.seed("seed")
    command = try fields.string("command")
    lossUnit = try fields.string("lossUnit")
    baseline = try fields.double("baseline")
    clipping = try fields.string("clipping")
    truncation = try fields.string("truncation")
    asksEveryStep = try fields.value("asksEveryStep", "true or false") {
      if case .bool(let asks) = $0 { asks } else { nil }
    }
    precision = try fields.string("precision")
  }
}

extension StepRecord {
  fileprivate init(_ fields: FieldReader, least: Double) throws(RecordingError) {
    guard let step = try fields.int("step") else {
      throw fields.error("step", "a whole number from 0")
    }
    self.init(step: step, loss: try fields.double("loss"))
    validation = try fields.double("validation")
    hiddenGradients = try fields.norms("dh", least: least)
    cellGradients = try fields.norms("dc", least: least)
    jacobianNorms = try fields.lists("jacobian", "a list of numbers for each layer") { $0.double }
    spectra = try fields.list("spectra", "a list of spectra") { RecurrentSpectrum($0) }
    clip = try fields.value("clip", "before, after and bound") { ClipResult($0) }
    updateRatios = try fields.value("updates", "numbers by name") { json in
      let members = json.members?.compactMap { member in
        member.value.double.map { (member.name, $0) }
      }
      guard let members, members.count == json.members?.count else { return nil }
      return Dictionary(uniqueKeysWithValues: members)
    }
    gates = try fields.lists("gates", "a list of gates for each layer") { GateRecord($0) }
    learningRate = try fields.double("learningRate")
    seconds = try fields.double("seconds")
  }
}

extension RecordingEnd {
  package init(_ fields: FieldReader) throws(RecordingError) {
    let step = try fields.int("step") ?? 0
    switch try fields.string("end") {
    case "completed": self = .completed
    case "interrupted": self = .interrupted(step: step)
    case "non-finite":
      self = .nonFinite(step: step, tensor: try fields.string("tensor") ?? "a tensor")
    default: throw fields.error("end", "\"completed\", \"interrupted\" or \"non-finite\"")
    }
  }
}

extension RecurrentSpectrum {
  fileprivate init?(_ json: JSON) {
    guard let sigmaMax = json["sigmaMax"]?.double, let values = json["blocks"]?.values
    else { return nil }
    var blocks: [Block] = []
    for value in values {
      guard let gate = value["gate"]?.string, let sigma = value["sigmaMax"]?.double,
        let radius = value["spectralRadius"]?.double
      else { return nil }
      blocks.append(Block(gate: gate, sigmaMax: sigma, spectralRadius: radius))
    }
    self.init(sigmaMax: sigmaMax, blocks: blocks)
  }
}

extension ClipResult {
  package init?(_ json: JSON) {
    guard let before = json["before"]?.double, let after = json["after"]?.double else { return nil }
    let bound = json["bound"] ?? .bool(after < before)
    guard let didBind = bound.bool else { return nil }
    self.init(normBefore: before, normAfter: after, didBind: didBind)
  }
}

extension GateRecord {
  fileprivate init?(_ json: JSON) {
    guard let gate = json["gate"]?.string, let mean = json["mean"]?.double,
      let low = json["low"]?.double, let high = json["high"]?.double
    else { return nil }
    self.init(gate: gate, mean: mean, low: low, high: high)
  }
}
