import Buffers
import Files

// The format is described in docs/recording-format.md: one JSON object a line.

extension Recording {
  /// The name by which a header tells that it is one.
  public static let schema = "gradientflow-recording"
  /// The version of the format that is written, and the newest that is read.
  public static let version = 1

  /// The recording as JSON lines.
  public var jsonLines: String {
    var objects = [header.json] + steps.map(\.json)
    if let end { objects.append(end.json) }
    return objects.lines
  }

  /// Writes the recording to a file, whole or not at all.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws(FileError) {
    try AtomicFile.write(jsonLines, to: path)
  }
}

/// Builds an object from what is there.
package struct JSONMembers {
  private(set) var members: [JSON.Member] = []

  package mutating func add(_ name: String, _ value: JSON?) {
    if let value { members.append(JSON.Member(name, value)) }
  }
  package mutating func add(_ name: String, _ number: Double?) {
    add(name, number.map { .number($0) })
  }
  package mutating func add(_ name: String, _ number: Int?) { add(name, number.map { Double($0) }) }
  package mutating func add(_ name: String, _ string: String?) {
    add(name, string.map { .string($0) })
  }

  package var json: JSON { .object(members) }

  package init() {}
}

extension RecordingHeader {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("schema", Recording.schema)
    json.add("version", Recording.version)
    json.add("task", task)
    json.add("cell", cell)
    json.add("length", length)
    json.add("batch", batch)
    json.add("inputSize", inputSize)
    json.add("hiddenSize", hiddenSize)
    json.add("outputSize", outputSize)
    json.add("layers", layers)
    // A seed may be larger than JSON's numbers are exact.
    json.add("seed", seed.map { String($0) })
    json.add("command", command)
    json.add("lossUnit", lossUnit)
    json.add("baseline", baseline)
    json.add("asksEveryStep", asksEveryStep.map { .bool($0) })
    json.add("clipping", clipping)
    json.add("truncation", truncation)
    json.add("precision", precision)
    return json.json
  }
}

extension StepRecord {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("step", step)
    json.add("loss", loss)
    json.add("validation", validation)
    json.add("dh", hiddenGradients.map { .lists($0, of: \.json) })
    json.add("dc", cellGradients.map { .lists($0, of: \.json) })
    json.add("jacobian", jacobianNorms.map { .lists($0) { .number($0) } })
    json.add("spectra", spectra.map { .array($0.map(\.json)) })
    json.add("clip", clip?.json)
    json.add(
      "updates",
      updateRatios.map { ratios in
        .object(ratios.sorted { $0.key < $1.key }.map { JSON.Member($0, .number($1)) })
      })
    json.add("gates", gates.map { .lists($0, of: \.json) })
    json.add("learningRate", learningRate)
    json.add("seconds", seconds)
    return json.json
  }
}

extension JSON {
  fileprivate static func lists<Element>(
    _ lists: [[Element]], of element: (Element) -> JSON
  ) -> JSON { .array(lists.map { .array($0.map(element)) }) }
}

extension GradientNorm {
  fileprivate var json: JSON {
    switch self {
    case .value(let norm): .number(norm)
    case .belowFloat32: .string("belowFloat32")
    }
  }
}

extension ClipResult {
  package var json: JSON {
    var json = JSONMembers()
    json.add("before", normBefore)
    json.add("after", normAfter)
    json.add("bound", .bool(didBind))
    return json.json
  }
}

extension RecurrentSpectrum {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("sigmaMax", sigmaMax)
    json.add(
      "blocks",
      .array(
        blocks.map { block in
          var json = JSONMembers()
          json.add("gate", block.gate)
          json.add("sigmaMax", block.sigmaMax)
          json.add("spectralRadius", block.spectralRadius)
          return json.json
        }))
    return json.json
  }
}

extension GateRecord {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("gate", gate)
    json.add("mean", mean)
    json.add("low", low)
    json.add("high", high)
    return json.json
  }
}

extension RecordingEnd {
  package var json: JSON {
    var json = JSONMembers()
    switch self {
    case .completed: json.add("end", "completed")
    case .interrupted(let step):
      json.add("end", "interrupted")
      json.add("step", step)
    case .nonFinite(let step, let tensor):
      json.add("end", "non-finite")
      json.add("step", step)
      json.add("tensor", tensor)
    }
    return json.json
  }
}
