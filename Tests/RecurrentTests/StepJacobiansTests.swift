import Autodiff
import Foundation
import LinearAlgebra
import Recurrent
import Testing

/// Step Jacobians are held to finite differences, to the tape's cotangents, and to closed forms.
@Suite struct StepJacobiansTests {
  static func example(
    _ kind: CellKind, T: Int = 6, I: Int = 3, H: Int = 5, seed: UInt64 = 1
  ) -> Trajectory {
    var generator = RandomGenerator(seed: seed)
    let weights = randomWeights(kind, I: I, H: H, scale: 0.9, using: &generator)
    let start = (0..<weights.stateSize).map { _ in 0.3 * generator.normal() }
    return trajectory(
      weights, inputs: .gaussian(T, I, using: &generator), initial: start)
  }

  /// s_t after one step from a given state.
  static func step(_ path: Trajectory, _ t: Int, from state: [Double]) -> [Double] {
    trajectory(path.weights, inputs: path.inputs.rows(t..<t + 1), initial: state).states.row(1)
  }

  @Test("J_t is the derivative of the step by central differences", arguments: CellKind.allCases)
  func finiteDifferences(kind: CellKind) {
    let path = Self.example(kind)
    for t in 0..<path.steps {
      let dense = path.jacobians[t].dense()
      for column in 0..<dense.columns {
        let h = 1e-6
        var (plus, minus) = (path.states.row(t), path.states.row(t))
        plus[column] += h
        minus[column] -= h
        let difference = zip(Self.step(path, t, from: plus), Self.step(path, t, from: minus))
          .map { ($0 - $1) / (2 * h) }
        #expect(distance(difference, dense.column(column)) < 1e-8)
      }
    }
  }

  @Test("J_tᵀ y is the cotangent that the tape gives", arguments: CellKind.allCases)
  func tapeCotangents(kind: CellKind) {
    let path = Self.example(kind)
    let H = path.weights.hiddenSize
    var generator = RandomGenerator(seed: 2)
    for t in 0..<path.steps {
      let y = (0..<path.weights.stateSize).map { _ in generator.normal() }
      let tape = Tape<Double>()
      let weights = CellVariables(CellParameters<Double>(path.weights), on: tape)
      let before = path.states.row(t)
      let h = tape.variable(Tensor(shape: [1, H], Array(before[..<H])))
      let c = kind == .lstm ? tape.variable(Tensor(shape: [1, H], Array(before[H...]))) : nil
      let x = tape.constant(Tensor(shape: [1, path.inputs.columns], path.inputs.row(t)))
      let after = tape.composedStep(weights, x, CellState(hidden: h, cell: c))
      var loss = (after.hidden * tape.constant(Tensor(shape: [1, H], Array(y[..<H])))).sum()
      if let cell = after.cell {
        loss = loss + (cell * tape.constant(Tensor(shape: [1, H], Array(y[H...])))).sum()
      }
      let gradients = tape.gradients(of: loss)
      let expected = gradients[h].array + (c.map { gradients[$0].array } ?? [])
      let pulled = path.jacobians[t].applyTransposed(Matrix(rows: [y]))
      #expect(distance(pulled.row(0), expected) < 1e-13)
    }
  }

  @Test(
    "all members at once are each member alone, transposes included", arguments: CellKind.allCases)
  func familyIsItsMembers(kind: CellKind) {
    let jacobians = Self.example(kind).jacobians
    var generator = RandomGenerator(seed: 4)
    let x = Matrix.gaussian(jacobians.count, jacobians.columns, using: &generator)
    let forward = jacobians.applyAll(x)
    let back = jacobians.applyAllTransposed(x)
    for k in 0..<jacobians.count {
      let dense = jacobians[k].dense()
      #expect(distance((x.rows(k..<k + 1) * dense.transposed()).elements, forward.row(k)) < 1e-13)
      #expect(distance((x.rows(k..<k + 1) * dense).elements, back.row(k)) < 1e-13)
    }
  }

  @Test(
    "a stack's Jacobian is block triangular and the derivative of the stack",
    arguments: CellKind.allCases)
  func stack(kind: CellKind) {
    var generator = RandomGenerator(seed: 9)
    let layers = [
      randomWeights(kind, I: 2, H: 3, scale: 0.8, using: &generator),
      randomWeights(kind, I: 3, H: 4, scale: 0.8, using: &generator),
      randomWeights(kind, I: 4, H: 2, scale: 0.8, using: &generator),
    ]
    let inputs = Matrix.gaussian(4, 2, using: &generator)
    let path = trajectory(stack: layers, inputs: inputs)
    let sizes = layers.map(\.stateSize)
    func split(_ state: [Double]) -> [[Double]] {
      var offset = 0
      return sizes.map { size in
        defer { offset += size }
        return Array(state[offset..<offset + size])
      }
    }
    func step(_ t: Int, from state: [Double]) -> [Double] {
      trajectory(stack: layers, inputs: inputs.rows(t..<t + 1), initial: split(state))
        .layers.flatMap { $0.states.row(1) }
    }
    for t in 0..<4 {
      let before = path.layers.flatMap { $0.states.row(t) }
      let dense = path.jacobians[t].dense()
      for column in 0..<dense.columns {
        var (plus, minus) = (before, before)
        plus[column] += 1e-6
        minus[column] -= 1e-6
        let difference = zip(step(t, from: plus), step(t, from: minus)).map { ($0 - $1) / 2e-6 }
        #expect(distance(difference, dense.column(column)) < 1e-8)
      }
      for row in 0..<sizes[0] {
        #expect((sizes[0]..<dense.columns).allSatisfy { dense[row, $0] == 0 }, "above the diagonal")
      }
      let y = Matrix.gaussian(2, dense.rows, using: &generator)
      let pulled = path.jacobians[t].applyTransposed(y)
      #expect(distance(pulled.elements, (y * dense).elements) < 1e-13)
    }
  }

