import Autodiff
import LinearAlgebra
import Recurrent
import Testing

/// The fused operation is held to the equations written out on the tape.
@Suite struct TapeRecurrentTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let kind: CellKind
    let T: Int
    let B: Int
    let I: Int
    let H: Int
    let reversed: Bool
    var testDescription: String {
      "\(kind) T=\(T) B=\(B) I=\(I) H=\(H) \(reversed ? "reversed" : "")"
    }
  }

  static let cases = CellKind.allCases.flatMap { kind in
    [
      Case(kind: kind, T: 1, B: 1, I: 1, H: 1, reversed: false),
      Case(kind: kind, T: 50, B: 3, I: 4, H: 5, reversed: false),
      Case(kind: kind, T: 7, B: 2, I: 3, H: 17, reversed: true),
    ]
  }

  struct Run {
    let values: [Double]
    let gradients: [[Double]]
  }

  /// Values and every gradient of one way of computing a layer.
  static func run(
    _ test: Case, seed: UInt64,
    _ layer: (
      Tape<Double>, CellVariables<Double>, Variable<Double>, CellState<Double>
    ) -> RecurrentOutput<Double>
  ) -> Run {
    var generator = RandomGenerator(seed: seed)
    let tape = Tape<Double>()
    let parameters = CellParameters<Double>(
      randomWeights(test.kind, I: test.I, H: test.H, using: &generator))
    let weights = CellVariables(parameters, on: tape)
    let x = tape.variable(randomTensor([test.T, test.B, test.I], using: &generator))
    let h0 = tape.variable(randomTensor([test.B, test.H], using: &generator))
    let c0 = tape.variable(randomTensor([test.B, test.H], using: &generator))
    let loss = WeightedLoss(T: test.T, B: test.B, H: test.H, using: &generator)
    let state = CellState(hidden: h0, cell: test.kind == .lstm ? c0 : nil)
    let output = layer(tape, weights, x, state)
    let gradients = tape.gradients(of: loss(output, on: tape))
    let wanted = weights.all + [x, h0] + (test.kind == .lstm ? [c0] : [])
    return Run(
      values: output.sequence.value.array + output.final.hidden.value.array
        + (output.final.cell?.value.array ?? []),
      gradients: wanted.map { gradients[$0].array })
  }

  @Test("fused and composed layers agree within 1e-12 in value and gradient", arguments: cases)
  func fusedEqualsComposed(test: Case) {
    let fused = Self.run(test, seed: 7) { tape, weights, x, state in
      tape.recurrent(weights, input: .vectors(x), initial: state, reversed: test.reversed)
    }
    let composed = Self.run(test, seed: 7) { tape, weights, x, state in
      tape.composedRecurrent(weights, input: x, initial: state, reversed: test.reversed)
    }
    #expect(distance(fused.values, composed.values) < 1e-12)
    for (a, b) in zip(fused.gradients, composed.gradients) {
      let scale = max(1, b.map(abs).max() ?? 1)
      #expect(distance(a, b) < 1e-12 * scale)
    }
  }

  @Test("a token is a one-hot vector", arguments: CellKind.allCases)
  func tokensAreOneHotVectors(kind: CellKind) {
    let (T, B, I, H) = (6, 3, 5, 4)
    var generator = RandomGenerator(seed: 3)
    let parameters = CellParameters<Double>(randomWeights(kind, I: I, H: H, using: &generator))
    let tokens = (0..<T * B).map { _ in Int32(generator.integer(below: I)) }
    var oneHot = [Double](repeating: 0, count: T * B * I)
    for (row, token) in tokens.enumerated() { oneHot[row * I + Int(token)] = 1 }
    let loss = WeightedLoss(T: T, B: B, H: H, using: &generator)
    func run(_ input: (Tape<Double>) -> SequenceInput<Double>) -> [[Double]] {
      let tape = Tape<Double>()
      let weights = CellVariables(parameters, on: tape)
      let output = tape.recurrent(weights, input: input(tape))
      let gradients = tape.gradients(of: loss(output, on: tape))
      return [output.sequence.value.array] + weights.all.map { gradients[$0].array }
    }
    let asTokens = run { _ in .tokens(tokens, steps: T, batch: B) }
    let asVectors = run { .vectors($0.constant(Tensor(shape: [T, B, I], oneHot))) }
    for (a, b) in zip(asTokens, asVectors) { #expect(distance(a, b) < 1e-13) }
  }

  @Test(
    "a shorter sequence in a batch gives what it gives alone, forward and back",
    arguments: CellKind.allCases, [false, true])
  func lengthsMaskTheRest(kind: CellKind, reversed: Bool) {
    let (T, I, H) = (9, 3, 4)
    let lengths = [9, 4, 1]
    var generator = RandomGenerator(seed: 11)
    let parameters = CellParameters<Double>(randomWeights(kind, I: I, H: H, using: &generator))
    let x = randomTensor([T, lengths.count, I], using: &generator)
    let goal = randomTensor([lengths.count, H], using: &generator)
    let cellGoal = randomTensor([lengths.count, H], using: &generator)

    func run(rows: [Int], steps: Int, lengths: [Int]?) -> (final: [Double], gradients: [[Double]]) {
      let tape = Tape<Double>()
      let weights = CellVariables(parameters, on: tape)
      let part = (0..<steps).flatMap { t in rows.flatMap { b in (0..<I).map { x[t, b, $0] } } }
      let input = tape.variable(Tensor(shape: [steps, rows.count, I], part))
      let output = tape.recurrent(
        weights, input: .vectors(input), lengths: lengths, reversed: reversed)
      func pick(_ all: Tensor<Double>) -> Variable<Double> {
        let values = rows.flatMap { b in (0..<H).map { all[b, $0] } }
        return tape.constant(Tensor(shape: [rows.count, H], values))
      }
      var loss = (output.final.hidden * pick(goal)).sum()
      if let c = output.final.cell { loss = loss + (c * pick(cellGoal)).sum() }
      let gradients = tape.gradients(of: loss)
      let final = output.final.hidden.value.array + (output.final.cell?.value.array ?? [])
      return (final, weights.all.map { gradients[$0].array })
    }

    let together = run(rows: [0, 1, 2], steps: T, lengths: lengths)
    let alone = lengths.indices.map { run(rows: [$0], steps: lengths[$0], lengths: nil) }
    for (row, single) in alone.enumerated() {
      for part in 0..<kind.stateParts {
        let batch = (0..<H).map { together.final[part * lengths.count * H + row * H + $0] }
        #expect(distance(batch, (0..<H).map { single.final[part * H + $0] }) < 1e-13)
      }
    }
    for (index, gradient) in together.gradients.enumerated() {
      let sum = gradient.indices.map { k in alone.reduce(0) { $0 + $1.gradients[index][k] } }
      #expect(distance(gradient, sum) < 1e-12)
    }
  }

  @Test(
    "observers see every dL/dh_t and dL/dc_t that the composed layer has",
    arguments: CellKind.allCases)
  func observersSeeTotalCotangents(kind: CellKind) {
    let (T, B, I, H) = (8, 2, 3, 4)
    var generator = RandomGenerator(seed: 5)
    let parameters = CellParameters<Double>(randomWeights(kind, I: I, H: H, using: &generator))
    let x = randomTensor([T, B, I], using: &generator)
    let loss = WeightedLoss(T: T, B: B, H: H, using: &generator)

    func sightings(
      _ body: (Tape<Double>, CellVariables<Double>) -> RecurrentOutput<Double>
    ) -> [String: [Double]] {
      var seen: [String: [Double]] = [:]
      let tape = Tape<Double>()
      tape.observe(
        Observer(
          wants: { $0.hasPrefix("rnn.") && !$0.hasSuffix("gates") },
          value: { seen["value \($0.name) \($0.step ?? 0)"] = Array($0.values) },
          cotangent: { seen["cotangent \($0.name) \($0.step ?? 0)"] = Array($0.values) }))
      let output = body(tape, CellVariables(parameters, on: tape))
      _ = tape.gradients(of: loss(output, on: tape))
      return seen
    }

    let fused = sightings { tape, weights in
      tape.recurrent(weights, input: .vectors(tape.constant(x)), name: "rnn")
    }
    let composed = sightings { tape, weights in
      let zero = tape.constant(tape.zeros([B, H]))
      var state = CellState(hidden: zero, cell: kind == .lstm ? zero : nil)
      var hidden: [Variable<Double>] = []
      for t in 0..<T {
        let step = tape.constant(x).sliced(axis: 0, t..<t + 1).reshaped([B, I])
        state = tape.composedStep(weights, step, state)
        state = CellState(
          hidden: state.hidden.named("rnn.h", step: t + 1),
          cell: state.cell?.named("rnn.c", step: t + 1))
        hidden.append(state.hidden)
      }
      return RecurrentOutput(sequence: .stack(hidden, axis: 0), final: state)
    }
    #expect(fused.count == 2 * T * kind.stateParts)
    #expect(Set(fused.keys) == Set(composed.keys))
    for (key, values) in composed { #expect(distance(fused[key] ?? [], values) < 1e-12, "\(key)") }
  }
}
