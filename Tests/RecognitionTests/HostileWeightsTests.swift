import Buffers
import Checkpoints
import FlowAnalysis
import LinearAlgebra
import Testing

@testable import Recognition

/// Tensors that are named like a layer's and aren't shaped like one, or are too many.
@Suite struct HostileWeightsTests {
  private func tensor(_ name: String, _ shape: [Int], _ value: Float = 0.5) -> StoredTensor {
    let values = Array(repeating: value, count: shape.reduce(1, *))
    return StoredTensor(
      name: name, .float32, shape: shape, rowMajor: values.withUnsafeBytes { Bytes($0) })
  }

  private func model(_ tensors: [StoredTensor]) throws -> RecognisedModel {
    try RecognisedModel(Checkpoint(.safetensors, tensors: tensors))
  }

  /// Extents 0 to 4 and 8 for all four axes: a layer that can be measured and replayed, or none.
  @Test func everyPairOfShapesIsALayerOrNone() throws {
    let extents = [0, 1, 2, 3, 4, 8]
    for (rows, columns) in extents.flatMap({ a in extents.map { (a, $0) } }) {
      for (height, width) in extents.flatMap({ a in extents.map { (a, $0) } }) {
        let pair = [
          tensor("a.weight_hh_l0", [rows, columns]), tensor("a.weight_ih_l0", [height, width]),
        ]
        for layer in try model(pair).layers {
          #expect(rows == height && rows % columns == 0)
          _ = try LayerMeasurement(layer)
          _ = LayerReplay(layer, inputs: Matrix(zeros: 2, width))
        }
      }
    }
  }

  @Test(
    arguments: [
      [4], [8, 1], [0, 2], [2, 2, 1], [], [2, 0],
    ] as [[Int]])
  func oddProjectionIsNoLayer(shape: [Int]) throws {
    let tensors = [
      tensor("a.weight_hh_l0", [8, 1]), tensor("a.weight_ih_l0", [8, 3]),
      tensor("a.weight_hr_l0", shape),
    ]
    for layer in try model(tensors).layers {
      _ = try LayerMeasurement(layer)
      _ = LayerReplay(layer, inputs: Matrix(zeros: 2, 3))
    }
  }

  @Test(arguments: [0, 1, 7, 9]) func biasOfAnotherLengthIsAFault(count: Int) {
    #expect(throws: CheckpointFault.self) {
      try model([
        tensor("weight_hh_l0", [8, 2]), tensor("weight_ih_l0", [8, 2]),
        tensor("bias_ih_l0", [count]),
      ])
    }
  }

  @Test func peepholesOfAnotherLengthAreAFault() {
    let gates = ["input_gate", "forget_gate", "cell", "output_gate"].flatMap {
      [tensor("\($0).weights", [3, 2]), tensor("\($0).recurrent_weights", [2, 2])]
    }
    #expect(throws: CheckpointFault.self) {
      try model(gates + [tensor("forget_gate.peephole_weights", [3])])
    }
  }

  /// g 0 / ||0|| is no number: it is counted, and nothing is decomposed.
  @Test func zeroRowsOfAWeightNormAreCounted() throws {
    let layer = try #require(
      try model([
        tensor("weight_hh_l0_v", [8, 2], 0), tensor("weight_hh_l0_g", [8, 1]),
        tensor("weight_ih_l0", [8, 3]),
      ]).layers.first)
    let measurement = try LayerMeasurement(layer)
    #expect(measurement.census.nanCount == 16 && measurement.matrices[0].spectrum == nil)
  }

  /// Both parts of a spectral norm have names that a weight norm's could have.
  @Test func weightInPartsIsOneLayer() throws {
    let found = try model([
      tensor("weight_hh_l0_orig", [4, 1]), tensor("weight_hh_l0_u", [4]),
      tensor("weight_hh_l0_v", [1]), tensor("weight_ih_l0", [4, 3]),
    ])
    #expect(found.layers.count == 1)
  }

  @Test func layersOfOneNumberAndNameStandBesideOneAnother() throws {
    let tensors = ["a.weight", "a.weight", "module.a.weight"].flatMap {
      [tensor($0 + "_hh_l9999", [4, 1]), tensor($0 + "_ih_l9999", [4, 1])]
    }
    let layers = try model(tensors).layers
    #expect(layers.map(\.name) == ["a", "a", "a"] && layers.allSatisfy { $0.layer == 9999 })
    #expect(StackReplay.stacks(layers).map(\.count) == [3])
  }

  @Test(arguments: [
    "weight_hh_l12345", "weight_hh_l", "weight_hh_lx", "weight_hhl0", "a.hh_l0", "_hh_l0",
    "weight_hh_l0_reverse_reverse", "weight_hh_reverse", "weight-hh_l0", "é_weight_hh_l0",
    "a..original", "weight_hh_l0.original", "weight_hh_l0_v_v", "hh", "",
  ])
  func otherNamesAreNone(name: String) { #expect(TorchName(name) == nil) }

  /// Twenty times the modules in far less than four hundred times the time.
  @Test func timeIsLinearInTheNumberOfModules() throws {
    func seconds(_ count: Int) throws -> Double {
      let tensors = (0..<count).flatMap { k in
        [tensor("a.\(k).weight_hh_l0", [4, 1]), tensor("a.\(k).weight_ih_l0", [4, 1])]
      }
      let duration = try ContinuousClock().measure {
        let found = try model(tensors).layers.count
        #expect(found == count)
      }
      return duration / .seconds(1)
    }
    let (few, many) = (try seconds(1000), try seconds(20_000))
    #expect(many < 100 * max(few, 0.001))
  }

  /// Many names for a memory that overlaps: the layers together are held to what there is.
  @Test func overlappingViewsAreAFault() {
    let memory = Bytes(Array(repeating: UInt8(0), count: 4_100_000))
    let views = (0..<8).flatMap { k in
      ["hh", "ih"].map { word in
        StoredTensor(
          name: "a.\(k).weight_\(word)_l0", .float32, shape: [2000, 500],
          rowMajor: memory.part(at: 4 * k, count: 4_000_000) ?? memory)
      }
    }
    #expect(throws: CheckpointFault.self) { try model(views) }
    #expect(throws: Never.self) { try model(Array(views.prefix(2))) }
    #expect(views.distinctElements == 1_000_007)
  }
}
