import Charts
import Foundation
import Testing

@testable import Report

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What holds for the files of any report, on a document with every kind of block and with hostile text in it.
@Suite struct ReportFilesTests {
  private static let files = ReportWriter.files(of: Gallery.document)

  private func text(_ path: String) throws -> String {
    String(decoding: try #require(Self.files.first { $0.path == path }).bytes, as: UTF8.self)
  }

  @Test func documentIsSound() { #expect(Gallery.document.problems == []) }

  @Test func everyFigureIsAFile() {
    let expected = Gallery.document.pages.flatMap(\.figures).map { "figures/\($0.id).svg" }
    #expect(Self.files.map(\.path) == expected + ["report.json", "report.md", "index.html"])
  }

  @Test func writingTwiceGivesTheSame() {
    #expect(ReportWriter.files(of: Gallery.document).map(\.bytes) == Self.files.map(\.bytes))
  }

  @Test func pageIsBalanced() throws {
    let page = try text("index.html").replacing("<!doctype html>", with: "")
      .replacing(#/<(script|style)[^>]*>.*?<\/(script|style)>/#.dotMatchesNewlines(), with: "")
    let parser = XMLParser(data: Data(page.utf8))
    #expect(parser.parse(), "line \(parser.lineNumber), column \(parser.columnNumber)")
  }

  @Test func pageLoadsNothing() throws {
    let page = try text("index.html")
    #expect(!page.contains(#/\ssrc=|<link|@import|url\((?!#)/#))
    #expect(page.contains("default-src &#39;none&#39;"))
    let places = Set(page.matches(of: #/https?:\/\/[^\s"<]+/#).map { String($0.output) })
    #expect(places == ["https://arxiv.org/abs/1211.5063"])
  }

  @Test func hostileTextStaysText() throws {
    let page = try text("index.html")
    #expect(!page.contains("<script>alert"))
    #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
    #expect(!page.contains("href=\"javascript"))
    let markdown = try text("report.md")
    #expect(!markdown.contains("<script>"))
    #expect(!markdown.contains(#/[^\\]\]\(javascript/#))
  }

  @Test func idsAreUniqueAndLinksLeadSomewhere() throws {
    let page = try text("index.html")
    let ids = page.matches(of: #/\sid="([^"]*)"/#).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    let targets = Set(page.matches(of: #/href="#([^"]*)"/#).map { String($0.output.1) })
    #expect(targets.subtracting(ids) == [])
  }

  @Test func claimsAndFiguresLeadToEachOther() throws {
    let page = try text("index.html")
    for claim in Gallery.document.claims {
      #expect(page.contains("id=\"claim-\(claim.id)\""))
      guard let figure = claim.figureID else { continue }
      #expect(page.contains("href=\"#figure-\(figure)\""))
      #expect(page.components(separatedBy: "href=\"#claim-\(claim.id)\"").count == 3)
    }
  }

  @Test func tablesOfMarkdownKeepTheirColumns() throws {
    var columns: Int?
    for line in try text("report.md").split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let bars = line.replacing("\\|", with: "").count { $0 == "|" }
      #expect(columns ?? bars == bars, "\(line)")
      columns = bars
    }
  }

  @Test func jsonHoldsEveryClaimAndEveryRow() throws {
    let object = try JSONSerialization.jsonObject(with: Data(try text("report.json").utf8))
    let root = try #require(object as? [String: Any])
    #expect(root["format"] as? String == "gradientflow-report/1")
    let pages = try #require(root["pages"] as? [[String: Any]])
    let claims = pages.flatMap { $0["claims"] as? [[String: Any]] ?? [] }
    #expect(claims.map { $0["id"] as? String } == Gallery.document.claims.map(\.id))
    for (read, claim) in zip(claims, Gallery.document.claims) {
      #expect(read["holds"] as? Bool == claim.holds)
      #expect((read["measured"] as? Double) == (claim.measured.isNaN ? nil : claim.measured))
    }
    let figures = pages.flatMap { $0["figures"] as? [[String: Any]] ?? [] }
    for (read, figure) in zip(figures, Gallery.document.pages.flatMap(\.figures)) {
      let table = try #require(read["table"] as? [String: Any])
      #expect((table["rows"] as? [[Any]])?.count == figure.table.rows.count)
    }
    #expect(figures.count == Gallery.document.pages.flatMap(\.figures).count)
  }

  /// `docs/report-format.md` names every member, in the order in which they are written.
  @Test func jsonHasTheDocumentedMembers() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/report-format.md")
    let page = try String(contentsOf: file, encoding: .utf8)
    guard case .object(let members) = JSONWriter(document: Gallery.document).value else {
      Issue.record("not an object")
      return
    }
    for member in members { #expect(page.contains("`\(member.name)`"), "\(member.name)") }
  }
}
