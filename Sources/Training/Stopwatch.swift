/// Time since training began, over all the processes that it took.
struct Stopwatch {
  private var begun: ContinuousClock.Instant?
  private let before: Double

  /// A watch that has run for so many seconds already.
  init(before: Double = 0) { self.before = before }

  /// Starts it, unless it runs.
  mutating func start() { begun = begun ?? .now }

  var seconds: Double {
    guard let begun else { return before }
    return before + (ContinuousClock.now - begun) / .seconds(1)
  }
}
