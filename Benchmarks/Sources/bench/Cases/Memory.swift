import Autodiff
import Foundation
import LinearAlgebra
import Recurrent
import Training

/// Time and memory of one step of backpropagation through a long sequence of tokens, with the whole record kept or
/// computed again from sqrt(T) states.
enum MemoryProbe {
  /// One row a length: H = 128, B = 8.
  static func rows(isTiny: Bool, threads: Int) throws -> [Row] {
    try (isTiny ? [10] : [100, 1000, 10_000, 100_000]).map { T in
      let again = try measure(T, recomputes: true, threads)
      let whole = try measure(T, recomputes: false, threads)
      return Row(
        work: "memory", cell: CellKind.lstm.title, shape: Sizes(I: 65, H: 128, O: 65, B: 8, T: T),
        threads: threads, ours: again.milliseconds, peerName: "whole record",
        peer: whole.milliseconds, ratio: whole.milliseconds / again.milliseconds, quartiles: nil,
        limit: nil, megabytes: [again.megabytes, whole.megabytes])
    }
  }

  /// A process of its own each, whose peak is that of the one step.
  private static func measure(
    _ T: Int, recomputes: Bool, _ threads: Int
  ) throws -> (milliseconds: Double, megabytes: Double) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: CommandLine.arguments[0])
    process.arguments =
      ["--threads", "\(threads)", "--probe", "\(T)"] + (recomputes ? ["--recompute"] : [])
    process.standardOutput = output
    try process.run()
    let words = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self
    ).split(separator: " ").compactMap { Double($0.trimmingCharacters(in: .newlines)) }
    process.waitUntilExit()
    guard words.count == 2 else { throw Peer.Silent(name: "the memory probe") }
    return (words[0], words[1])
  }

  /// What such a process does: prints milliseconds a step and the peak of its memory in megabytes.
  static func run(_ T: Int, recomputes: Bool) throws {
    var generator = RandomGenerator(seed: 0)
    let model = try SequenceModel<Float>(
      .lstm, inputSize: 65, hiddenSize: 128, outputSize: 65, using: &generator)
    let tokens = (0..<8 * T).map { _ in Int32(generator.integer(below: 65)) }
    let batch = Batch(
      steps: T, size: 8, input: .tokens(tokens), target: .tokens(tokens))
    let tape = Tape<Float>()
    let step = Contender("step") {
      _ = recomputes ? model.recomputedPullback(batch, on: tape) : model.pullback(batch, on: tape)
    }
    let count = max(1, 2000 / T)
    _ = try step.turn(1)
    let times = try (0..<3).map { _ in try step.turn(count) }.sorted()
    print(times[1], peakMegabytes())
  }
}
