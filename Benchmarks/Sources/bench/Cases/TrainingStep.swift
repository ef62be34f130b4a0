import Autodiff
import Foundation
import LinearAlgebra
import Recurrent
import Training

extension Case {
  private static let trained = [CellKind.rnn, .lstm, .gru]

  private static func shapes(_ isTiny: Bool) -> [Sizes] {
    isTiny
      ? [Sizes(I: 3, H: 4, O: 3, B: 2, T: 3)]
      : [
        Sizes(I: 65, H: 128, O: 65, B: 32, T: 100), Sizes(I: 65, H: 256, O: 65, B: 32, T: 100),
        Sizes(I: 65, H: 512, O: 65, B: 50, T: 50), Sizes(I: 2, H: 64, O: 2, B: 32, T: 400),
        Sizes(I: 4, H: 3, O: 4, B: 1, T: 4),
      ]
  }

  /// Forward, cross-entropy at each step, backpropagation through time, clipping, Adam.
  static func trainingSteps(_ isTiny: Bool, _ threads: Int) -> [Case] {
    trained.flatMap { cell in
      shapes(isTiny).map { shape in
        Case(
          work: "training step", cell: cell, shape: shape,
          peers: [
            PeerWork(script: "peer_pytorch.py", work: "step"),
            PeerWork(script: "peer_jax.py", work: "step"),
          ],
          products: products(cell, shape)
        ) { try step(cell, shape, threads, recorder: nil) }
      }
    }
  }

  /// The same with the norm of every dL/dh_t recorded at every training step.
  static func recordedSteps(_ isTiny: Bool, _ threads: Int) -> [Case] {
    trained.flatMap { cell in
      shapes(isTiny).map { shape in
        Case(
          work: "recorded step", cell: cell, shape: shape,
          variant: ("unrecorded", { try step(cell, shape, threads, recorder: nil) })
        ) {
          var settings = RecorderSettings()
          (settings.every, settings.limit) = (1, nil)
          (settings.gates, settings.updates, settings.spectraEvery) = (false, false, 0)
          return try step(cell, shape, threads, recorder: Recorder<Float>(settings))
        }
      }
    }
  }

  /// What `diagnose train` does at each step, on one fixed batch.
  private static func step(
    _ cell: CellKind, _ shape: Sizes, _ threads: Int, recorder: Recorder<Float>?
  ) throws -> Iteration {
    var settings = TrainingSettings()
    settings.cell = cell
    settings.hiddenSize = shape.H
    settings.batch = shape.B
    settings.threads = threads
    settings.learningRate = 1e-3
    settings.steps = 1_000_000_000
    let task = FixedTask(shape)
    let trainer = try Trainer<Float>(settings, task: task, recorder: recorder)
    return { try trainer.advance(on: task.batch) }
  }

  /// The recurrent products one a step, the others one a sequence.
  private static func products(_ cell: CellKind, _ s: Sizes) -> [Product] {
    let (gates, rows) = (cell.gates * s.H, s.T * s.B)
    return [
      Product(rows, gates, s.I, "NT"),  // x W_ih^T
      Product(s.B, gates, s.H, "NT", count: s.T - 1),  // h W_hh^T, h_0 = 0
      Product(rows, s.O, s.H, "NT"),  // the head
      Product(s.O, s.H, rows, "TN"), Product(rows, s.H, s.O, "NN"),  // and back
      Product(s.B, s.H, gates, "NN", count: s.T - 1),  // da W_hh
      Product(gates, s.H, rows - s.B, "TN"), Product(gates, s.I, rows, "TN"),  // dW_hh, dW_ih
    ]
  }
}

/// A task that only ever shows one batch.
private struct FixedTask: SequenceTask {
  let shape: Sizes
  let batch: Batch

  init(_ shape: Sizes) {
    var generator = RandomGenerator(seed: 0)
    let x = (0..<shape.T * shape.B * shape.I).map { _ in Float(generator.normal()) }
    let y = (0..<shape.T * shape.B).map { _ in Int32(generator.integer(below: shape.O)) }
    self.shape = shape
    batch = Batch(
      steps: shape.T, size: shape.B,
      input: .vectors(Tensor(shape: [shape.T, shape.B, shape.I], x)), target: .tokens(y))
  }

  var name: String { "fixed" }
  var inputSize: Int { shape.I }
  var outputSize: Int { shape.O }
  var length: Int { shape.T }
  var lossUnit: LossUnit { .nats }
  var baseline: Double { log(Double(shape.O)) }
  func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch { batch }
}
