import Testing

/// What the files promise of themselves: a comparison with an empty or torn file would prove nothing.
@Suite struct ReferenceFileTests {
  @Test func everyCaseIsThere() {
    #expect(ReferenceFile.names("recurrent-").count == 32)
    #expect(ReferenceFile.names("jacobian-").count == 8)
    #expect(ReferenceFile.names("descent-").count == 9)
    #expect(ReferenceFile.names("operation-").count == 6)
  }

  @Test(arguments: ReferenceFile.names("recurrent-"))
  func lossIsTheWeightedSumOfOutputs(name: String) throws {
    let reference = try ReferenceFile.load(name, as: RecurrentReference.self)
    var loss = 0.0
    for (output, weights) in reference.lossWeights {
      let values = try #require(reference.outputs[output])
      #expect(values.shape == weights.shape)
      loss += zip(values.values, weights.values).map { $0 * $1 }.reduce(0, +)
    }
    #expect(abs(loss - reference.loss) < 1e-9)
  }

  @Test(arguments: ReferenceFile.names("recurrent-"))
  func everyInputHasItsGradient(name: String) throws {
    let reference = try ReferenceFile.load(name, as: RecurrentReference.self)
    var inputs = reference.parameters.merging(reference.initial) { first, _ in first }
    inputs["input"] = reference.input
    #expect(inputs.mapValues(\.shape) == reference.gradients.mapValues(\.shape))
    #expect(inputs.values.allSatisfy { $0.values.count == $0.shape.reduce(1, *) })
    #expect(reference.gradients.values.allSatisfy { $0.values.contains { $0 != 0 } })
  }

  @Test(arguments: ReferenceFile.names("descent-"))
  func clippedGradientKeepsTheLimit(name: String) throws {
    let reference = try ReferenceFile.load(name, as: DescentReference.self)
    #expect(reference.steps.count == 10)
    for step in reference.steps {
      let clipped = step.clipped.values
      switch reference.clip.kind {
      case "norm":
        let norm = clipped.map { $0 * $0 }.reduce(0, +).squareRoot()
        #expect(abs(norm - min(step.norm, reference.clip.limit)) < 1e-5)
      case "value":
        #expect(clipped.allSatisfy { abs($0) <= reference.clip.limit })
      default:
        #expect(clipped == step.gradient.values)
      }
    }
  }
}
