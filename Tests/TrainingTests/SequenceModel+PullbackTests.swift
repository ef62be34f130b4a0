import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct PullbackTests {
  @Test(arguments: CellKind.allCases, [1, 2])
  func lossAndGradientAreThoseOfTheEquations(kind: CellKind, layers: Int) throws {
    let model = try smallModel(kind, layers: layers)
    let batch = vectorBatch(T: 9, B: 3)
    let pass = model.pullback(batch, on: Tape())
    let composed = ComposedPass(model, batch, window: 9, stride: 9)
    #expect(abs(pass.loss - composed.loss) < 1e-12)
    #expect(distance(pass.gradients, composed.gradients) < 1e-12)
  }

  @Test(arguments: CellKind.allCases)
  func gradientIsTheSlopeOfTheLoss(kind: CellKind) throws {
    let model = try smallModel(kind)
    var generator = RandomGenerator(seed: 5)
    let tokens = (0..<12).map { _ in Int32(generator.integer(below: 3)) }
    let batches = [
      Batch(steps: 6, size: 2, input: .tokens(tokens), target: .lastToken([4, 0])),
      Batch(
        steps: 6, size: 2, input: .tokens(tokens),
        target: .lastNumbers(Tensor(shape: [2, 5], (0..<10).map { Float($0) / 10 }))),
      Batch(
        steps: 6, size: 2, input: .tokens(tokens), target: .lastToken([1, -1]), lengths: [6, 2]),
    ]
    for batch in batches {
      let gradients = model.pullback(batch, on: Tape()).gradients
      for parameter in gradients.indices {
        for element in 0..<gradients[parameter].count {
          func loss(_ shift: Double) -> Double {
            var moved = model
            moved.forEachParameter { index, tensor in
              if index == parameter { tensor.withUnsafeMutablePointer { $0[element] += shift } }
            }
            return moved.pullback(batch, on: Tape()).loss
          }
          let slope = (loss(1e-5) - loss(-1e-5)) / 2e-5
          #expect(abs(slope - gradients[parameter].array[element]) < 1e-7)
        }
      }
    }
  }

  @Test(arguments: CellKind.allCases)
  func gradientPassesTheMasksOfDropout(kind: CellKind) throws {
    let model = try smallModel(kind, layers: 2)
    var generator = RandomGenerator(seed: 8)
    let masks = DropoutMasks<Double>(
      rate: 0.4, layers: 2, steps: 5, batch: 2, hiddenSize: 4, using: &generator)
    let batch = vectorBatch(T: 5, B: 2)
    let gradients = model.pullback(batch, on: Tape(), masks: masks).gradients
    for parameter in gradients.indices {
      func loss(_ shift: Double) -> Double {
        var moved = model
        moved.forEachParameter { index, tensor in
          if index == parameter { tensor.withUnsafeMutablePointer { $0[0] += shift } }
        }
        return moved.pullback(batch, on: Tape(), masks: masks).loss
      }
      let slope = (loss(1e-5) - loss(-1e-5)) / 2e-5
      #expect(abs(slope - gradients[parameter].array[0]) < 1e-8)
    }
  }

  @Test func targetsBelowZeroArentCounted() throws {
    let model = try smallModel(.gru)
    let batch = vectorBatch(T: 4, B: 2)
    guard case .tokens(var targets) = batch.target else { return }
    for t in [1, 3] {
      targets[2 * t] = -1
      targets[2 * t + 1] = -1
    }
    let masked = Batch(steps: 4, size: 2, input: batch.input, target: .tokens(targets))
    #expect(masked.counted == 4)
    let pass = model.pullback(masked, on: Tape())
    let composed = ComposedPass(model, masked, window: 4, stride: 4)
    #expect(abs(pass.loss - composed.loss) < 1e-12)
    #expect(distance(pass.gradients, composed.gradients) < 1e-12)
    let none = Batch(
      steps: 4, size: 2, input: batch.input, target: .tokens(Array(repeating: -1, count: 8)))
    let empty = model.pullback(none, on: Tape())
    #expect(empty.loss == 0 && empty.gradients.allSatisfy { $0.maxMagnitude == 0 })
  }

  @Test func stateIsCarriedAndTheGradientCut() throws {
    let model = try smallModel(.lstm, layers: 2)
    let whole = vectorBatch(T: 8, B: 2)
    guard case .vectors(let x) = whole.input, case .tokens(let y) = whole.target else { return }
    func part(_ steps: Range<Int>) -> Batch {
      Batch(
        steps: steps.count, size: 2, input: .vectors(x.sliced(axis: 0, steps)),
        target: .tokens(Array(y[2 * steps.lowerBound..<2 * steps.upperBound])), continues: true)
    }
    let tape = Tape<Double>()
    let first = model.pullback(part(0..<5), on: tape)
    let second = model.pullback(part(5..<8), from: first.final, on: tape)
    let full = model.pullback(whole, on: tape)
    #expect(abs((5 * first.loss + 3 * second.loss) / 8 - full.loss) < 1e-14)
    for (a, b) in zip(second.final.layers, full.final.layers) {
      #expect((a.hidden - b.hidden).maxMagnitude < 1e-15)
      #expect((a.cell! - b.cell!).maxMagnitude < 1e-15)
    }
    // Two windows of 5 and 3 steps are truncation where a stride of 5 is cut at T = 8 - but the
    // second reaches back 3 steps only, where BPTT(5; 5) reaches 5.
    let summed = zip(first.gradients, second.gradients).map { 5.0 / 8 * $0 + 3.0 / 8 * $1 }
    #expect(distance(summed, full.gradients) > 1e-6)
  }

  @Test func memoryIsUsedAgain() throws {
    let model = try smallModel(.lstm, Float.self)
    let batch = vectorBatch(T: 20, B: 4)
    let tape = Tape<Float>()
    for _ in 0..<3 { _ = model.pullback(batch, on: tape) }
    let allocations = tape.pool.allocations
    for _ in 0..<5 { _ = model.pullback(batch, on: tape) }
    #expect(tape.pool.allocations == allocations)
  }
}
