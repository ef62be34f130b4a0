import Autodiff
import Recurrent
import Testing

/// The recurrent operation, its states and all its gradients against PyTorch's: every cell, one and two layers, one and both
/// directions, sequences of equal and unequal length.
@Suite struct RecurrentReferenceTests {
  @Test(arguments: ReferenceFile.names("recurrent-"))
  func doubleIsPyTorch(name: String) throws {
    let reference = try ReferenceFile.load(name, as: RecurrentReference.self)
    #expect(try RecurrentComparison<Double>(reference).errors().filter { $0.value >= 1e-10 } == [:])
  }

  /// Float32 rounds each of the 5 steps to 6e-8 of values below 10.
  @Test(arguments: ReferenceFile.names("recurrent-"))
  func floatIsPyTorchRounded(name: String) throws {
    let reference = try ReferenceFile.load(name, as: RecurrentReference.self)
    #expect(try RecurrentComparison<Float>(reference).errors().filter { $0.value >= 1e-6 } == [:])
  }
}

/// One reference file, run by the engine.
private struct RecurrentComparison<Scalar: RecurrentScalar> {
  let reference: RecurrentReference
  let tape = Tape<Scalar>()
  /// The leaves by PyTorch's names.
  var leaves: [String: Variable<Scalar>] = [:]
  var directions: Int { reference.bidirectional ? 2 : 1 }

  init(_ reference: RecurrentReference) throws {
    self.reference = reference
    leaves = reference.parameters.mapValues { [tape] in tape.variable(.init($0)) }
    leaves["input"] = tape.variable(.init(reference.input))
    for (name, states) in reference.initial { leaves[name] = tape.variable(.init(states)) }
  }

  /// The largest error of each output and each gradient, by name.
  func errors() throws -> [String: Double] {
    let output = try run()
    let outputs = try named(output)
    var errors = [String: Double](minimumCapacity: 20)
    for (name, expected) in reference.outputs {
      errors[name] = largestError(try #require(outputs[name]).value, expected)
    }
    let loss = try loss(outputs)
    errors["loss"] = (Double(loss.value.item) - reference.loss).magnitude / sumOfMagnitudes
    let gradients = tape.gradients(of: loss)
    for (name, expected) in reference.gradients {
      errors["gradient of \(name)"] = largestError(gradients[try leaf(name)], expected)
    }
    return errors
  }

  private func run() throws -> StackOutput<Scalar> {
    let cells = 0..<reference.layers * directions
    let weights = try cells.map { index in
      let parts = try CellParameters<Scalar>.names(
        layer: index / directions, reversed: index % directions == 1
      ).map { try leaf($0) }
      return CellVariables(
        kind: reference.kind, weightIH: parts[0], weightHH: parts[1], biasIH: parts[2],
        biasHH: parts[3])
    }
    let initial = try cells.map { index in
      let cell = try reference.kind == .lstm ? part(index, of: leaf("c0")) : nil
      return CellState(hidden: part(index, of: try leaf("h0")), cell: cell)
    }
    return tape.recurrentStack(
      weights, isBidirectional: reference.bidirectional, input: .vectors(try leaf("input")),
      initial: initial, lengths: reference.lengths)
  }

  /// The outputs under PyTorch's names. Past a sequence's end ours are the last h, PyTorch's are zero.
  private func named(_ output: StackOutput<Scalar>) throws -> [String: Variable<Scalar>] {
    var outputs = [
      "sequence": output.sequence * tape.constant(mask(output.sequence.shape)),
      "hn": Variable.stack(output.final.map(\.hidden)),
    ]
    if reference.kind == .lstm {
      outputs["cn"] = Variable.stack(try output.final.map { try #require($0.cell) })
    }
    return outputs
  }

  private func loss(_ outputs: [String: Variable<Scalar>]) throws -> Variable<Scalar> {
    let parts = try reference.lossWeights.sorted { $0.key < $1.key }.map { name, weights in
      (try #require(outputs[name]) * tape.constant(.init(weights))).sum()
    }
    return parts.dropFirst().reduce(parts[0], +)
  }

  /// What the loss would be if its terms didn't cancel: rounding is relative to that.
  private var sumOfMagnitudes: Double {
    reference.lossWeights.reduce(0) { sum, entry in
      let outputs = reference.outputs[entry.key]?.values ?? []
      return sum + zip(entry.value.values, outputs).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
    }
  }

  /// 1 at the steps of each sequence, 0 past its end. [T, B, width]
  private func mask(_ shape: Shape) -> Tensor<Scalar> {
    let lengths = reference.lengths
    let elements = (0..<shape[0]).flatMap { t in
      lengths.flatMap { [Scalar](repeating: t < $0 ? 1 : 0, count: shape[2]) }
    }
    return Tensor(shape: shape, elements)
  }

  private func leaf(_ name: String) throws -> Variable<Scalar> { try #require(leaves[name]) }

  private func part(_ index: Int, of states: Variable<Scalar>) -> Variable<Scalar> {
    states.sliced(axis: 0, index..<index + 1).reshaped(Shape(states.shape.dropFirst()))
  }
}
