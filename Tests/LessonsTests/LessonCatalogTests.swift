import Charts
import Foundation
import Report
import Testing

@testable import Lessons

/// What holds for every lesson, whoever wrote it: each runs twice with quick settings, once for all of these tests.
@Suite struct LessonCatalogTests {
  /// A lesson and two runs of it.
  struct Run: Sendable, CustomTestStringConvertible {
    let entry: LessonEntry
    let page: Page
    let again: Page
    var testDescription: String { entry.card.id }
  }

  static let runs: Result<[Run], any Error> = Result {
    try LessonCatalog.all.map {
      Run(entry: $0, page: try $0.run(quick: true), again: try $0.run(quick: true))
    }
  }

  @Test(arguments: try runs.get())
  func everyClaimHoldsWithQuickSettings(run: Run) {
    for claim in run.page.claims { #expect(claim.holds, "\(claim.line)") }
  }

  @Test(arguments: try runs.get())
  func claimsAreEnoughAndOneIsAgainstAClosedForm(run: Run) {
    #expect(run.page.claims.count >= 4)
    #expect(run.page.claims.contains { $0.strength == .closedForm })
  }

  @Test(arguments: try runs.get())
  func everyRangeHasTwoSidesAndAReason(run: Run) {
    for claim in run.page.claims {
      #expect(
        claim.expected.lowerBound.isFinite && claim.expected.upperBound.isFinite, "\(claim.id)")
      #expect(claim.detail != nil, "\(claim.id) doesn't say why its range")
    }
  }

  @Test(arguments: try runs.get())
  func pageAsksFirstAndSaysWhenItIsFalse(run: Run) throws {
    let blocks = run.page.blocks
    let ask = try #require(blocks.firstIndex { if case .ask = $0 { true } else { false } })
    let figure = try #require(blocks.firstIndex { if case .figure = $0 { true } else { false } })
    #expect(ask < figure)
    #expect(blocks.contains { if case .limits = $0 { true } else { false } })
    #expect((2...6).contains(run.page.figures.count))
  }

  @Test func documentHasNoProblems() throws {
    let document = ReportDocument(
      title: "All lessons", lede: "Quick.", pages: try Self.runs.get().map(\.page),
      provenance: Provenance(command: "diagnose", seed: 0, version: "0"))
    #expect(document.problems == [])
  }

  @Test(arguments: try runs.get())
  func claimsLeadToFiguresOfTheirPage(run: Run) {
    let figures = Set(run.page.figures.map(\.id))
    for claim in run.page.claims {
      if let id = claim.figureID { #expect(figures.contains(id), "\(claim.id) leads to \(id)") }
    }
  }

  @Test(arguments: try runs.get())
  func twoRunsGiveTheSameNumbers(run: Run) {
    #expect(run.page.claims.map(\.measured) == run.again.claims.map(\.measured))
    #expect(run.page.figures.map { "\($0)" } == run.again.figures.map { "\($0)" })
  }

  @Test(arguments: try runs.get())
  func exercisesChangeSettingsThatExist(run: Run) throws {
    let exercises = run.page.blocks.flatMap { block in
      if case .exercises(let list) = block { list } else { [Exercise]() }
    }
    #expect(exercises.count == 3)
    for exercise in exercises {
      let words = try #require(exercise.command).split(separator: " ").map(String.init)
      #expect(words.prefix(3) == ["diagnose", "run", run.entry.card.id])
      let overrides = stride(from: 3, to: words.count - 1, by: 2).map { place in
        (String(words[place].trimmingPrefix("--")), words[place + 1])
      }
      #expect(!overrides.isEmpty && words.count == 3 + 2 * overrides.count)
      try LessonCatalog.check(overrides, for: [run.entry])
    }
  }

  /// The least of a setting's range is promised by its own error message.
  @Test(arguments: try runs.get())
  func theLeastOfEverySettingGivesAPage(run: Run) throws {
    for setting in run.entry.settings {
      for value in [setting.least].compactMap({ $0 }) {
        #expect(throws: Never.self, "--\(setting.name) \(value)") {
          try run.entry.run(overrides: [(setting.name, value)], quick: true)
        }
      }
    }
  }

  @Test func idsAreUnique() throws {
    let pages = try Self.runs.get().map(\.page)
    #expect(isUnique(pages.map(\.id)))
    #expect(isUnique(pages.flatMap(\.claims).map(\.id)))
    #expect(isUnique(pages.flatMap(\.figures).map(\.id)))
  }

  @Test(arguments: LessonCatalog.all.map(\.card.id))
  func everySettingSaysWhatItIs(id: String) throws {
    let settings = try LessonCatalog.lesson(id).settings
    #expect(settings.contains { $0.name == "seed" })
    for setting in settings {
      #expect(setting.help.hasSuffix("."), "--\(setting.name)")
      #expect(setting.name.allSatisfy { $0.isLowercase || $0 == "-" }, "--\(setting.name)")
    }
  }

  private func isUnique(_ ids: [String]) -> Bool { Set(ids).count == ids.count }
}
