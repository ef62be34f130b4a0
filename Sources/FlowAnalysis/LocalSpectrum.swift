import Foundation
import LinearAlgebra
import Recurrent

/// The eigenvalues of the step Jacobian where the network comes to rest without input: its memory
/// near that point.
///
/// A spectral radius below 1 says that the fixed point is stable, and that a small disturbance dies
/// with the time constant -1 / ln rho. It is a statement about *zero input*: driven, the states
/// move away from the fixed point, and only exponents along the run say what happens there. An RNN
/// whose origin is unstable can still forget when driven (Jaeger 2001), and LSTM and GRU without
/// input can be chaotic and never rest (Laurent and von Brecht 2017).
public struct LocalSpectrum: Equatable, Sendable {
  /// s*, the state at rest.
  public let state: [Double]
  /// The eigenvalues of J at s*, largest magnitude first.
  public let eigenvalues: [Complex]
  /// How many steps it took to come to rest.
  public let steps: Int

  /// The largest magnitude of an eigenvalue.
  public var spectralRadius: Double { eigenvalues[0].magnitude }
  /// The steps in which a disturbance falls to 1/e; infinite where it doesn't.
  public var timeConstant: Double { halfLife(ofRate: log(spectralRadius)) / log(2) }

  /// Steps the network with zero input until no part of its state moves by more than 1e-12.
  ///
  /// Nil if it hasn't come to rest within `limit` steps: it oscillates, is chaotic, or is very
  /// slow.
  /// - Parameters:
  ///   - start: the state to begin at; zero if nil.
  ///   - limit: the number of steps to try, 1 or more.
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  /// - Complexity: O(limit G H²), and O(n³) for the eigenvalues.
  public init?(_ weights: CellWeights, from start: [Double]? = nil, limit: Int = 4096) throws {
    precondition(limit >= 1, "coming to rest takes a step or more, not \(limit)")
    let run = trajectory(
      weights, inputs: Matrix(zeros: limit, weights.inputSize), initial: start)
    guard let t = (0..<limit).first(where: { run.movesAtMost(1e-12, in: $0) }) else { return nil }
    state = run.states.row(t + 1)
    eigenvalues = try run.jacobians[t].dense().eigenvalues()
    steps = t
  }
}

extension Trajectory {
  fileprivate func movesAtMost(_ distance: Double, in t: Int) -> Bool {
    zip(states.row(t), states.row(t + 1)).allSatisfy { abs($0 - $1) <= distance }
  }
}

extension CellWeights {
  /// How long each unit's own gate keeps it without any drive: the half-life, in steps, of an
  /// LSTM's forget gate or a GRU's update gate that stands at sigmoid of its bias; nil for a
  /// vanilla RNN.
  ///
  /// PyTorch's default bias near 0 keeps half of the cell a step; a forget bias of 1 has a
  /// half-life of 2.2 steps, of 5 one of 103 (Jozefowicz, Zaremba and Sutskever 2015).
  public var biasHalfLives: [Double]? {
    switch kind {
    case .rnn, .rnnRelu: nil
    case .lstm, .gru: bias(1).map(forgetHalfLife)
    }
  }
}
