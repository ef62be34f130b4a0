import Files
import Foundation
import Training

extension BellmanRecording {
  /// Whether a file's first line with anything on it is the header of such a recording. What can't be read isn't.
  public static func isOne(at path: String) -> Bool {
    guard let bytes = try? InputFile.bytes(at: path, limit: 1 << 28) else { return false }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 64)
    let first = lines.first { line in line.contains { !isBlank($0) } }
    let json = first.flatMap { try? JSON(parsing: $0, allowingBareNonFinite: true) }
    return json?["schema"]?.string == schema
  }

  /// Reads a recording from a file of JSON lines.
  ///
  /// Unknown fields are passed over, and every known one but `step` may be missing.
  /// - Throws: `RecordingError`.
  public init(contentsOf path: String) throws(RecordingError) {
    let bytes: Data
    do throws(FileError) { bytes = try InputFile.bytes(at: path, limit: 1 << 28) } catch {
      throw .file(error)
    }
    try self.init(jsonLines: bytes, path: path)
  }

  /// Reads JSON lines that are in memory.
  ///
  /// - Throws: `RecordingError`.
  public init(jsonLines bytes: Data, path: String) throws(RecordingError) {
    var reader = BellmanReader(path: path)
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      try reader.read(line)
    }
    if reader.recording.points.isEmpty { throw .noSteps(path: path) }
    self = reader.recording
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

/// Takes one line after another.
private struct BellmanReader {
  let path: String
  var recording = BellmanRecording()
  private var line = 0
  private var hasHeader = false

  init(path: String) { self.path = path }

  mutating func read(_ text: Data) throws(RecordingError) {
    line += 1
    if text.allSatisfy(isBlank) { return }
    let json: JSON
    do throws(JSONError) { json = try JSON(parsing: text, allowingBareNonFinite: true) } catch {
      throw .notJSON(path: path, line: line, error)
    }
    let fields = FieldReader(json, path: path, line: line)
    if recording.end != nil { throw .place(path: path, line: line, what: "a line after the end") }
    if json["schema"] != nil {
      try readHeader(fields)
    } else if json["end"] != nil {
      recording.end = try RecordingEnd(fields)
    } else if json["alarm"] != nil {
      recording.alarms.append(try BellmanAlarm(fields))
    } else if json["step"] != nil {
      try readPoint(fields)
    } else {
      throw .unknownLine(path: path, line: line)
    }
  }

  private mutating func readHeader(_ fields: FieldReader) throws(RecordingError) {
    if hasHeader || !recording.points.isEmpty || !recording.alarms.isEmpty {
      throw .place(path: path, line: line, what: "a header after the first line")
    }
    hasHeader = true
    recording.header = try BellmanHeader(fields)
  }

  private mutating func readPoint(_ fields: FieldReader) throws(RecordingError) {
    let point = try BellmanPoint(fields)
    if let previous = recording.points.last?.step, point.step <= previous {
      throw .order(path: path, line: line, step: point.step, previous: previous)
    }
    recording.points.append(point)
  }
}
