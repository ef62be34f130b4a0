import Charts
import Foundation

/// Writes a report into a folder.
public enum ReportWriter {
  /// Writes `index.html`, `report.md` with `figures/*.svg`, and `report.json` into a folder, all or nothing.
  ///
  /// The folder is made if need be; other files in it stay. Everything is written beside the old report first and
  /// only then put in its place, so a full disk leaves the old report whole.
  ///
  /// - Parameter companions: files that belong to the same result, such as weights; all or nothing holds for them too.
  /// - Returns: the path of `index.html`.
  /// - Throws: ``ReportError`` when the folder can't be written.
  @discardableResult
  public static func write(
    _ document: ReportDocument, companions: [ReportFile] = [], to directory: String
  ) throws(ReportError) -> String {
    try replace(companions + files(of: document), in: directory, disk: Disk())
    return directory + "/index.html"
  }

  /// The files of a report.
  static func files(of document: ReportDocument) -> [ReportFile] {
    let figures = document.pages.flatMap(\.figures).map { figure in
      ReportFile(path: "figures/\(figure.id).svg", text: figure.svg())
    }
    return figures + [
      ReportFile(path: "report.json", text: JSONWriter(document: document).file()),
      ReportFile(path: "report.md", text: MarkdownWriter(document).file()),
      ReportFile(path: "index.html", text: HTMLWriter(document).file()),
    ]
  }

  /// Puts files in the place of those of the same names.
  static func replace(
    _ files: [ReportFile], in directory: String, disk: Disk
  ) throws(ReportError) {
    do throws(DiskError) {
      try disk.makeFolders(directory)
      var stage = try Stage(in: directory, disk: disk)
      defer { stage.remove() }
      try stage.fill(files)
      try stage.install()
    } catch {
      throw ReportError(directory: directory, cause: error)
    }
  }
}

/// A file of a report, by its path inside the folder.
public struct ReportFile: Sendable {
  let path: String
  let bytes: Data

  /// A file of given bytes.
  public init(path: String, bytes: Data) {
    self.path = path
    self.bytes = bytes
  }

  /// A file of given text, in UTF-8.
  public init(path: String, text: String) { self.init(path: path, bytes: Data(text.utf8)) }
}

/// A report that couldn't be written.
public struct ReportError: Error, Equatable, CustomStringConvertible {
  /// The folder it was to go to.
  public let directory: String
  /// What the system said.
  public let reason: String
  /// What to do about it.
  public let advice: String

  init(directory: String, cause: DiskError) {
    self.directory = directory
    reason = cause.reason
    advice = cause.advice
  }

  /// One sentence: what, where, what to do.
  public var description: String { "can't write the report to \(directory): \(reason); \(advice)" }
}
