import Charts
import Checkpoints
import Foundation
import Recurrent
import Testing

@testable import ModelReport
@testable import Report

/// Whatever a model file says is printed, not obeyed.
@Suite struct HostileNamesTests {
  static let names = [
    "<script>alert(1)</script>", "a\u{1B}[31mb\u{0}\n# heading\u{202E}",
    "</style><img src=x onerror=y>",
    "|*a*|_b_|`c`|[d](javascript:e)|$f$|\\", "x_{hh}^{2}", "](#model-1)", "&amp;\"'",
    String(repeating: "n", count: 10_000), "",
  ]

  private func document(_ name: String) throws -> ReportDocument {
    let layer = SmallLayers.layer(.lstm, name: name, remarks: [name])
    let model = CheckedModel(
      path: name, format: .pytorch, layers: [try SmallLayers.checked(layer, sequences: 1)],
      passedOver: [Checkpoint.Note(name, name)])
    let many = SmallLayers.model(
      Array(repeating: try SmallLayers.checked(layer), count: 14), path: name)
    return ModelPages.document(
      [model, many, CheckedModel(path: name, error: name)], command: "c", version: "1")
  }

  @Test(arguments: names) func nameIsPrintedAndNotObeyed(name: String) throws {
    let document = try document(name)
    #expect(document.problems == [])
    let html = HTMLWriter(document).file()
    let body = try #require(html.split(separator: "<body>").last)
    #expect(!body.contains("<img") && !body.contains("alert(1)</script>"))
    #expect(!body.contains("javascript:e\""))
    let markdown = MarkdownWriter(document).file()
    for text in [html, markdown] {
      #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{0}" || $0 == "\u{202E}" })
      #expect(!text.contains(String(repeating: "n", count: 201)))
    }
    #expect(!markdown.contains("<script>") && !markdown.contains("\n# heading"))
    #expect(!markdown.contains("<img") && !markdown.contains("[d](javascript"))
  }

  @Test func bracesOfANameAreNoSubscript() throws {
    let html = HTMLWriter(try document("x_{hh}^{2}")).file()
    #expect(html.contains("<td class=\"word\">x_{hh}^{2}</td>"))
  }

  @Test func rowsOfATableStayRows() throws {
    let markdown = MarkdownWriter(try document("|a|b|")).file()
    let rows = markdown.split(separator: "\n").filter {
      $0.hasPrefix("| 1 |") && $0.contains("lstm")
    }
    #expect(rows.count == 2)
    #expect(rows.allSatisfy { $0.hasPrefix("| 1 | \\|a\\|b\\| | lstm | 2 | 2 |") })
  }

  /// Layers of one model begin alike: what tells them apart is the end.
  @Test func longNamesKeepTheirEnds() throws {
    let layer = SmallLayers.layer(.gru, name: String(repeating: "a", count: 100) + ".rnn_7")
    let numbered = NumberedLayer(try SmallLayers.checked(layer), 1, in: 1)
    #expect(numbered.shortName.count == 59 && numbered.shortName.hasSuffix("a.rnn_7"))
    #expect(numbered.title.contains(layer.name))
  }
}
