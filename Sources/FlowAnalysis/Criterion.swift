import LinearAlgebra
import Recurrent

/// The lecture's criterion on the largest singular value of W_hh, and what it is worth.
///
/// As the lecture states it: sigma_max(W_hh) > 1 explodes, < 1 vanishes. As it is (Pascanu, Mikolov
/// and Bengio 2013), with gamma = sup|phi'|: gamma sigma_max < 1 is *sufficient* for vanishing,
/// gamma sigma_max > 1 only *necessary* for exploding. Between the two lies every network that
/// works.
public struct Criterion: Equatable, Sendable {
  /// What the criterion, taken as the lecture states it, says of a vanilla RNN.
  public enum Statement: String, Sendable, Codable {
    /// sigma_max > 1.
    case explodes
    /// sigma_max < 1.
    case vanishes
    /// sigma_max = 1: neither.
    case preserves
    /// The cell has gates: its Jacobian isn't phi' W_hh, so the criterion says nothing about it.
    case notApplicable = "not applicable"
  }

  /// One recurrent block's two numbers.
  public struct Block: Equatable, Sendable {
    /// The gate's letter; `h` for a vanilla RNN.
    public let gate: String
    /// The largest singular value of the block: the most that it stretches any vector, once.
    public let sigmaMax: Double
    /// Its spectral radius: the factor a step after many steps of the block alone.
    public let spectralRadius: Double
  }

  /// One block for a vanilla RNN, one a gate for the others.
  public let blocks: [Block]
  /// The largest singular value of all blocks stacked, (G H) x H. A fact, not a criterion.
  public let stackedSigmaMax: Double
  /// What the lecture's criterion says.
  public let asStated: Statement
  /// gamma, the largest slope of the activation: 1 for tanh and relu; nil for cells with gates.
  public let gamma: Double?

  /// Evaluates the criterion.
  /// - Throws: `LinearAlgebraError` for weights that aren't finite.
  /// - Complexity: O(G H³), from the eigenvalues.
  public init(_ weights: CellWeights) throws {
    blocks = try weights.kind.gateNames.enumerated().map { index, gate in
      let block = weights.recurrentBlock(index)
      return Block(
        gate: gate, sigmaMax: try block.spectralNorm(), spectralRadius: try block.spectralRadius())
    }
    stackedSigmaMax = blocks.count == 1 ? blocks[0].sigmaMax : try weights.weightHH.spectralNorm()
    gamma = weights.kind.largestSlope
    asStated = gamma == nil ? .notApplicable : Self.statement(blocks[0].sigmaMax)
  }

  /// Whether gamma sigma_max < 1, which proves that the gradient vanishes at least as (gamma
  /// sigma_max)^k; nil for cells with gates.
  public var isSufficientForVanishing: Bool? {
    gamma.map { Self.statement($0 * blocks[0].sigmaMax) == .vanishes }
  }

  /// Whether gamma sigma_max > 1, without which the gradient cannot explode; nil for cells with
  /// gates.
  public var isNecessaryForExplodingMet: Bool? {
    gamma.map { Self.statement($0 * blocks[0].sigmaMax) == .explodes }
  }

  /// A computed singular value is exact to about 1e-12 of itself; one closer to 1 than 1e-10 is
  /// taken for 1.
  private static func statement(_ sigma: Double) -> Statement {
    if abs(sigma - 1) <= 1e-10 { return .preserves }
    return sigma > 1 ? .explodes : .vanishes
  }
}

extension CellKind {
  /// gamma = sup|phi'| of a vanilla RNN: 1 for tanh (at 0) and for relu; nil for cells with gates.
  public var largestSlope: Double? {
    switch self {
    case .rnn, .rnnRelu: 1
    case .lstm, .gru: nil
    }
  }
}
