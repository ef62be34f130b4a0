import Autodiff
import Testing

/// Recurrent cells written out in operations of the tape: many operations and many uses of the same
/// parameters at once.
@Suite struct ComposedCellTests {
  private static let steps = 12
  private static let (batch, inputs, hidden) = (2, 3, 4)

  private func parameters(gates: Int) -> [Tensor<Double>] {
    let (I, H) = (Self.inputs, Self.hidden)
    return [
      0.5 * random([Self.steps, Self.batch, I], 1), 0.5 * random([gates * H, I], 2),
      0.5 * random([gates * H, H], 3), 0.5 * random([gates * H], 4),
      0.5 * random([Self.batch, H], 5), 0.5 * random([Self.batch, H], 6),
    ]
  }

  @Test func aVanillaRNNUnrolledOverTimePasses() {
    let check = gradientCheck(Array(parameters(gates: 1).dropLast())) { _, p in
      var (h, outputs) = (p[4], [] as [Variable<Double>])
      for t in 0..<Self.steps {
        let a = p[0][t].matmul(p[1], transposingOther: true) + p[3]
        h = (a + h.matmul(p[2], transposingOther: true)).tanh()
        outputs.append(h)
      }
      return .stack(outputs)
    }
    #expect(check.passes, "\(check)")
  }

  @Test func anLSTMUnrolledOverTimePasses() {
    let H = Self.hidden
    let check = gradientCheck(parameters(gates: 4)) { _, p in
      var (h, c) = (p[4], p[5])
      for t in 0..<Self.steps {
        let a =
          p[0][t].matmul(p[1], transposingOther: true) + p[3]
          + h.matmul(p[2], transposingOther: true)
        let gate = (0..<4).map { a.sliced(axis: 1, $0 * H..<($0 + 1) * H) }
        c = gate[1].sigmoid() * c + gate[0].sigmoid() * gate[2].tanh()
        h = gate[3].sigmoid() * c.tanh()
      }
      return h.crossEntropy(targets: [1, 3])
    }
    #expect(check.passes, "\(check)")
  }

  /// With a linear cell the gradient through time is a power of W, known without the tape.
  @Test func aLinearCellsGradientIsAPowerOfItsMatrix() {
    let tape = Tape<Double>()
    let w = Tensor<Double>(shape: [2, 2], [0.5, 0.25, -0.25, 0.5])
    let start = tape.variable(Tensor(shape: [1, 2], [1, 0]))
    let matrix = tape.constant(w)
    var h = start
    var power = Tensor<Double>(shape: [2, 2], [1, 0, 0, 1])
    for _ in 0..<Self.steps {
      h = h.matmul(matrix)
      power = power.matmul(w)
    }
    let gradient = tape.gradients(of: h, seed: Tensor(shape: [1, 2], [1, 0]))[start]
    #expect(gradient.array == [power[0, 0], power[1, 0]])
  }
}
