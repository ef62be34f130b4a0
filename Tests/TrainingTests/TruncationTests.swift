import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct TruncationTests {
  private func spans(_ K: Int, _ S: Int, _ T: Int) -> [Truncation.Span] {
    Truncation(window: K, stride: S).spans(steps: T)
  }

  @Test func spansAreThoseOfTheDefinition() {
    #expect(
      spans(5, 2, 7) == [
        .init(steps: 0..<2, firstLoss: 0, nextStart: 0),
        .init(steps: 0..<4, firstLoss: 2, nextStart: 1),
        .init(steps: 1..<6, firstLoss: 4, nextStart: 2),
        .init(steps: 2..<7, firstLoss: 6, nextStart: 7),
      ])
    #expect(
      spans(3, 3, 6) == [
        .init(steps: 0..<3, firstLoss: 0, nextStart: 3),
        .init(steps: 3..<6, firstLoss: 3, nextStart: 6),
      ])
    #expect(spans(9, 9, 4) == [.init(steps: 0..<4, firstLoss: 0, nextStart: 4)])
  }

  @Test func everyLossIsCountedOnceWithinItsWindow() {
    for T in 1...12 {
      for K in 1...8 {
        for S in 1...K {
          let spans = spans(K, S, T)
          #expect(spans.flatMap { $0.firstLoss..<$0.steps.upperBound } == Array(0..<T))
          #expect(spans.allSatisfy { $0.steps.count <= K && $0.steps.contains($0.firstLoss) })
          #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.nextStart == $1.steps.lowerBound })
        }
      }
    }
  }

  @Test(arguments: CellKind.allCases, [(1, 1), (2, 1), (3, 2), (5, 2), (4, 4), (7, 3), (8, 8)])
  func gradientIsThatOfTheDefinition(kind: CellKind, size: (K: Int, S: Int)) throws {
    let model = try smallModel(kind, layers: 2)
    let batch = vectorBatch(T: 8, B: 2)
    let truncation = Truncation(window: size.K, stride: size.S)
    let pass = model.pullback(batch, on: Tape(), truncation: truncation)
    let composed = ComposedPass(model, batch, window: size.K, stride: size.S)
    #expect(abs(pass.loss - composed.loss) < 1e-12)
    #expect(distance(pass.gradients, composed.gradients) < 1e-12)
    let wrong = ComposedPass(model, batch, window: size.K + 1, stride: size.S)
    if size.K < 8 { #expect(distance(pass.gradients, wrong.gradients) > 1e-6) }
  }

  @Test func windowOfTheWholeLengthIsFullBackpropagation() throws {
    let model = try smallModel(.lstm)
    let batch = vectorBatch(T: 10, B: 2)
    let full = model.pullback(batch, on: Tape())
    for S in [1, 3, 10] {
      let truncation = Truncation(window: 10, stride: S)
      let pass = model.pullback(batch, on: Tape(), truncation: truncation)
      #expect(abs(pass.loss - full.loss) < 1e-14)
      #expect(distance(pass.gradients, full.gradients) < 1e-14)
    }
  }

  /// h_t = w h_(t-1) + 1 with w = 1 counts: h_t = t. With dL/dh_T = 1 and K steps of reach,
  /// dL/dw = sum over k < K of h_(T-1-k) = (T-1) + (T-2) + ... + (T-K).
  @Test(arguments: 1...6)
  func reachOfAGradientIsExactlyK(K: Int) throws {
    let T = 6
    var model = try smallModel(.rnnRelu, I: 1, H: 1, O: 1)
    model.forEachParameter { index, tensor in
      // W_ih = W_hh = 1, the biases 0, the head the identity.
      tensor = Tensor(repeating: [1, 1, 0, 0, 1, 0][index], shape: tensor.shape)
    }
    let batch = Batch(
      steps: T, size: 1, input: .tokens(Array(repeating: 0, count: T)),
      target: .lastNumbers(Tensor(shape: [1, 1], [Float(T) - 0.5])))
    for S in 1...K {
      let pass = model.pullback(
        batch, on: Tape(), truncation: Truncation(window: K, stride: S))
      let expected = (1...K).map { Double(T - $0) }.reduce(0, +)
      #expect(pass.gradients[1].item == expected)
      #expect(pass.loss == 0.25)
    }
  }

  @Test func dropoutIsTheSameInEveryWindow() throws {
    let model = try smallModel(.lstm, layers: 2)
    let batch = vectorBatch(T: 10, B: 3)
    var generator = RandomGenerator(seed: 1)
    let masks = DropoutMasks<Double>(
      rate: 0.4, layers: 2, steps: 10, batch: 3, hiddenSize: 4, using: &generator)
    let full = model.pullback(batch, on: Tape(), masks: masks)
    let truncation = Truncation(window: 10, stride: 3)
    let pass = model.pullback(batch, on: Tape(), truncation: truncation, masks: masks)
    #expect(abs(pass.loss - full.loss) < 1e-14)
    #expect(distance(pass.gradients, full.gradients) < 1e-14)
    #expect(abs(model.pullback(batch, on: Tape()).loss - full.loss) > 1e-3)
  }

  @Test(arguments: ["20", "20:10", "3:3", "1"])
  func textReadsBack(text: String) throws {
    let truncation = try Truncation(parsing: text)
    #expect(Truncation(rawValue: truncation.rawValue) == truncation)
  }

  @Test(arguments: ["", "0", "-3", "3:4", "3:0", "3:", ":2", "a", "3:2:1", "1.5", "nan"])
  func textThatMeansNothingIsRefusedInASentence(text: String) {
    #expect(Truncation(rawValue: text) == nil)
    let error = #expect(throws: SettingError.self) { try Truncation(parsing: text) }
    #expect(error?.description.contains("\"\(text)\"") == true)
  }
}
