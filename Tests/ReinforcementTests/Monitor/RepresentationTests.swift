import Autodiff
import LinearAlgebra
import Testing

@testable import Reinforcement

@Suite struct RepresentationTests {
  /// Shares 0.5, 0.3, 0.195, 0.005: three make up 99.5 %.
  @Test func effectiveRankIsThatOfTheDefinition() {
    #expect(effectiveRank([50, 30, 19.5, 0.5]) == 3)
    #expect(effectiveRank([50, 30, 19.5, 0.5], delta: 0.001) == 4)
    #expect(effectiveRank([50, 30, 19.5, 0.5], delta: 0.25) == 2)
    #expect(effectiveRank([1, 1, 1, 1]) == 4)
    #expect(effectiveRank([0, 0]) == 0)
  }

  /// Against a full decomposition, tall and wide.
  @Test(arguments: [(40, 7), (7, 40)])
  func singularValuesOfFeaturesAreThoseOfADecomposition(shape: (Int, Int)) throws {
    var generator = RandomGenerator(seed: 4)
    let elements = (0..<shape.0 * shape.1).map { _ in Float(generator.normal()) }
    let values = try featureSingularValues(Tensor(shape: [shape.0, shape.1], elements))
    let matrix = Matrix(rows: shape.0, columns: shape.1, elements: elements.map(Double.init))
    #expect(supDistance(values, try matrix.singularValues()) < 1e-7 * values[0])
  }

  @Test func aUnitIsDormantBesideItsLayer() {
    // Mean magnitudes 4, 0, 0.05 and -: the layer's mean is 1.35; shares 2.96, 0, 0.037.
    let first = Tensor<Float>(shape: [2, 3], [4, 0, 0.1, -4, 0, 0])
    // Alive, both.
    let second = Tensor<Float>(shape: [2, 2], [1, 2, 1, 2])
    #expect(dormantShare([first], tau: 0) == 1 / 3.0)
    #expect(dormantShare([first], tau: 0.025) == 1 / 3.0)
    #expect(dormantShare([first], tau: 0.1) == 2 / 3.0)
    #expect(dormantShare([first, second], tau: 0.1) == 2 / 5.0)
    #expect(dormantShare([.zeros([2, 4])], tau: 0) == 1)
    #expect(dormantShare([], tau: 0.1) == 0)
  }

  @Test func aRecordIsOfTheLastLayer() throws {
    var agent = LinearAgent(actions: 2, features: 3)
    #expect(RepresentationRecord([], distinct: 3) == nil)
    let layers: [Tensor<Float>] = [
      .ones([3, 5]), Tensor(shape: [3, 4], [9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0.1, 0]),
    ]
    let record = try #require(RepresentationRecord(layers, distinct: 3))
    #expect(record.effectiveRank == 2 && record.rankLimit == 3)
    #expect(record.dormantAtZero == 1 / 9.0 && record.dormantAtTenth == 2 / 9.0)
    agent.w = [3, 0, 0, 0, 4, 0]
    #expect(abs(agent.spectralNorms[0].value - 4) < 1e-4)
    agent.w[0] = .nan
    #expect(agent.spectralNorms[0].value.isNaN)
  }
}
