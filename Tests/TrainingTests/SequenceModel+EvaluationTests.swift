import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct EvaluationTests {
  @Test func lossIsThatOfThePullback() throws {
    let model = try smallModel(.gru, layers: 2)
    let batch = vectorBatch(T: 7, B: 3)
    let evaluation = model.evaluate([batch])
    #expect(abs(evaluation.loss - model.pullback(batch, on: Tape()).loss) < 1e-14)
    #expect(evaluation.count == 21)
  }

  @Test func partsThatContinueAreTheWhole() throws {
    let model = try smallModel(.lstm)
    let tokens = (0..<21).map { Int32($0 * 7 % 3) }
    func batch(_ range: Range<Int>) -> Batch {
      Batch(
        steps: range.count, size: 1, input: .tokens(Array(tokens[range])),
        target: .tokens(range.map { tokens[$0 + 1 == 21 ? 0 : $0 + 1] }),
        continues: range.lowerBound > 0)
    }
    let whole = model.evaluate([batch(0..<21)])
    let parts = model.evaluate([batch(0..<8), batch(8..<9), batch(9..<21)])
    #expect(abs(whole.loss - parts.loss) < 1e-14)
    #expect(whole.accuracy == parts.accuracy && whole.count == parts.count)
  }

  @Test func accuracyIsTheShareOfLargestLogits() throws {
    var model = try smallModel(.rnn, O: 3)
    model.headWeight = .zeros([3, 4])
    model.headBias = Tensor(shape: [3], [0, 2, 1])
    let batch = Batch(
      steps: 1, size: 5, input: .tokens([0, 0, 0, 0, 0]), target: .lastToken([1, 1, 2, 0, -1]))
    #expect(model.evaluate([batch]).accuracy == 0.5)
    #expect(model.evaluate([batch]).count == 4)
  }

  @Test func numbersHaveNoAccuracy() throws {
    let model = try smallModel(.rnn, I: 2, O: 1)
    var generator = RandomGenerator(seed: 1)
    let batch = try AddingTask(length: 4).batch(0, size: 6, using: &generator)
    let evaluation = model.evaluate([batch])
    #expect(evaluation.accuracy == nil)
    #expect(abs(evaluation.loss - model.pullback(batch, on: Tape()).loss) < 1e-14)
  }
}