  @Test("ln|det J| of an LSTM is Σ ln f + ln|tanh c| + ln o(1-o), plus ln|det U_o|")
  func determinantOfLSTM() throws {
    let path = Self.example(.lstm, T: 20, I: 2, H: 8)
    let H = path.weights.hiddenSize
    let recurrent = try path.weights.recurrentBlock(3).logAbsDeterminant()
    for t in 0..<path.steps {
      let closed = (0..<H).reduce(recurrent) { sum, j in
        let (f, o) = (path.gates[t, H + j], path.gates[t, 3 * H + j])
        let c = path.states[t + 1, H + j]
        return sum + log(f) + log(abs(tanh(c))) + log(o * (1 - o))
      }
      let measured = try path.jacobians[t].dense().logAbsDeterminant()
      #expect(abs(closed - measured) < 1e-10 * max(1, abs(closed)))
    }
  }

  @Test(
    "with no recurrent weights the c-to-c part of an LSTM's product is the product of its forget gates"
  )
  func pureCellPath() {
    var generator = RandomGenerator(seed: 21)
    var weights = randomWeights(.lstm, I: 2, H: 4, using: &generator)
    weights.weightHH = Matrix(zeros: 16, 4)
    let path = trajectory(weights, inputs: .gaussian(30, 2, using: &generator))
    var product = Matrix.identity(8)
    for t in 0..<path.steps { product = path.jacobians[t].dense() * product }
    for j in 0..<4 {
      let gates = (0..<path.steps).reduce(1.0) { $0 * path.gates[$1, 4 + j] }
      for k in 0..<4 { #expect(abs(product[4 + j, 4 + k] - (j == k ? gates : 0)) <= 1e-10 * gates) }
    }
  }

  @Test(
    "norms of an RNN's Jacobians from W W^T are those of the matrices, saturated units and dead ones too",
    arguments: [CellKind.rnn, .rnnRelu], [0.1, 1, 30])
  func normsByGramProducts(kind: CellKind, scale: Double) throws {
    var generator = RandomGenerator(seed: 5)
    var weights = randomWeights(kind, I: 3, H: 24, using: &generator)
    for index in weights.weightHH.elements.indices { weights.weightHH.elements[index] *= scale }
    let run = trajectory(weights, inputs: .gaussian(12, 3, using: &generator))
    let jacobians = run.jacobians
    #expect(jacobians.gram != nil)
    let norms = try spectralNorms(of: jacobians)
    for (k, norm) in norms.enumerated() {
      let expected = try jacobians[k].dense().singularValues()[0]
      #expect(abs(norm - expected) <= 1e-11 * expected, "step \(k + 1)")
    }
  }

  /// A product and its pass take 48 rows at a time.
  @Test(
    "norms, products and transposed products of more steps than are multiplied at a time",
    arguments: [CellKind.lstm, .gru, .rnn], [0.3, 3])
  func manySteps(kind: CellKind, scale: Double) throws {
    var generator = RandomGenerator(seed: 6)
    var weights = randomWeights(kind, I: 3, H: 10, using: &generator)
    for index in weights.weightHH.elements.indices { weights.weightHH.elements[index] *= scale }
    let jacobians = trajectory(weights, inputs: .gaussian(101, 3, using: &generator)).jacobians
    let x = Matrix.gaussian(101, jacobians.columns, using: &generator)
    let (images, preimages) = (jacobians.applyAll(x), jacobians.applyAllTransposed(x))
    let norms = try spectralNorms(of: jacobians)
    for t in 0..<101 {
      let dense = jacobians[t].dense()
      let norm = try dense.singularValues()[0]
      #expect(abs(norms[t] - norm) <= 1e-11 * norm, "step \(t + 1)")
      let image = dense.apply(x.rows(t..<t + 1)).elements
      let preimage = dense.applyTransposed(x.rows(t..<t + 1)).elements
      for j in 0..<jacobians.columns {
        #expect(abs(images[t, j] - image[j]) <= 1e-13 * (1 + norm), "step \(t + 1)")
        #expect(abs(preimages[t, j] - preimage[j]) <= 1e-13 * (1 + norm), "step \(t + 1)")
      }
    }
  }
}
