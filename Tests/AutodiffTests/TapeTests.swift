import Autodiff
import Testing

@Suite struct TapeTests {
  @Test func gradientOfALogisticUnitIsTheTextbooks() {
    let tape = Tape<Double>()
    let w = tape.variable(Tensor(shape: [2, 1], [0.5, -1]))
    let b = tape.variable(Tensor.scalar(0.25))
    let x = tape.constant(Tensor(shape: [1, 2], [2, 3]))
    let y = (x.matmul(w) + b).sigmoid()
    let gradients = tape.gradients(of: y)
    let s = y.value.item
    #expect(gradients[w].array == [2 * s * (1 - s), 3 * s * (1 - s)])
    #expect(gradients[b].item == s * (1 - s))
  }

  @Test func usesOfOneVariableAddUp() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor(shape: [2], [3, 5]))
    let y = x + x + x * x
    #expect(tape.gradients(of: y.sum())[x].array == [8, 12])
  }

  /// d/dx sum(x W x) in a chain of T products: a plain tanh(w h) chain has gradient
  /// the product of w (1 - h^2), computed here forward.
  @Test(arguments: [1, 100, 10_000])
  func aChainOfAnyLengthIsSweptWithoutRecursion(_ length: Int) {
    let tape = Tape<Double>()
    let inputs = tape.variable(Tensor<Double>(repeating: 0.01, shape: [length, 1, 2]))
    let w = tape.variable(Tensor(shape: [2, 2], [0.9, 0.1, -0.1, 0.9]))
    let start = tape.variable(Tensor(shape: [1, 2], [0.5, -0.5]))
    var h = start
    for t in 0..<length { h = (h.matmul(w) + inputs[t]).tanh() }
    let gradients = tape.gradients(of: h.sum())
    #expect(gradients[w].isFinite)
    // The cotangent of the last input is that of the last pre-activation.
    let last = h.value.array.map { 1 - $0 * $0 }
    #expect(gradients[inputs].leading(length - 1).array == last)
    #expect(gradients[inputs].leading(0).shape == [1, 2])
  }

  @Test func cotangentsAreFreedAsTheyAreConsumed() {
    let tape = Tape<Float>()
    let x = tape.variable(tape.zeros([1 << 14]))
    var y = x
    for _ in 0..<100 { y = y.tanh() }
    let loss = y.sum()
    let before = tape.pool.bytesInUse
    let held = tape.pool.bytesHeld
    #expect(before == held)
    _ = tape.gradients(of: loss)
    // A few cotangents at once, not a hundred.
    #expect(tape.pool.bytesHeld - held <= 4 << 16)
    #expect(tape.pool.bytesInUse == before)
  }

  @Test func aStepLikeTheOneBeforeAllocatesNothing() {
    let tape = Tape<Float>()
    let w = Tensor<Float>(repeating: 0.1, shape: [16, 16])
    var allocations: [Int] = []
    for _ in 0..<4 {
      let leaf = tape.variable(w)
      var h = tape.constant(tape.zeros([4, 16]))
      for _ in 0..<10 { h = (h.matmul(leaf) + 0.5).tanh() }
      _ = tape.gradients(of: h.mean())[leaf]
      tape.reset()
      allocations.append(tape.pool.allocations)
    }
    #expect(allocations[0] > 0)
    #expect(allocations[1...].allSatisfy { $0 == allocations[0] })
    #expect(tape.pool.bytesInUse == 0)
  }

  @Test func aTapeThatDiesUnresetFreesItsMemory() {
    var tape: Tape<Float>? = Tape<Float>()
    weak let watched = tape
    do {
      let x = tape!.variable(Tensor(repeating: 1, shape: [4]))
      _ = (x * x).tanh().sum()
    }
    tape = nil
    #expect(watched == nil)
  }

  @Test func aSeedIsTheCotangentOfTheResult() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor(shape: [3], [1, 2, 3]))
    let seed = Tensor<Double>(shape: [3], [1, -1, 10])
    #expect(tape.gradients(of: x.square(), seed: seed)[x].array == [2, -4, 60])
    #expect(seed.array == [1, -1, 10])
  }

  @Test func oneRecordingServesManySweeps() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor(shape: [2], [1, 2]))
    let y = x.square()
    for row in [[1.0, 0], [0, 1], [1, 0]] {
      let gradient = tape.gradients(of: y, seed: Tensor(shape: [2], row))[x]
      #expect(gradient.array == [2 * row[0], 4 * row[1]])
    }
  }

  /// The two uses of `sum` share a cotangent, and a third use adds to only one of them.
  @Test func addingToASharedCotangentLeavesTheOthersAlone() {
    let tape = Tape<Double>()
    let a = tape.variable(Tensor(shape: [2], [1, 1]))
    let b = tape.variable(Tensor(shape: [2], [1, 1]))
    let c = a.scaled(by: 3)
    let loss = ((a + b).reshaped([1, 2]).reshaped([2]) + c).sum()
    let gradients = tape.gradients(of: loss)
    #expect(gradients[a].array == [4, 4])
    #expect(gradients[b].array == [1, 1])
    #expect(tape.gradients(of: loss)[a].array == [4, 4])
  }

  @Test func piecesOfAViewedCotangentAreIndependent() {
    let tape = Tape<Double>()
    let parts = (0..<3).map { tape.variable(Tensor(shape: [1, 2], [Double($0), 1])) }
    let joined = Variable.concatenate(parts, axis: 0)
    let loss = (joined * joined).sum() + parts[1].sum()
    let gradients = tape.gradients(of: loss)
    #expect(gradients[parts[0]].array == [0, 2])
    #expect(gradients[parts[1]].array == [3, 3])
    #expect(gradients[parts[2]].array == [4, 2])
  }

  @Test func constantsCostNothing() {
    let tape = Tape<Double>()
    let x = tape.constant(Tensor(shape: [2], [1, 2]))
    let y = (x * x).tanh().sum()
    #expect(!y.needsGradient)
    #expect(tape.operations.isEmpty)
  }

  @Test func pullbacksRunOnlyWhereAGradientIsWanted() {
    let tape = Tape<Double>()
    let x = tape.variable(.scalar(2))
    var runs = 0
    func probe(_ x: Variable<Double>) -> Variable<Double> {
      tape.record("probe", value: x.value, inputs: [x]) { g in
        runs += 1
        return [g]
      }
    }
    let unused = probe(x)
    let constant = probe(tape.constant(.scalar(1)))
    let y = probe(x) * constant
    #expect(tape.gradients(of: y)[x].item == 1)
    #expect(runs == 1)
    #expect(tape.gradients(of: unused)[x].item == 1)
  }

  @Test func theGradientStopsAtADetachedVariable() {
    let tape = Tape<Double>()
    let x = tape.variable(.scalar(3))
    let y = x.square().detached() * x
    #expect(tape.gradients(of: y)[x].item == 9)
  }

  @Test func aGradientThatNothingDependsOnIsZero() {
    let tape = Tape<Double>()
    let x = tape.variable(.scalar(3))
    let late = tape.variable(Tensor(shape: [2], [1, 2]))
    let gradients = tape.gradients(of: x.square())
    #expect(gradients[late].array == [0, 0])
    #expect(gradients.of(late) == nil)
    #expect(tape.gradients(of: tape.constant(.scalar(1)))[x].item == 0)
  }

  @Test func withoutRecordingEveryResultIsAConstant() {
    let tape = Tape<Double>()
    tape.isRecording = false
    let x = tape.variable(.scalar(3))
    #expect(!x.square().needsGradient)
    #expect(x.square().value.item == 9)
    tape.isRecording = true
    let leaf = tape.variable(.scalar(3))
    tape.isRecording = false
    #expect(!leaf.square().needsGradient)
    #expect(tape.operations.isEmpty)
  }

  @Test func memoryThatTheLastStepsDidNotNeedIsGivenUp() {
    let tape = Tape<Float>()
    var held: [Int] = []
    for length in [50, 50, 5, 5, 5] {
      var h = tape.variable(tape.zeros([1000]))
      for _ in 0..<length { h = h.tanh() }
      _ = tape.gradients(of: h.sum())
      tape.reset()
      held.append(tape.pool.bytesHeld)
    }
    #expect(held[0] == held[1])
    #expect(held[4] * 4 < held[1])
  }

  @Test func severalResultsOfOneOperationPullBackTogether() {
    let tape = Tape<Double>()
    let x = tape.variable(Tensor(shape: [2], [2, 5]))
    var seen: [[Double]?] = []
    // (x^2, 3x)
    let results = tape.record(
      "pair", values: [Tensor(shape: [2], [4, 25]), Tensor(shape: [2], [6, 15])], inputs: [x]
    ) { [value = x.value] g in
      seen = g.map { $0?.array }
      let square = g[0].map { 2 * $0 * value } ?? .zeros([2])
      return [square + (g[1].map { 3 * $0 } ?? .zeros([2]))]
    }
    #expect(tape.gradients(of: results[1].sum())[x].array == [3, 3])
    #expect(seen == [nil, [1, 1]])
    #expect(tape.gradients(of: results[0].sum())[x].array == [4, 10])
    #expect(seen == [[1, 1], nil])
    #expect(tape.gradients(of: (results[0] * results[1]).sum())[x].array == [36, 225])
  }

  @Test func misuseStopsWithTheShapesInTheMessage() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let tape = Tape<Float>()
      _ = tape.constant(tape.zeros([2, 3])) + tape.constant(tape.zeros([4]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("shapes [2, 3] and [4] don't broadcast together"))
  }

  @Test func aVariableFromBeforeAResetIsRefused() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let x = tape.variable(tape.zeros([2]))
      tape.reset()
      _ = x.tanh()
    }
  }
}
