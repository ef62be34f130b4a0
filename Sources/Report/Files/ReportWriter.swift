import Charts

/// Writes a report into a folder.
public enum ReportWriter {
  /// Writes `index.html`, `report.md` with `figures/*.svg`, and `report.json` into a folder, all or nothing.
  ///
  /// The folder is made if need be; other files in it stay. Everything is written beside the old report first and
  /// only then put in its place, so a full disk leaves the old report whole.
  ///
  /// - Returns: the path of `index.html`.
  /// - Throws: ``ReportError`` when the folder can't be written.
  @discardableResult
  public static func write(
    _ document: ReportDocument, to directory: String
  ) throws(ReportError) -> String {
    try replace(files(of: document), in: directory, disk: Disk())
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
      let stage = try Stage(in: directory, disk: disk)
      defer { stage.remove() }
      try stage.fill(files)
      try stage.install()
    } catch {
      throw ReportError(directory: directory, cause: error)
    }
  }
}

/// A file of a report, by its path inside the folder.
struct ReportFile {
  let path: String
  let text: String
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
