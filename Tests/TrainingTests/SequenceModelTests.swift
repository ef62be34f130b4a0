import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct SequenceModelTests {
  @Test func parametersHavePyTorchsNamesAndShapes() throws {
    let model = try smallModel(.lstm, I: 3, H: 4, O: 5, layers: 2)
    let shapes = model.namedTensors.map { "\($0.name) \($0.tensor.shape)" }
    #expect(
      shapes == [
        "rnn.weight_ih_l0 [16, 3]", "rnn.weight_hh_l0 [16, 4]", "rnn.bias_ih_l0 [16]",
        "rnn.bias_hh_l0 [16]", "rnn.weight_ih_l1 [16, 4]", "rnn.weight_hh_l1 [16, 4]",
        "rnn.bias_ih_l1 [16]", "rnn.bias_hh_l1 [16]", "head.weight [5, 4]", "head.bias [5]",
      ])
  }

  @Test func headStartsUniformWithinOneOverTheRootOfH() throws {
    let model = try smallModel(.rnn, H: 100, O: 50)
    let weights = model.headWeight.doubles + model.headBias.doubles
    #expect(weights.allSatisfy { abs($0) <= 0.1 })
    #expect(weights.contains { $0 > 0.099 } && weights.contains { $0 < -0.099 })
    let meanSquare = weights.map { $0 * $0 }.reduce(0, +) / Double(weights.count)
    #expect(abs(meanSquare - 0.01 / 3) < 0.000_2)
  }

  @Test func forgetBiasIsTheSumOfBothBiases() throws {
    var generator = RandomGenerator(seed: 1)
    let model = try SequenceModel<Double>(
      .lstm, inputSize: 2, hiddenSize: 3, outputSize: 1, forgetBias: 3, using: &generator)
    #expect(model.stack.weights[0].bias(1) == [3, 3, 3])
    #expect(model.stack.weights[0].bias(0) != [3, 3, 3])
  }

  @Test func everyParameterIsVisitedUnderItsName() throws {
    var model = try smallModel(.gru, layers: 2)
    let names = model.names
    model.forEachParameter { index, tensor in
      tensor = Tensor(repeating: Double(index), shape: tensor.shape)
    }
    for (index, (name, tensor)) in model.namedTensors.enumerated() {
      #expect(name == names[index])
      #expect(tensor.array.allSatisfy { $0 == Double(index) })
    }
  }

  @Test func changeInPlaceKeepsTheMemory() throws {
    var model = try smallModel(.lstm)
    func addresses() -> [UnsafePointer<Double>] {
      model.namedTensors.map { $0.tensor.withUnsafePointer { $0 } }
    }
    let before = addresses()
    model.forEachParameter { _, tensor in tensor.withUnsafeMutablePointer { $0[0] += 1 } }
    #expect(addresses() == before)
  }

  @Test(arguments: CellKind.allCases)
  func tensorsMakeTheSameModel(kind: CellKind) throws {
    let model = try smallModel(kind, layers: 2)
    let tensors = Dictionary(uniqueKeysWithValues: model.namedTensors.map { ($0.name, $0.tensor) })
    let copy = try SequenceModel<Double>(kind, tensors: tensors)
    #expect(copy.layers == 2 && copy.inputSize == 3 && copy.hiddenSize == 4)
    #expect(copy.namedTensors.map(\.tensor) == model.namedTensors.map(\.tensor))
  }

  @Test func tensorsThatDontFitAreNamedAndChangeNothing() throws {
    var model = try smallModel(.rnn)
    let before = model.namedTensors.map(\.tensor)
    var tensors = Dictionary(uniqueKeysWithValues: model.namedTensors.map { ($0.name, $0.tensor) })
    tensors["rnn.weight_ih_l0"] = .ones([4, 3])
    tensors["head.bias"] = .zeros([6])
    #expect(throws: ParameterError.shape(name: "head.bias", expected: [5], found: [6])) {
      try model.load(tensors)
    }
    tensors["head.bias"] = nil
    #expect(throws: ParameterError.missing(name: "head.bias")) { try model.load(tensors) }
    #expect(model.namedTensors.map(\.tensor) == before)
    #expect(throws: ParameterError.missing(name: "rnn.weight_ih_l0")) {
      try SequenceModel<Double>(.rnn, tensors: [:])
    }
  }

  @Test func precisionsConvertExactlyUpwards() throws {
    let single = try smallModel(.lstm, Float.self)
    let double = SequenceModel<Double>(single)
    let back = SequenceModel<Float>(double)
    #expect(back.namedTensors.map(\.tensor) == single.namedTensors.map(\.tensor))
  }
}
