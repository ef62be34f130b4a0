import ArgumentParser
import Foundation
import LinearAlgebra

/// Ours and the peers at the same work on the same shapes, in one run, taking turns.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Times this library against PyTorch, JAX and NumPy, in turns; medians of paired ratios.")

  @Option(help: "Threads that everyone may use, pinned to as many cores.")
  var threads = 1

  @Option(help: "Seconds for each contender of a case.")
  var seconds = 2.0

  @Option(help: "Only cases whose name has this text, such as \"LSTM\" or \"spectral\".")
  var only = ""

  @Flag(help: "Tiny sizes, once each: shows that everything runs.")
  var tiny = false

  @Flag(help: "Without peers and limits, for profilers.")
  var alone = false

  @Option(help: "Where the rows go as JSON.")
  var json = "benchmarks.json"

  @Option(
    help: ArgumentHelp("One step over so many time steps, for its memory.", visibility: .hidden))
  var probe: Int?

  @Flag(
    help: ArgumentHelp("With --probe: from states that are computed again.", visibility: .hidden))
  var recompute = false

  func run() throws {
    pin(threads: threads)
    setThreads(threads)
    if let probe { return try MemoryProbe.run(probe, recomputes: recompute) }
    let products = ProductTimer(threads: threads, asksPyTorch: !alone && !tiny)
    var rows: [Row] = []
    for work in Case.all(isTiny: tiny, threads: threads)
    where only.isEmpty || work.name.contains(only) {
      let rivals = work.rivals(threads: threads, alone: alone)
      let pairs = try Pairing(seconds: tiny ? 0 : seconds).measure(work, against: rivals)
      let limit =
        tiny || alone || work.products.isEmpty ? nil : try products.milliseconds(work.products)
      let news = pairs.rows(of: work, threads: threads, limit: limit)
      for row in news { print(row) }
      fflush(nil)  // whoever waits for the next row sees this one, in a pipe too
      rows += news
    }
    if only.isEmpty || "memory".contains(only) {
      let memory = try MemoryProbe.rows(isTiny: tiny, threads: threads)
      for row in memory { print(row) }
      rows += memory
    }
    if !tiny { try Results(rows: rows).write(to: json) }
  }
}
