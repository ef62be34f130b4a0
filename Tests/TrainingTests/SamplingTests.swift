import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct SamplingTests {
  /// Without weights the logits are the head's bias, whatever came before.
  private func biased(_ bias: [Double]) throws -> SequenceModel<Double> {
    var model = try smallModel(.lstm, I: bias.count, O: bias.count)
    model.headWeight = .zeros([bias.count, 4])
    model.headBias = Tensor(shape: [bias.count], bias)
    return model
  }

  /// Probabilities 1/7, 2/7, 4/7 at temperature 1; 1/21, 4/21, 16/21 at 1/2. The standard error of a
  /// share over 4,000 draws is at most 0.008.
  @Test(arguments: [1.0, 0.5])
  func sharesAreTheProbabilities(temperature: Double) throws {
    let model = try biased([0, 0.693_147_180_559_945_3, 2 * 0.693_147_180_559_945_3])
    let weights: [Double] = temperature == 1 ? [1, 2, 4] : [1, 4, 16]
    var generator = RandomGenerator(seed: 1)
    let tokens = model.sample(
      after: [0], count: 4000, temperature: temperature, using: &generator)
    for token in 0..<3 {
      let share = Double(tokens.count { $0 == token }) / 4000
      #expect(abs(share - weights[token] / weights.reduce(0, +)) < 0.03)
    }
  }

  @Test func temperatureZeroTakesTheMostProbable() throws {
    let model = try biased([0, 5, 4.9])
    var generator = RandomGenerator(seed: 1)
    #expect(
      model.sample(after: [0], count: 20, temperature: 0, using: &generator)
        == Array(repeating: 1, count: 20))
  }

  /// One token at a time is the same as reading the whole text at once.
  @Test func stateGoesOnFromTokenToToken() throws {
    let model = try smallModel(.gru, I: 5, O: 5, layers: 2)
    var generator = RandomGenerator(seed: 4)
    let sampled = model.sample(after: [3], count: 12, temperature: 0, using: &generator)
    let read = [3] + sampled.dropLast()
    let batch = Batch(
      steps: 12, size: 1, input: .tokens(read), target: .tokens(sampled))
    #expect(model.evaluate([batch]).accuracy == 1)
  }

  @Test func textGoesOnInTheVocabulary() throws {
    let vocabulary = Vocabulary(of: "abc\n".unicodeScalars)
    let model = try smallModel(.rnn, I: 4, O: 4)
    var generator = RandomGenerator(seed: 1)
    let text = try model.sample(vocabulary, after: "ab", count: 30, using: &generator)
    #expect(text.unicodeScalars.count == 30 && Set(text).isSubset(of: "abc\n"))
    #expect(try model.sample(vocabulary, after: "", count: 5, using: &generator).count == 5)
    #expect(throws: TextError.unknownCharacter("x")) {
      try model.sample(vocabulary, after: "abx", count: 1, using: &generator)
    }
  }
}
