import Synchronization

/// Steps made by several threads together, told to one listener.
final class StepCounter: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int
  private let progress: LessonProgress

  init(total: Int, _ progress: LessonProgress) {
    self.total = total
    self.progress = progress
  }

  /// Counts steps as done.
  /// - Throws: `LessonError.interrupted` if the user asked to stop.
  func count(_ steps: Int) throws(LessonError) {
    let (_, now) = done.add(steps, ordering: .relaxed)
    if progress.isInterrupted() { throw .interrupted }
    if now % 50 < steps {
      progress.report("training, step \(now) of \(total)", Double(now) / Double(total))
    }
  }
}
