import Buffers
import Charts
import FlowAnalysis
import Report

/// The report of checked models: a page a file, for an engineer who reads it and a student who learns from it.
///
/// Whatever comes out of a model file is text of someone else's: it is cut to a length, loses what moves a cursor, and
/// is printed without any of its marks being read.
public enum ModelPages {
  /// Layers that get figures: so many on one page, and so many in the whole report; tables hold all of them.
  static let drawnOnPage = 12
  static let drawnInAll = 48
  /// Pages that the bar has room to name; more are numbers.
  private static let namesInBar = 8

  /// Where a report was written.
  public struct Paths: Equatable, Sendable {
    /// The page for a browser.
    public let index: String
    /// The same as Markdown.
    public let markdown: String
  }

  /// Writes `index.html`, `report.md` with its figures, and `report.json` into a folder.
  ///
  /// - Parameters:
  ///   - command: The command as typed, for whoever wants to make the report again.
  ///   - seed: The seed of the noise that layers were replayed on; 0 where there was none.
  /// - Throws: `ReportError` when the folder can't be written.
  /// - Complexity: O(numbers drawn), of at most `drawnInAll` layers.
  public static func write(
    _ models: [CheckedModel], command: String, version: String, seed: UInt64 = 0,
    to folder: String
  ) throws(ReportError) -> Paths {
    let document = document(models, command: command, version: version, seed: seed)
    let index = try ReportWriter.write(document, to: folder)
    return Paths(index: index, markdown: folder + "/report.md")
  }

  static func document(
    _ models: [CheckedModel], command: String, version: String, seed: UInt64 = 0
  ) -> ReportDocument {
    var left = drawnInAll
    var pages: [Page] = []
    for (index, model) in models.enumerated() {
      let layers = model.layers.enumerated().map {
        NumberedLayer($0.element, $0.offset + 1, in: index + 1)
      }
      let drawn = min(layers.count, drawnOnPage, left)
      left -= drawn
      let page = ModelPage(model, layers, drawn: drawn, index + 1)
      pages.append(page.page(command: command, isNamed: models.count <= namesInBar))
    }
    return ReportDocument(
      title: title(models), lede: lede, summary: summary(models), pages: pages,
      glossary: ModelGlossary.entries,
      provenance: Provenance(command: command, seed: seed, version: version))
  }

  private static let lede: Prose = """
    What the recurrent matrices of trained models are, gate by gate, and what they do where an input was given. \
    Measured, not judged: which numbers prove something and which don't is said beside them.
    """

  private static func title(_ models: [CheckedModel]) -> String {
    guard models.count == 1 else { return "The recurrent layers of \(models.count) files" }
    return "The recurrent layers of \(models[0].fileName)"
  }

  /// Every file, and first of all those that nothing is known about.
  private static func summary(_ models: [CheckedModel]) -> [Block] {
    guard models.count > 1 else { return [] }
    let folder = commonFolder(models.map(\.path))
    let lines = models.enumerated().map { index, model -> Prose in
      let path = Prose.literal(String(model.path.dropFirst(folder.count)).shown)
      return "[\(path)](#\(Prose(ModelPage.id(index + 1)))): \(model.found)"
    }
    let unread = models.count { $0.error != nil }
    let place: Prose = folder.isEmpty ? "" : " All of them are in \(folder.shown)"
    let missing: Prose =
      unread == 0
      ? ""
      : " **\(unread) of them could not be read:** nothing is known about \(unread == 1 ? "its" : "their") layers."
    return [.paragraph("\(models.count) files.\(place)\(missing)"), .list(lines)]
  }

  /// The folder that all paths begin with, with its last slash; empty where there is none.
  static func commonFolder(_ paths: [String]) -> String {
    guard var folder = paths.first else { return "" }
    for path in paths {
      while let slash = folder.lastIndex(of: "/") {
        folder = String(folder[...slash])
        if path.hasPrefix(folder) { break }
        folder.removeLast()
      }
      if !path.hasPrefix(folder) || folder.last != "/" { return "" }
    }
    return folder == "/" ? "" : folder
  }
}

extension CheckedModel {
  /// The last part of the path.
  var fileName: String {
    (path.split(separator: "/").last.map(String.init) ?? path).shown
  }

  /// What was found, in a few words.
  var found: Prose {
    if error != nil { return "could not be read" }
    let layers =
      switch self.layers.count {
      case 0: "no recurrent layer"
      case 1: "1 recurrent layer"
      default: "\(self.layers.count) recurrent layers"
      }
    let cells = Set(self.layers.map(\.measurement.layer.cellName)).sorted()
    let kinds = cells.isEmpty ? "" : " (" + cells.joined(separator: ", ") + ")"
    let finite = hasNonFiniteWeights ? "; weights that aren't finite" : ""
    return "\(format?.rawValue ?? "?"), \(layers)\(kinds)\(finite)"
  }
}
