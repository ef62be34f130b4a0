import Testing

@testable import Lessons

@Suite struct LessonSettingTests {
  @Test(arguments: [
    ("hidden", "many", "--hidden can't be \"many\": give a whole number from 8 to 256"),
    ("hidden", "0", "--hidden can't be \"0\": give a whole number from 8 to 256"),
    ("drive", "nan", "--drive can't be \"nan\": give a number from 0.0 to 10.0"),
    ("drive", "-1", "--drive can't be \"-1\": give a number from 0.0 to 10.0"),
    ("seed", "-1", "--seed can't be \"-1\": give a whole number from 0 to 18446744073709551615"),
  ])
  func badValuesAreRefusedWithASentence(name: String, value: String, sentence: String) {
    let error = #expect(throws: LessonError.self) {
      try LessonEntry(SingularValues.self).check([(name, value)])
    }
    #expect(error.map { "\($0)" } == sentence)
  }

  @Test func onlyWhatDiffersFromTheReportIsInTheCommand() throws {
    let changed = try SingularValues.settings(.full, [("gain", "1.5"), ("seed", "1")])
    #expect(changed.flags == " --gain 1.5")
    #expect(SingularValues.Settings.full.flags == "")
  }

  @Test func unknownLessonsAndSettingsSuggestTheNearest() {
    #expect(throws: LessonError.unknownLesson("singular", nearest: "singular-values")) {
      try LessonCatalog.lesson("singular")
    }
    #expect(throws: LessonError.self) {
      try LessonCatalog.check([("hiden", "3")], for: [LessonEntry(SingularValues.self)])
    }
  }

  @Test func anInterruptedLessonStopsAtItsNextCheckpoint() {
    let progress = LessonProgress(report: { _, _ in }, isInterrupted: { true })
    #expect(throws: LessonError.interrupted) {
      try LessonEntry(SingularValues.self).run(quick: true, progress)
    }
  }
}
