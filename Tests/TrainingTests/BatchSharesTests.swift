import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct BatchSharesTests {
  /// Several threads, each with some of the sequences, find what one finds.
  @Test(arguments: CellKind.allCases, [2, 3, 8])
  func sharesAddUpToTheBatch(kind: CellKind, threads: Int) throws {
    let model = try smallModel(kind, layers: 2)
    var generator = RandomGenerator(seed: 5)
    let tokens = (0..<6 * 5).map { _ in Int32(generator.integer(below: 3)) }
    let numbers = Tensor<Float>(shape: [5, 5], (0..<25).map { Float($0) / 10 })
    let batches = [
      vectorBatch(T: 6, B: 5),
      Batch(steps: 6, size: 5, input: .tokens(tokens), target: .tokens(tokens.map { $0 - 1 })),
      Batch(
        steps: 6, size: 5, input: .tokens(tokens), target: .lastToken([4, 0, -1, 2, 3]),
        lengths: [6, 2, 4, 1, 6]),
      Batch(steps: 6, size: 5, input: .tokens(tokens), target: .lastNumbers(numbers)),
    ]
    let start = model.pullback(vectorBatch(T: 3, B: 5, seed: 9), on: Tape()).final
    let masks = DropoutMasks<Double>(
      rate: 0.4, layers: 2, steps: 6, batch: 5, hiddenSize: 4, using: &generator)
    for batch in batches {
      let whole = model.pullback(batch, from: start, on: Tape(), masks: masks)
      let tapes = (0..<threads).map { _ in Tape<Double>() }
      let shares = pullbackByShares(batch, from: start, masks: masks, on: tapes) {
        model.pullback($0, from: $1, on: $3, masks: $2)
      }
      #expect(abs(whole.loss - shares.loss) < 1e-13)
      #expect(distance(whole.gradients, shares.gradients) < 1e-13)
      for (a, b) in zip(whole.final.layers, shares.final.layers) {
        #expect((a.hidden - b.hidden).maxMagnitude < 1e-14)
        if let c = a.cell, let d = b.cell { #expect((c - d).maxMagnitude < 1e-14) }
      }
    }
  }

  /// The same bits from run to run, however the threads are scheduled.
  @Test func runOnTwoThreadsIsRepeated() throws {
    var settings = TrainingSettings()
    (settings.hiddenSize, settings.batch, settings.threads) = (16, 7, 2)
    func run() throws -> SequenceModel<Float> {
      let trainer = try Trainer<Float>(settings, task: AddingTask(length: 12))
      for _ in 0..<5 { try trainer.advance() }
      return trainer.model
    }
    let (a, b) = try (run(), run())
    for (x, y) in zip(a.namedTensors, b.namedTensors) { #expect(x.tensor == y.tensor) }
  }
}
