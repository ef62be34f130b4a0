import Buffers
import Foundation
import Training

extension BellmanRecording {
  /// Whether a file's first line with anything on it is the header of such a recording. What can't be read isn't.
  public static func isOne(at path: String) -> Bool {
    guard let bytes = try? RecordingLines.bytes(at: path) else { return false }
    return RecordingLines.first(of: bytes)?["schema"]?.string == schema
  }

  /// Reads a recording from a file of JSON lines.
  ///
  /// Unknown fields are passed over, and every known one but `step` may be missing.
  /// - Throws: `RecordingError`.
  public init(contentsOf path: String) throws(RecordingError) {
    try self.init(jsonLines: RecordingLines.bytes(at: path), path: path)
  }

  /// Reads JSON lines that are in memory.
  ///
  /// - Throws: `RecordingError`.
  public init(jsonLines bytes: Data, path: String) throws(RecordingError) {
    var recording = BellmanRecording()
    try RecordingLines.read(bytes, path: path, hasAlarms: true) { line throws(RecordingError) in
      switch line {
      case .header(let fields): recording.header = try BellmanHeader(fields)
      case .record(let fields): recording.points.append(try BellmanPoint(fields))
      case .alarm(let fields): recording.alarms.append(try BellmanAlarm(fields))
      case .end(let end): recording.end = end
      }
    }
    self = recording
  }
}
