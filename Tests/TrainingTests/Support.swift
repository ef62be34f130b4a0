import Autodiff
import Foundation
import LinearAlgebra
import Recurrent
import Testing
import Training

/// A small model with weights drawn from a seed.
func smallModel<Scalar: TrainingScalar>(
  _ kind: CellKind, _ type: Scalar.Type = Double.self, I: Int = 3, H: Int = 4, O: Int = 5,
  layers: Int = 1, seed: UInt64 = 7
) throws -> SequenceModel<Scalar> {
  var generator = RandomGenerator(seed: seed)
  return try SequenceModel(
    kind, inputSize: I, hiddenSize: H, outputSize: O, layers: layers, using: &generator)
}

/// A batch of random vectors with a class asked at every step.
func vectorBatch(T: Int, B: Int, I: Int = 3, O: Int = 5, seed: UInt64 = 3) -> Batch {
  var generator = RandomGenerator(seed: seed)
  let x = (0..<T * B * I).map { _ in Float(generator.normal()) }
  let y = (0..<T * B).map { _ in Int32(generator.integer(below: O)) }
  return Batch(
    steps: T, size: B, input: .vectors(Tensor(shape: [T, B, I], x)), target: .tokens(y))
}

/// The same loss and gradients from the cells' equations step by step, each loss of a stride going
/// back through at most `window` steps: the definition of truncation, without its shortcuts.
struct ComposedPass<Scalar: TrainingScalar> {
  var loss = 0.0
  var gradients: [Tensor<Scalar>]

  init(_ model: SequenceModel<Scalar>, _ batch: Batch, window: Int, stride: Int) {
    let T = batch.steps
    gradients = model.namedTensors.map { .zeros($0.tensor.shape) }
    for first in Swift.stride(from: 0, to: T, by: stride) {
      let end = min(first + stride, T)
      let start = max(0, end - window)
      add(model, batch, from: start, losses: first..<end)
    }
  }

  private mutating func add(
    _ model: SequenceModel<Scalar>, _ batch: Batch, from start: Int, losses: Range<Int>
  ) {
    let tape = Tape<Scalar>()
    let weights = model.stack.parameters.map { CellVariables($0, on: tape) }
    let head = (tape.variable(model.headWeight), tape.variable(model.headBias))
    var states = Self.zeroStates(model, batch.size, tape)
    var loss: Variable<Scalar>?
    for t in 0..<losses.upperBound {
      if t == start { states = states.map { $0.detached() } }
      var x = Self.input(batch, t, model.inputSize, tape)
      for layer in weights.indices {
        states[layer] = tape.composedStep(weights[layer], x, states[layer])
        x = states[layer].hidden
      }
      guard losses.contains(t) else { continue }
      let logits = x.matmul(head.0, transposingOther: true) + head.1
      let term = Self.loss(batch, t, logits)
      loss = loss.map { $0 + term } ?? term
    }
    guard let loss else { return }
    self.loss += Double(loss.value.item)
    let found = tape.gradients(of: loss)
    for (index, variable) in (weights.flatMap(\.all) + [head.0, head.1]).enumerated() {
      gradients[index] += found[variable]
    }
  }

  static func zeroStates(
    _ model: SequenceModel<Scalar>, _ B: Int, _ tape: Tape<Scalar>
  ) -> [CellState<Scalar>] {
    (0..<model.layers).map { _ in
      let zero = tape.constant(.zeros([B, model.hiddenSize]))
      return CellState(hidden: zero, cell: model.kind == .lstm ? zero : nil)
    }
  }

  static func input(_ batch: Batch, _ t: Int, _ I: Int, _ tape: Tape<Scalar>) -> Variable<Scalar> {
    switch batch.input {
    case .vectors(let x): return tape.constant(Scalar.tensor(x).leading(t))
    case .tokens(let tokens):
      var rows = [Double](repeating: 0, count: batch.size * I)
      for b in 0..<batch.size { rows[b * I + Int(tokens[t * batch.size + b])] = 1 }
      return tape.constant(Tensor(shape: [batch.size, I], doubles: rows))
    }
  }

  /// The part of the batch's mean loss that step t has.
  static func loss(_ batch: Batch, _ t: Int, _ logits: Variable<Scalar>) -> Variable<Scalar> {
    let share = Scalar(batch.counted)
    guard case .tokens(let targets) = batch.target else { preconditionFailure("tokens only") }
    let row = Array(targets[t * batch.size..<(t + 1) * batch.size])
    return logits.crossEntropy(targets: row, reduction: .sum) * (1 / share)
  }
}

/// The largest difference between two lists of tensors.
func distance<Scalar: TrainingScalar>(_ a: [Tensor<Scalar>], _ b: [Tensor<Scalar>]) -> Double {
  precondition(a.map(\.shape) == b.map(\.shape))
  return zip(a, b).map { x, y in (x - y).maxMagnitude }.max() ?? 0
}

/// A folder that goes when the test does.
final class Folder: Sendable {
  let path = NSTemporaryDirectory() + "gradientflow-" + UUID().uuidString

  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
