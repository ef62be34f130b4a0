import Autodiff
import Foundation
import LinearAlgebra
import Recurrent

extension SequenceModel {
  /// Goes on after a prompt, one token at a time: each is drawn with probability proportional to
  /// e^(logit / temperature) and read as the next input. A temperature of 0 takes the most probable
  /// one.
  ///
  /// - Parameter prompt: read first, from a state of zero; at least one token.
  /// - Returns: `count` tokens after the prompt.
  /// - Complexity: O((prompt + count) G H (H + I)).
  public func sample(
    after prompt: [Int32], count: Int, temperature: Double = 1,
    using generator: inout RandomGenerator
  ) -> [Int32] {
    precondition(!prompt.isEmpty, "nothing to go on from")
    precondition(temperature >= 0, "a temperature of \(temperature)")
    let tape = Tape<Scalar>()
    var state: ModelState<Scalar>?
    var input = prompt
    var sampled: [Int32] = []
    while sampled.count < count {
      let logits = next(input, &state, on: tape)
      let token = pick(logits, temperature, &generator)
      sampled.append(token)
      input = [token]
    }
    return sampled
  }

  /// Reads tokens; the logits of the one that comes after them.
  private func next(
    _ tokens: [Int32], _ state: inout ModelState<Scalar>?, on tape: Tape<Scalar>
  ) -> [Double] {
    let batch = Batch(
      steps: tokens.count, size: 1, input: .tokens(tokens), target: .lastToken([-1]))
    let steps = 0..<tokens.count
    let walk = ModelWalk(
      BatchRun(self, batch, on: tape), steps, from: state, asked: steps, wantsGradient: false)
    state = walk.final
    return walk.answer!.says.doubles
  }

  /// Goes on after a text. An empty prompt stands for a line break, or the vocabulary's first
  /// character.
  ///
  /// - Throws: ``TextError/unknownCharacter(_:)`` for a prompt that the model can't read.
  public func sample(
    _ vocabulary: Vocabulary, after prompt: String, count: Int, temperature: Double = 1,
    using generator: inout RandomGenerator
  ) throws(TextError) -> String {
    precondition(vocabulary.count == inputSize, "\(vocabulary.count) characters, I = \(inputSize)")
    var tokens = try vocabulary.tokens(prompt.unicodeScalars)
    if tokens.isEmpty { tokens = [vocabulary.token("\n") ?? 0] }
    return vocabulary.text(
      sample(after: tokens, count: count, temperature: temperature, using: &generator))
  }
}

private func pick(
  _ logits: [Double], _ temperature: Double, _ generator: inout RandomGenerator
) -> Int32 {
  let largest = logits.max() ?? 0
  if temperature == 0 { return Int32(logits.firstIndex(of: largest) ?? 0) }
  let weights = logits.map { exp(($0 - largest) / temperature) }
  var rest = generator.uniform() * weights.reduce(0, +)
  for (token, weight) in weights.enumerated() {
    rest -= weight
    if rest < 0 { return Int32(token) }
  }
  return Int32(logits.count - 1)
}
