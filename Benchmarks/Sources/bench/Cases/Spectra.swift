import FlowAnalysis
import LinearAlgebra
import Recurrent

extension Case {
  /// sigma_max of every step Jacobian, in Float64 to 1e-10; the peers' are in Float32.
  static func spectralNorms(_ isTiny: Bool) -> [Case] {
    [CellKind.rnn, .lstm].flatMap { cell in
      [1, 8].map { B in
        let shape =
          isTiny ? Sizes(I: 3, H: 4, B: B, T: 5) : Sizes(I: 65, H: 128, O: 1, B: B, T: 100)
        return Case(
          work: "spectral norms", cell: cell, shape: shape,
          peers: ["gram", "svdvals", "jacrev"].map {
            PeerWork(script: "peer_pytorch.py", work: $0)
          }
        ) {
          let (weights, inputs) = try network(cell, shape)
          return {
            let runs = inputs.map { trajectory(weights, inputs: $0) }
            _ = try LinearAlgebra.spectralNorms(of: StepJacobians(runs))
          }
        }
      }
    }
  }

  /// Every Lyapunov exponent along one sequence, in Float64 on both sides.
  static func lyapunov(_ isTiny: Bool) -> [Case] {
    [CellKind.rnn, .lstm].flatMap { cell in
      (isTiny ? [5] : [100, 1000]).map { T in
        let shape = isTiny ? Sizes(I: 3, H: 4, T: T) : Sizes(I: 65, H: 128, O: 1, B: 1, T: T)
        return Case(
          work: "Lyapunov spectrum", cell: cell, shape: shape,
          peers: [PeerWork(script: "peer_pytorch.py", work: "lyapunov")]
        ) {
          let (weights, inputs) = try network(cell, shape)
          return { _ = try lyapunovSpectrum(of: trajectory(weights, inputs: inputs[0]).jacobians) }
        }
      }
    }
  }

  static func eigenvalues(_ isTiny: Bool) -> [Case] {
    (isTiny ? [4] : [128, 512, 1024]).flatMap { n in
      ["eigenvalues", "spectral radius"].map { work in
        Case(
          work: work, cell: nil, shape: Sizes(H: n),
          peers: [PeerWork(script: "peer_numpy.py", work: "eigenvalues")]
        ) {
          var generator = RandomGenerator(seed: 0)
          let matrix = Matrix.gaussian(n, n, using: &generator)
          return work == "eigenvalues"
            ? { _ = try matrix.eigenvalues() } : { _ = try matrix.spectralRadius() }
        }
      }
    }
  }

  private static func network(
    _ cell: CellKind, _ shape: Sizes
  ) throws -> (CellWeights, [Matrix]) {
    var generator = RandomGenerator(seed: 0)
    let weights = try CellWeights.initial(
      cell, inputSize: shape.I, hiddenSize: shape.H, using: &generator)
    let inputs = (0..<shape.B).map { _ in Matrix.gaussian(shape.T, shape.I, using: &generator) }
    return (weights, inputs)
  }
}
