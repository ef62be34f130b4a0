import Autodiff
import Foundation
import LinearAlgebra
import Recurrent
import Training

/// Ours and PyTorch's training step, alternating after every step, one thread each: medians of paired ratios.
@main
enum Bench {
  static let shapes = [
    Shape(I: 65, H: 128, O: 65, B: 32, T: 100), Shape(I: 65, H: 256, O: 65, B: 32, T: 100),
    Shape(I: 2, H: 64, O: 2, B: 32, T: 400), Shape(I: 4, H: 3, O: 4, B: 1, T: 4),
  ]

  static func main() throws {
    setThreads(1)
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 60
    for shape in shapes {
      for cell in [CellKind.rnn, .lstm, .gru] { try compare(cell, shape, rounds: rounds) }
    }
  }

  private static func compare(_ cell: CellKind, _ shape: Shape, rounds: Int) throws {
    let ours = try Ours(cell, shape)
    guard let peer = Peer(cell, shape) else {
      print("\(cell.title) \(shape): PyTorch is not installed, skipped")
      return
    }
    for _ in 0..<5 { _ = try (ours.step(), peer.step()) }
    let pairs = try (0..<rounds).map { _ in try (ours: ours.step(), peer: peer.step()) }
    let ratios = pairs.map { $0.peer / $0.ours }.sorted()
    func quantile(_ q: Double) -> Double { ratios[Int(q * Double(ratios.count - 1))] }
    print(
      String(
        format: "%@ %@: ours %.3f ms, PyTorch %.3f ms, ratio %.2f (quartiles %.2f to %.2f)",
        cell.title, "\(shape)", median(pairs.map(\.ours)), median(pairs.map(\.peer)),
        quantile(0.5), quantile(0.25), quantile(0.75)))
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// (I, H, O, B, T).
struct Shape: CustomStringConvertible {
  let I: Int
  let H: Int
  let O: Int
  let B: Int
  let T: Int
  var description: String { "(\(I),\(H),\(O),\(B),\(T))" }
}

/// The step that `diagnose train` makes, on one fixed batch.
final class Ours {
  private let trainer: Trainer<Float>
  private let batch: Batch

  init(_ cell: CellKind, _ shape: Shape) throws {
    var generator = RandomGenerator(seed: 0)
    let x = (0..<shape.T * shape.B * shape.I).map { _ in Float(generator.normal()) }
    let y = (0..<shape.T * shape.B).map { _ in Int32(generator.integer(below: shape.O)) }
    batch = Batch(
      steps: shape.T, size: shape.B,
      input: .vectors(Tensor(shape: [shape.T, shape.B, shape.I], x)), target: .tokens(y))
    var settings = TrainingSettings()
    settings.cell = cell
    settings.hiddenSize = shape.H
    settings.batch = shape.B
    settings.learningRate = 1e-3
    settings.steps = 1_000_000
    trainer = try Trainer(settings, task: FixedTask(shape: shape, batch: batch))
  }

  /// Milliseconds of one step.
  func step() throws -> Double {
    let start = ContinuousClock.now
    try trainer.advance(on: batch)
    return (ContinuousClock.now - start) / .milliseconds(1)
  }
}

/// A task that only ever shows one batch.
private struct FixedTask: SequenceTask {
  let shape: Shape
  let batch: Batch
  var name: String { "fixed" }
  var inputSize: Int { shape.I }
  var outputSize: Int { shape.O }
  var length: Int { shape.T }
  var lossUnit: LossUnit { .nats }
  var baseline: Double { log(Double(shape.O)) }
  func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch { batch }
}
