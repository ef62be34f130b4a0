import Buffers
import Checkpoints
import Foundation
import LinearAlgebra
import Recognition
import Testing

@testable import FlowAnalysis

/// What recognised layers do along an input: products of the Jacobians that torch.func.jacrev gives, in Float64
/// (RecognitionTests/make_cells.py).
@Suite struct LayerTraceTests {
  static let models = [
    "rnn", "rnn_relu", "lstm", "lstm_bidirectional", "lstm_projected", "gru", "gru_no_bias",
  ]

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "RecognitionTests/Models")

  private func read(_ name: String) throws -> Checkpoint {
    try Checkpoint(reading: Bytes(try Data(contentsOf: Self.root.appending(path: name))))
  }

  private func replays(_ name: String) throws -> [(LayerReplay, expected: JSON)] {
    let tensor = try #require(try read("inputs.npy").tensors.first)
    let inputs = Matrix(
      rows: tensor.shape[0], columns: tensor.shape[1], elements: try tensor.doubles())
    let layers = try RecognisedModel(read(name + ".pt")).layers
    let stack = StackReplay(layers, stack: Array(layers.indices), inputs: inputs)
    let text = try Data(contentsOf: Self.root.appending(path: "expected.json"))
    let json = try JSON(parsing: text, allowingBareNonFinite: true)
    return try #require(json[name + ".pt"]?["layers"]?.values).map { expected in
      let index = try #require(
        layers.firstIndex {
          $0.layer == expected["layer"]?.int
            && $0.direction.rawValue == expected["direction"]?.string
        })
      return (try #require(stack.replays[index]), expected)
    }
  }

  private func numbers(_ json: JSON?) throws -> [Double] {
    try #require(json?.values).map { try #require($0.double) }
  }

  /// ||J_T ... J_(t+1)||, t = 0 ... T.
  @Test(arguments: models) func transportIsTheNormOfTheProducts(name: String) throws {
    for (replay, expected) in try replays(name) {
      let trace = try LayerTrace(replay, input: "seven steps")
      let transport = try numbers(expected["transport"])
      #expect(trace.logTransport.count == replay.steps + 1 && trace.logTransport.last == 0)
      #expect(zip(trace.logTransport, transport).allSatisfy { abs($0 - log($1)) <= 1e-8 })
    }
  }

  /// A relu whose units are dead at some step has exponents of minus infinity.
  @Test(arguments: models) func exponentsAreThoseOfQR(name: String) throws {
    for (replay, expected) in try replays(name) {
      let trace = try LayerTrace(replay, input: "seven steps")
      let values = try #require(expected["lyapunovExponents"]?.values).map { $0.double }
      #expect(trace.lyapunovExponents.count == values.count)
      for (own, value) in zip(trace.lyapunovExponents, values) {
        #expect(own == value || value.map { abs(own - $0) <= 1e-8 * abs($0) } == true)
      }
    }
  }

  @Test(arguments: models) func normsAndStatesAreTheModules(name: String) throws {
    for (replay, expected) in try replays(name) {
      let trace = try LayerTrace(replay, input: "seven steps")
      for (own, values) in [
        (trace.jacobianSpectralNorm, try numbers(expected["jacobianSpectralNorm"])),
        (trace.finalState, try numbers(expected["finalState"])),
      ] {
        #expect(own.count == values.count)
        #expect(zip(own, values).allSatisfy { abs($0 - $1) <= 1e-8 * abs($1) })
      }
    }
  }

  /// The direct path is the largest entry of the product of diag(f): no W in it, and no gate above 1.
  @Test(arguments: ["lstm", "lstm_bidirectional", "lstm_projected"])
  func cellPathIsTheProductOfForgetGates(name: String) throws {
    for (replay, _) in try replays(name) {
      let path = try #require(try LayerTrace(replay, input: "seven steps").logCellPath)
      let H = replay.layer.hiddenSize
      for t in 0...replay.steps {
        let products = (0..<H).map { j in
          (t..<replay.steps).reduce(1.0) { $0 * replay.gates[$1, H + j] }
        }
        #expect(abs(exp(path[t]) - (products.max() ?? 0)) <= 1e-14)
      }
    }
  }

  @Test(arguments: ["rnn", "gru"]) func onlyAnLSTMHasACellPath(name: String) throws {
    for (replay, _) in try replays(name) {
      #expect(try LayerTrace(replay, input: "seven steps").logCellPath == nil)
    }
  }

  @Test func gateUseCountsUnitsAndSteps() throws {
    for (replay, _) in try replays("gru") {
      let trace = try LayerTrace(replay, input: "seven steps")
      #expect(trace.gates.map(\.name) == ["r", "z", "n"])
      let r = (0..<replay.steps).flatMap { t in
        (0..<replay.layer.hiddenSize).map { replay.gates[t, $0] }
      }
      #expect(abs(trace.gates[0].mean - r.reduce(0, +) / Double(r.count)) <= 1e-14)
      #expect(trace.gates[0].above == Double(r.filter { $0 > 0.9 }.count) / Double(r.count))
    }
  }
}
