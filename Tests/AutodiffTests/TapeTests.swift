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
}
