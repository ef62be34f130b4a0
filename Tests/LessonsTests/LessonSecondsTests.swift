import Foundation
import Testing

@testable import Lessons

/// The tour must not take for ever: every lesson says what it costs, and is held to it.
///
/// Time is not measured here, where other tests run beside: the committed example has what each lesson took when it was
/// made, of all cores together.
@Suite struct LessonSecondsTests {
  struct Document: Decodable {
    let pages: [Page]
    struct Page: Decodable {
      let id: String
      let seconds: Seconds
    }
    struct Seconds: Decodable {
      let declared: Double
      let taken: Double
    }
  }

  @Test(arguments: LessonCatalog.all.map(\.card.id))
  func everyLessonDeclaresItsSeconds(id: String) throws {
    let seconds = try #require(try LessonCatalog.lesson(id).card.seconds)
    #expect(seconds > 0)
  }

  @Test func lessonsOnDecisionsTakeAtMostThirtyCoreSeconds() {
    let total = LessonCatalog.decisions.compactMap(\.card.seconds).reduce(0, +)
    #expect(total <= 30)
    #expect(
      LessonCatalog.all.count == LessonCatalog.recurrence.count + LessonCatalog.decisions.count)
  }

  @Test func noLessonOfTheExampleTookLongerThanItDeclares() throws {
    let data = try Data(contentsOf: ExampleReportTests.folder.appending(path: "report.json"))
    let example = try JSONDecoder().decode(Document.self, from: data)
    for page in example.pages {
      let declared = try LessonCatalog.lesson(page.id).card.seconds
      #expect(declared == page.seconds.declared, "run `make example`")
      #expect(page.seconds.taken <= page.seconds.declared, "\(page.id)")
    }
  }
}
