import Foundation
import Lessons
import Report

/// Runs lessons, prints their claims as they come, writes their report.
struct LessonRunner {
  let lessons: [LessonEntry]
  let overrides: [(String, String)]
  let directory: String

  /// - Throws: `Outcome.found` when a claim failed.
  func run(title: String, command: String) throws {
    try OutputFolder.prepare(directory)
    let interruption = Interrupt.listen()
    let terminal = Terminal.current
    var pages: [Page] = []
    for (index, lesson) in lessons.enumerated() {
      let place = "\(index + 1)/\(lessons.count) \(lesson.card.id)"
      let progress = LessonProgress(
        report: { terminal.progress("\(place): \($0), \(Int(100 * $1)) %") },
        isInterrupted: { interruption.isRequested })
      let begun = Self.processSeconds
      var page = try lesson.run(overrides: overrides, progress)
      page.seconds = PageSeconds(
        declared: lesson.card.seconds, taken: Self.processSeconds - begun)
      terminal.endProgress()
      print(terminal.colored(lesson.card.id, .bold))
      for claim in page.claims { print("  " + terminal.line(of: claim)) }
      pages.append(page)
    }
    try finish(
      ReportDocument(
        title: title, lede: Self.lede, pages: pages, glossary: Glossary.entries,
        provenance: Provenance(command: command, seed: 0, version: Diagnose.version)))
  }

  /// What this process has used of all cores together; waiting doesn't count, so a busy machine changes it little.
  private static var processSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func finish(_ document: ReportDocument) throws {
    let path = try ReportWriter.write(document, to: directory)
    let failed = document.claims.filter { !$0.holds }.count
    print("\(document.claims.count - failed) of \(document.claims.count) claims hold")
    print(path)
    if failed > 0 { throw Outcome.found }
  }

  private static let lede: Prose = """
    Why gradients vanish or explode in recurrent networks, what clipping does and does not cure, and what the \
    LSTM's cell state changes; what values of decisions are, how they are found, and when a small error of theirs misleads: each \
    claim measured by the program that wrote this page.
    """
}
