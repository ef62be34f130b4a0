import LinearAlgebra
import Recurrent
import Testing

/// The Float64 replay and its step Jacobians against PyTorch's reverse differentiation of a step.
@Suite struct JacobianReferenceTests {
  @Test(arguments: ReferenceFile.names("jacobian-").filter { $0.hasSuffix("-1") })
  func layer(name: String) throws {
    let reference = try ReferenceFile.load(name, as: JacobianReference.self)
    let path = trajectory(
      try reference.weights(0), inputs: reference.input.matrix, initial: reference.start)
    #expect(largestError(path.states.elements, reference.states.values) < 1e-10)
    compare(path.jacobians, reference)
  }

  @Test(arguments: ReferenceFile.names("jacobian-").filter { $0.hasSuffix("-2") })
  func stack(name: String) throws {
    let reference = try ReferenceFile.load(name, as: JacobianReference.self)
    let half = reference.start.count / 2
    let path = trajectory(
      stack: [try reference.weights(0), try reference.weights(1)], inputs: reference.input.matrix,
      initial: [Array(reference.start[..<half]), Array(reference.start[half...])])
    let states = (0..<reference.states.shape[0]).flatMap { t in
      path.layers.flatMap { $0.states.row(t) }
    }
    #expect(largestError(states, reference.states.values) < 1e-10)
    compare(path.jacobians, reference)
  }

  /// Through the dense matrix, through one product for all steps, and through the transpose.
  private func compare(_ found: some OperatorFamily, _ reference: JacobianReference) {
    let expected = reference.matrices
    #expect(found.count == expected.count)
    for (t, matrix) in expected.enumerated() {
      #expect(largestError(found[t].dense().elements, matrix.elements) < 1e-10)
    }
    let n = found.columns
    let vectors = Matrix(
      rows: found.count, columns: n,
      elements: (0..<found.count * n).map { Double($0 * $0 % 7) - 3 })
    let forward = expected.indices.flatMap {
      expected[$0].apply(vectors.rows($0..<$0 + 1)).elements
    }
    #expect(largestError(found.applyAll(vectors).elements, forward) < 1e-10)
    let backward = expected.indices.flatMap {
      expected[$0].applyTransposed(vectors.rows($0..<$0 + 1)).elements
    }
    #expect(largestError(found.applyAllTransposed(vectors).elements, backward) < 1e-10)
  }
}

extension JacobianReference {
  fileprivate var start: [Double] { Array(states.values.prefix(states.shape[1])) }

  fileprivate var matrices: [Matrix] {
    let n = jacobians.shape[1]
    return (0..<jacobians.shape[0]).map { t in
      Matrix(
        rows: n, columns: n, elements: Array(jacobians.values[t * n * n..<(t + 1) * n * n]))
    }
  }

  fileprivate func weights(_ layer: Int) throws -> CellWeights {
    let parts = try CellParameters<Double>.names(layer: layer, reversed: false)
      .map { try #require(parameters[$0]) }
    return CellWeights(
      kind: kind, weightIH: parts[0].matrix, weightHH: parts[1].matrix, biasIH: parts[2].values,
      biasHH: parts[3].values)
  }
}
