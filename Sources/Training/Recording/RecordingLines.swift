import Buffers
import Files
import Foundation

/// A line of a recording, told by what it has.
package enum RecordingLine {
  /// It has `schema`, and is the first.
  case header(FieldReader)
  /// It has `step`, above that of the one before.
  case record(FieldReader)
  /// It has `alarm`.
  case alarm(FieldReader)
  /// It has `end`, and is the last.
  case end(RecordingEnd)
}

/// What the recordings of every kind have alike: JSON lines in their order, blank ones passed over.
package struct RecordingLines {
  private let path: String
  private let hasAlarms: Bool
  private var number = 0
  private var isBegun = false
  private var isEnded = false
  private var lastStep: Int?

  /// The bytes of a file.
  package static func bytes(at path: String) throws(RecordingError) -> Data {
    do throws(FileError) { return try InputFile.bytes(at: path, limit: 1 << 28) } catch {
      throw .file(error)
    }
  }

  /// Hands over one line after another.
  ///
  /// - Parameter hasAlarms: whether `alarm` makes a line one; else it is a field like any other.
  /// - Throws: `RecordingError` of a line that isn't JSON, isn't known or isn't in its place, or without a record.
  package static func read(
    _ bytes: Data, path: String, hasAlarms: Bool = false,
    _ body: (RecordingLine) throws(RecordingError) -> Void
  ) throws(RecordingError) {
    var lines = RecordingLines(path: path, hasAlarms: hasAlarms)
    for text in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if let line = try lines.line(text) { try body(line) }
    }
    if lines.lastStep == nil { throw .noSteps(path: path) }
  }

  /// The first line with anything on it, if it is JSON.
  package static func first(of bytes: Data) -> JSON? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 64)
    return lines.first { !isBlank($0) }.flatMap {
      try? JSON(parsing: $0, allowingBareNonFinite: true)
    }
  }

  private init(path: String, hasAlarms: Bool) { (self.path, self.hasAlarms) = (path, hasAlarms) }

  private static func isBlank(_ text: Data) -> Bool {
    text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
  }

  private mutating func line(_ text: Data) throws(RecordingError) -> RecordingLine? {
    number += 1
    if Self.isBlank(text) { return nil }
    let json: JSON
    do throws(JSONError) { json = try JSON(parsing: text, allowingBareNonFinite: true) } catch {
      throw .notJSON(path: path, line: number, error)
    }
    if isEnded { throw .place(path: path, line: number, what: "a line after the end") }
    defer { isBegun = true }
    return try line(json, FieldReader(json, path: path, line: number))
  }

  private var unknown: RecordingError {
    let known = ["schema", "step"] + (hasAlarms ? ["alarm"] : []) + ["end"]
    return .unknownLine(path: path, line: number, known: known)
  }

  private mutating func line(
    _ json: JSON, _ fields: FieldReader
  ) throws(RecordingError) -> RecordingLine {
    if json["schema"] != nil {
      if isBegun { throw .place(path: path, line: number, what: "a header after the first line") }
      return .header(fields)
    }
    if json["end"] != nil {
      isEnded = true
      return .end(try RecordingEnd(fields))
    }
    if hasAlarms && json["alarm"] != nil { return .alarm(fields) }
    guard json["step"] != nil else { throw unknown }
    guard let step = try fields.int("step") else {
      throw fields.error("step", "a whole number from 0")
    }
    if let lastStep, step <= lastStep {
      throw .order(path: path, line: number, step: step, previous: lastStep)
    }
    lastStep = step
    return .record(fields)
  }
}

extension [JSON] {
  /// One object a line.
  package var lines: String { map { $0.text + "\n" }.joined() }
}
