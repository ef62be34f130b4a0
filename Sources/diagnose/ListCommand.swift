import ArgumentParser
import Foundation
import Lessons

/// `diagnose list`: what can be run.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the lessons; with --settings, the settings of each.")

  @Flag(help: "Shows every setting with its value in the report.")
  var settings = false

  func run() {
    let width = LessonCatalog.all.map(\.card.id.count).max() ?? 0
    for lesson in LessonCatalog.all {
      let id = lesson.card.id.padding(toLength: width, withPad: " ", startingAt: 0)
      print("\(Terminal.current.colored(id, .bold))  \(lesson.card.question)")
      guard settings else { continue }
      for setting in lesson.settings {
        print("    --\(setting.name) \(setting.value)  \(setting.help)")
      }
    }
  }
}
