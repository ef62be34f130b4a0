import Files
import Training

extension BellmanHeader {
  init(_ fields: FieldReader) throws(RecordingError) {
    if try fields.string("schema") != BellmanRecording.schema {
      throw fields.error("schema", "\"\(BellmanRecording.schema)\"")
    }
    let version = try fields.int("version") ?? BellmanRecording.version
    if version != BellmanRecording.version {
      throw .version(path: fields.path, line: fields.line, found: "\(version)")
    }
    environment = try fields.string("environment")
    agent = try fields.string("agent")
    discount = try fields.value("discount", "a number from 0 to 1") { json in
      json.double.flatMap { $0 >= 0 && $0 <= 1 ? $0 : nil }
    }
    actions = try fields.int("actions")
    steps = try fields.int("steps")
    targetEvery = try fields.int("targetEvery")
    tau = try fields.double("tau")
    heldOut = try fields.int("heldOut")
    batch = try fields.int("batch")
    randomScore = try fields.double("randomScore")
    seed = try fields.seed("seed")
    command = try fields.string("command")
  }
}

extension BellmanPoint {
  init(_ fields: FieldReader) throws(RecordingError) {
    guard let step = try fields.int("step") else {
      throw fields.error("step", "a whole number from 0")
    }
    self.init(step: step)
    updates = try fields.int("updates")
    targetCopies = try fields.int("targetCopies")
    terminations = try fields.int("terminations")
    epsilon = try fields.double("epsilon")
    loss = try fields.double("loss")
    clip = try fields.value("clip", "before, after and bound") { ClipResult($0) }
    episodeReturn = try fields.double("episodeReturn")
    episodeLength = try fields.double("episodeLength")
    heldOut = try fields.errors("heldOut")
    replay = try fields.errors("replay")
    actionCounts = try fields.list("actionCounts", "a list of whole numbers from 0") { json in
      json.int.flatMap { $0 >= 0 ? $0 : nil }
    }
    memory = try fields.numbers("memory")
    values = try fields.numbers("values")
    truth = try fields.numbers("truth")
    rollouts = try fields.numbers("rollouts")
    representation = try fields.numbers("representation")
    sigmaMax = try fields.value("sigmaMax", "numbers by name") { json in
      guard let members = json.members else { return nil }
      let numbers = members.compactMap { member in
        member.value.double.map { NamedNumber(member.name, $0) }
      }
      return numbers.count == members.count ? numbers : nil
    }
  }
}

extension BellmanAlarm {
  init(_ fields: FieldReader) throws(RecordingError) {
    guard let id = try fields.word("alarm", AlarmID.self) else {
      throw fields.error("alarm", "the name of an alarm")
    }
    self.init(
      id, try fields.word("severity", AlarmSeverity.self) ?? .warn,
      step: try fields.int("step") ?? 0, quantity: try fields.string("quantity") ?? "",
      measured: try fields.double("measured") ?? .nan, limit: try fields.double("limit") ?? .nan,
      try fields.word("strength", AlarmStrength.self) ?? .measurement,
      sentence: try fields.string("sentence") ?? "")
  }
}

extension FieldReader {
  /// One of some words.
  fileprivate func word<Word: RawRepresentable & CaseIterable>(
    _ field: String, _: Word.Type
  ) throws(RecordingError) -> Word? where Word.RawValue == String {
    let words = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    return try value(field, "one of \(words)") { json in
      json.string.flatMap { Word(rawValue: $0) }
    }
  }

  /// An object of numbers, any of which may be missing or null.
  fileprivate func numbers<Record: NumberRecord>(_ field: String) throws(RecordingError) -> Record?
  {
    guard let inner = try object(field) else { return nil }
    var record = Record()
    for (name, path) in Record.fields { record[keyPath: path] = try inner.double(name) }
    return record
  }

  fileprivate func errors(_ field: String) throws(RecordingError) -> TDErrors? {
    guard let inner = try object(field) else { return nil }
    var errors = TDErrors()
    errors.all = try inner.numbers("all")
    errors.terminal = try inner.numbers("terminal")
    errors.nonTerminal = try inner.numbers("nonTerminal")
    errors.unmasked = try inner.double("unmasked")
    errors.terminalTarget = try inner.double("terminalTarget")
    errors.unmaskedTarget = try inner.double("unmaskedTarget")
    errors.nonTerminalTarget = try inner.double("nonTerminalTarget")
    return errors
  }

  /// The fields of an inner object; errors name them with a dot, as `values.cap`.
  fileprivate func object(_ field: String) throws(RecordingError) -> FieldReader? {
    let inner = try value(field, "an object") { json in json.members.map { _ in json } }
    return inner.map { FieldReader($0, path: path, line: line, within: prefix + field + ".") }
  }
}
