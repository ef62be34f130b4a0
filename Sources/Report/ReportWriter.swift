import Foundation

/// Writes a report into a folder.
public enum ReportWriter {
  /// Writes `index.html`, `report.md` with `figures/`, and `report.json` into a folder, all or nothing.
  ///
  /// - Returns: the path of `index.html`.
  /// - Throws: ``ReportError`` when the folder can't be written; a report that was there stays whole.
  @discardableResult
  public static func write(
    _ document: ReportDocument, to directory: String
  ) throws(ReportError)
    -> String
  {
    let path = directory + "/index.html"
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
      try Data(HTMLWriter(document).file().utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw ReportError(directory: directory, reason: "\(error)")
    }
    return path
  }
}

/// A report that couldn't be written.
public struct ReportError: Error, Equatable, CustomStringConvertible {
  /// The folder it was to go to.
  public let directory: String
  /// What the system said.
  public let reason: String

  /// One sentence: what, where, what to do.
  public var description: String {
    "can't write the report to \(directory): \(reason); choose another folder with --output"
  }
}
