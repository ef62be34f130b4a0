import Autodiff
import LinearAlgebra
import Recurrent

extension SequenceModel {
  /// sigma_max and spectral radius of W_hh, a layer; NaN where weights aren't finite.
  ///
  /// - Complexity: O(G H^3) a layer.
  public func recurrentSpectra() -> [RecurrentSpectrum] {
    stack.weights.map { weights in
      RecurrentSpectrum(
        sigmaMax: (try? weights.weightHH.spectralNorm()) ?? .nan,
        blocks: weights.kind.gateNames.enumerated().map { index, gate in
          let block = weights.recurrentBlock(index)
          return RecurrentSpectrum.Block(
            gate: gate, sigmaMax: (try? block.spectralNorm()) ?? .nan,
            spectralRadius: (try? block.spectralRadius()) ?? .nan)
        })
    }
  }

  /// sigma_max of the step Jacobians J_1 ... J_T over the whole state, a layer, along the first
  /// sequence of a batch: replayed in Float64, without dropout. NaN where something isn't finite.
  ///
  /// - Complexity: a few tens of products with W_hh, of T rows each, a layer.
  public func jacobianNorms(_ batch: Batch, from state: ModelState<Scalar>? = nil) -> [[Double]] {
    let replay = trajectory(
      stack: stack.weights, inputs: batch.firstSequence(inputSize: inputSize),
      initial: state.map { $0.firstSequence })
    return replay.layers.map { layer in
      (try? spectralNorms(of: layer.jacobians))
        ?? Array(repeating: .nan, count: layer.steps)
    }
  }
}

extension Batch {
  /// The inputs of the first sequence, T x I; tokens as one-hot rows.
  func firstSequence(inputSize I: Int) -> Matrix {
    let T = lengths?[0] ?? steps
    var rows = Matrix(zeros: T, I)
    switch input {
    case .tokens(let tokens):
      for t in 0..<T { rows[t, Int(tokens[t * size])] = 1 }
    case .vectors(let x):
      for t in 0..<T {
        for i in 0..<I { rows[t, i] = Double(x[t, 0, i]) }
      }
    }
    return rows
  }
}

extension ModelState {
  /// The whole state of the first sequence, a layer: h, or h then c.
  fileprivate var firstSequence: [[Double]] {
    layers.map { layer in
      layer.hidden.leading(0).doubles + (layer.cell?.leading(0).doubles ?? [])
    }
  }
}
