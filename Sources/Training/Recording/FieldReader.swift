import Buffers

/// Reads the fields of one line: a missing or null one is `nil`, a wrong one an error that names it.
package struct FieldReader {
  let json: JSON
  package let path: String
  package let line: Int
  /// What errors put before a field's name: `values.` inside of the object `values`.
  package let prefix: String

  package init(_ json: JSON, path: String, line: Int, within prefix: String = "") {
    self.prefix = prefix
    self.json = json
    self.path = path
    self.line = line
  }

  package func error(_ field: String, _ expected: String) -> RecordingError {
    .field(path: path, line: line, field: prefix + field, expected: expected)
  }

  package func value<Value>(
    _ field: String, _ expected: String, _ read: (JSON) -> Value?
  ) throws(RecordingError) -> Value? {
    guard let found = json[field], found != .null else { return nil }
    guard let value = read(found) else { throw error(field, expected) }
    return value
  }

  package func string(_ field: String) throws(RecordingError) -> String? {
    try value(field, "a string") { $0.string }
  }

  package func double(_ field: String) throws(RecordingError) -> Double? {
    try value(field, "a number") { $0.double }
  }

  package func int(_ field: String) throws(RecordingError) -> Int? {
    try value(field, "a whole number from 0") { $0.int.flatMap { $0 >= 0 ? $0 : nil } }
  }

  /// A whole number, or a string of digits where it is too large for JSON.
  package func seed(_ field: String) throws(RecordingError) -> UInt64? {
    try value(field, "a whole number from 0") { json in
      json.string.flatMap { UInt64($0) } ?? json.int.flatMap { UInt64(exactly: $0) }
    }
  }

  package func list<Element>(
    _ field: String, _ expected: String, _ read: (JSON) -> Element?
  ) throws(RecordingError) -> [Element]? {
    try value(field, expected) { Self.list($0, read) }
  }

  /// One list a layer, all of one length; a single list stands for one layer.
  func lists<Element>(
    _ field: String, _ expected: String, _ read: (JSON) -> Element?
  ) throws(RecordingError) -> [[Element]]? {
    try value(field, expected) { json in
      if let flat = Self.list(json, read) { return [flat] }
      let lists = Self.list(json) { Self.list($0, read) }
      return lists.flatMap { Set($0.map(\.count)).count <= 1 ? $0 : nil }
    }
  }

  /// Norms at every time step: numbers from 0, or "belowFloat32".
  func norms(_ field: String, least: Double) throws(RecordingError) -> [[GradientNorm]]? {
    try lists(field, "a list of norms for each layer, as many for each") { json in
      if json.string == "belowFloat32" { return .belowFloat32 }
      return json.double.flatMap { $0 < 0 ? nil : GradientNorm($0, least: least) }
    }
  }

  private static func list<Element>(_ json: JSON, _ read: (JSON) -> Element?) -> [Element]? {
    guard let values = json.values else { return nil }
    let elements = values.compactMap(read)
    return elements.count == values.count ? elements : nil
  }
}
