import Buffers
import Checkpoints
import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import Recognition

/// Cells of PyTorch, replayed: what torch.func.jacrev and the modules themselves say (make_cells.py).
@Suite struct LayerReplayTests {
  static let models = [
    "rnn", "rnn_relu", "lstm", "lstm_bidirectional", "lstm_projected", "gru", "gru_no_bias",
  ]

  private static let root = Bundle.module.bundleURL.appending(path: "Models")

  private func read(_ name: String) throws -> Checkpoint {
    try Checkpoint(reading: Bytes(try Data(contentsOf: Self.root.appending(path: name))))
  }

  private func inputs() throws -> Matrix {
    let tensor = try #require(try read("inputs.npy").tensors.first)
    return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: try tensor.doubles())
  }

  private func expected(_ name: String) throws -> JSON {
    let text = try Data(contentsOf: Self.root.appending(path: "expected.json"))
    return try #require(try JSON(parsing: text, allowingBareNonFinite: true)[name + ".pt"])
  }

  private func numbers(_ json: JSON?) throws -> [Double] {
    try #require(json?.values).flatMap { $0.values?.compactMap(\.double) ?? [$0.double ?? .nan] }
  }

  private func replays(_ name: String) throws -> (layers: [RecurrentLayer], [Int: LayerReplay]) {
    let layers = try RecognisedModel(read(name + ".pt")).layers
    let stacks = StackReplay.stacks(layers)
    #expect(stacks.count == 1)
    return (layers, StackReplay(layers, stack: stacks[0], inputs: try inputs()).replays)
  }

  @Test(arguments: models) func everyLayerIsFoundAndRuns(name: String) throws {
    let (layers, replays) = try replays(name)
    let expected = try #require(try expected(name)["layers"]?.values)
    #expect(layers.count == expected.count && replays.count == expected.count)
    for layer in expected {
      let index = try #require(
        layers.firstIndex {
          $0.layer == layer["layer"]?.int && $0.direction.rawValue == layer["direction"]?.string
        })
      let replay = try #require(replays[index])
      let states = (1...replay.steps).flatMap { t in
        Array(replay.states.row(t)[..<layers[index].stateWidth])
      }
      #expect(close(states, try numbers(layer["outputs"]), within: 1e-12))
      #expect(
        close(replay.states.row(replay.steps), try numbers(layer["finalState"]), within: 1e-12))
    }
  }

  @Test(arguments: models) func stepsMoveAsJacrevSays(name: String) throws {
    let (layers, replays) = try replays(name)
    for layer in try #require(try expected(name)["layers"]?.values) {
      let index = try #require(
        layers.firstIndex {
          $0.layer == layer["layer"]?.int && $0.direction.rawValue == layer["direction"]?.string
        })
      let jacobians = try #require(replays[index]).jacobians
      let norms = try spectralNorms(of: jacobians)
      #expect(close(norms, try numbers(layer["jacobianSpectralNorm"]), within: 1e-8))
    }
  }

  /// <y, J x> = <J' y, x> for every step and every unit vector.
  @Test(arguments: models) func transposesAreTransposes(name: String) throws {
    let (_, replays) = try replays(name)
    for replay in replays.values {
      let n = replay.jacobians.rows
      for t in 0..<replay.steps {
        let members = Array(repeating: t, count: n)
        var (forward, back) = (Matrix(zeros: n, n), Matrix(zeros: n, n))
        replay.jacobians.apply(members, .identity(n), into: &forward)
        replay.jacobians.applyTransposed(members, .identity(n), into: &back)
        #expect(close(forward.elements, back.transposed().elements, within: 1e-14, floor: 1))
      }
    }
  }

  /// The engine's own passes, which training uses, share no code with these.
  @Test(arguments: ["rnn", "lstm", "gru_no_bias"]) func enginesPassesAgree(name: String) throws {
    let (layers, replays) = try replays(name)
    let (layer, replay) = (layers[0], try #require(replays[0]))
    let weights = CellWeights(
      kind: layer.equations.kind, weightIH: layer.inputWeights.matrix,
      weightHH: layer.recurrentWeights.matrix, biasIH: layer.inputBias,
      biasHH: layer.recurrentBias)
    let other = trajectory(weights, inputs: try inputs())
    #expect(close(replay.states.elements, other.states.elements, within: 1e-12, floor: 1))
    #expect(close(replay.gates.elements, other.gates.elements, within: 1e-12, floor: 1))
  }

  /// Central differences through cells that PyTorch doesn't have.
  @Test(arguments: [0, 1, 2, 3]) func otherEquationsMoveAsDifferencesSay(which: Int) throws {
    var layer = try RecognisedModel(read(which < 2 ? "lstm.pt" : "gru.pt")).layers[0]
    switch which {
    case 0:
      layer.peepholes = Peepholes(
        input: [0.3, -0.2, 0.5, 0.1], forget: [-0.4, 0.2, 0.6, -0.1], output: [0.7, 0.1, -0.3, 0.2])
    case 1:
      layer.equations.gateActivation = .hardSigmoid(slope: 0.2, offset: 0.5)
      layer.equations.outputActivation = .linear
    case 2: layer.equations.resetsAfter = false
    default:
      layer.equations.gateActivation = .hardSigmoid(slope: 0.2, offset: 0.5)
      layer.equations.stateActivation = .sigmoid
    }
    let x = try inputs().rows(0..<1)
    let n = layer.stateSize
    let start = (0..<n).map { 0.3 - 0.1 * Double($0) }
    let replay = LayerReplay(layer, inputs: x, initial: start)
    var jacobian = Matrix(zeros: n, n)
    replay.jacobians.apply(Array(repeating: 0, count: n), .identity(n), into: &jacobian)
    for j in 0..<n {
      func after(_ change: Double) -> [Double] {
        var state = start
        state[j] += change
        return LayerReplay(layer, inputs: x, initial: state).states.row(1)
      }
      let slope = zip(after(1e-5), after(-1e-5)).map { ($0 - $1) / 2e-5 }
      #expect(close(jacobian.row(j), slope, within: 1e-8, floor: 1))
    }
  }
}

/// Whether numbers agree relative to the larger, or to `floor` where that is larger still.
func close(_ a: [Double], _ b: [Double], within tolerance: Double, floor: Double = 0) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy {
      abs($0 - $1) <= tolerance * max(abs($0), abs($1), floor) || $0 == $1
    }
}
