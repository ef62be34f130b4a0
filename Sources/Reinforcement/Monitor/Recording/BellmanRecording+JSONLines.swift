import Buffers
import Files
import Training

// The format is described in docs/bellman-recording.md: one JSON object a line.

extension BellmanRecording {
  /// The name by which a header tells that it is one.
  public static let schema = "gradientflow-bellman-recording"
  /// The version of the format that is written, and the newest that is read.
  public static let version = 1

  /// The recording as JSON lines.
  public var jsonLines: String {
    var objects = [header.json] + points.map(\.json) + alarms.map(\.json)
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

extension BellmanHeader {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("schema", BellmanRecording.schema)
    json.add("version", BellmanRecording.version)
    json.add("environment", environment)
    json.add("agent", agent)
    json.add("discount", discount)
    json.add("actions", actions)
    json.add("steps", steps)
    json.add("targetEvery", targetEvery)
    json.add("tau", tau)
    json.add("heldOut", heldOut)
    json.add("batch", batch)
    json.add("randomScore", randomScore)
    // A seed may be larger than JSON's numbers are exact.
    json.add("seed", seed.map { String($0) })
    json.add("command", command)
    return json.json
  }
}

extension BellmanPoint {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("step", step)
    json.add("updates", updates)
    json.add("targetCopies", targetCopies)
    json.add("terminations", terminations)
    json.add("epsilon", epsilon)
    json.add("loss", loss)
    json.add("clip", clip?.json)
    json.add("episodeReturn", episodeReturn)
    json.add("episodeLength", episodeLength)
    json.add("heldOut", heldOut?.json)
    json.add("replay", replay?.json)
    json.add("actionCounts", actionCounts.map { .array($0.map { .number(Double($0)) }) })
    json.add("memory", memory?.json)
    json.add("values", values?.json)
    json.add("truth", truth?.json)
    json.add("rollouts", rollouts?.json)
    json.add("representation", representation?.json)
    json.add(
      "sigmaMax",
      sigmaMax.map { named in .object(named.map { JSON.Member($0.name, .number($0.value)) }) })
    return json.json
  }
}

extension NumberRecord {
  var json: JSON {
    var json = JSONMembers()
    for field in Self.fields { json.add(field.name, self[keyPath: field.path]) }
    return json.json
  }
}

extension TDErrors {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("all", all?.json)
    json.add("terminal", terminal?.json)
    json.add("nonTerminal", nonTerminal?.json)
    json.add("unmasked", unmasked)
    json.add("terminalTarget", terminalTarget)
    json.add("unmaskedTarget", unmaskedTarget)
    json.add("nonTerminalTarget", nonTerminalTarget)
    return json.json
  }
}

extension BellmanAlarm {
  fileprivate var json: JSON {
    var json = JSONMembers()
    json.add("alarm", id.rawValue)
    json.add("severity", severity.rawValue)
    json.add("step", step)
    json.add("quantity", quantity)
    json.add("measured", measured)
    json.add("limit", limit)
    json.add("strength", strength.rawValue)
    json.add("sentence", sentence)
    return json.json
  }
}
