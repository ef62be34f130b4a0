import Foundation
import Report
import Testing

@testable import Lessons

/// The committed example is what `make example` would write today: the same pages, claims and figures, all holding.
@Suite struct ExampleReportTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../reports/example").standardized

  struct Document: Decodable {
    let pages: [Page]
    struct Page: Decodable {
      let id: String
      let command: String
      let claims: [Claim]
      let figures: [Figure]
    }
    struct Claim: Decodable {
      let id: String
      let sentence: String
      let holds: Bool
    }
    struct Figure: Decodable { let id: String }
  }

  @Test func exampleHasTodaysPagesClaimsAndFigures() throws {
    let data = try Data(contentsOf: Self.folder.appending(path: "report.json"))
    let example = try JSONDecoder().decode(Document.self, from: data)
    let pages = try LessonCatalogTests.runs.get().map(\.page)
    #expect(example.pages.map(\.id) == pages.map(\.id))
    for (old, new) in zip(example.pages, pages) {
      #expect(old.command == "diagnose run \(new.id)")
      #expect(old.claims.map(\.id) == new.claims.map(\.id), "run `make example`")
      #expect(old.figures.map(\.id) == new.figures.map(\.id), "run `make example`")
      #expect(!old.claims.contains { !$0.holds })
    }
  }

  @Test func exampleIsWhole() throws {
    let markdown = try String(
      contentsOf: Self.folder.appending(path: "report.md"), encoding: .utf8)
    let images = markdown.matches(of: /\]\((figures\/[^)]+\.svg)\)/).map { String($0.1) }
    #expect(images.count > 20)
    for image in images {
      #expect(
        FileManager.default.fileExists(atPath: Self.folder.appending(path: image).path), "\(image)")
    }
  }
}
