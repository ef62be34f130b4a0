import LinearAlgebra
import Recurrent

/// What the instruments read along one run of step Jacobians: of a layer, or of a whole stack.
public struct JacobianFlow: Equatable, Sendable {
  /// sigma_max(J_t), t = 1 ... T.
  public let stepNorms: [Double]
  /// ||ds_T/ds_t|| for all t.
  public let transport: Transport
  /// The decay of the transport by lag.
  public let fit: DecayFit?
  /// Steps until 1 %.
  public let horizon: MemoryHorizon?
  /// The largest Lyapunov exponents; nil when the burn-in takes all steps.
  public let lyapunov: LyapunovSpectrum?

  /// Reads all instruments.
  /// - Parameter exponents: how many Lyapunov exponents, at most n.
  /// - Throws: `LinearAlgebraError` where a Jacobian isn't finite.
  /// - Complexity: O(T) applications of a Jacobian to blocks of n vectors.
  public init(
    of jacobians: some OperatorFamily, blocks: [StateBlock] = [], exponents: Int = 8,
    burnIn: Int = 0
  ) throws {
    stepNorms = try spectralNorms(of: jacobians)
    transport = try FlowAnalysis.transport(of: jacobians, blocks: blocks)
    fit = DecayFit(transport.byLag)
    horizon = MemoryHorizon(byLag: transport.byLag)
    lyapunov =
      jacobians.count > burnIn
      ? try lyapunovSpectrum(of: jacobians, count: min(exponents, jacobians.rows), burnIn: burnIn)
      : nil
  }
}

/// Everything about one layer on one named input: instruments, criterion, certificates and
/// verdicts.
public struct FlowReport: Sendable {
  /// The cell.
  public let kind: CellKind
  /// The name of the input that it was measured on.
  public let inputName: String
  /// Step norms, transport, decay, horizon, Lyapunov exponents.
  public let flow: JacobianFlow
  /// The direct cell path of an LSTM.
  public let directPath: DirectCellPath?
  /// The lecture's criterion and what it is worth.
  public let criterion: Criterion
  /// The certificates that apply to the cell.
  public let certificates: [Certificate]
  /// The verdicts over the input's T steps: from the weights alone, then from the measurement.
  public let verdicts: [Verdict]

  /// Replays the input, of one step or more, in Float64 and reads all instruments.
  /// - Throws: `LinearAlgebraError` for weights or inputs that aren't finite.
  /// - Complexity: O(T) applications of a Jacobian to blocks of n vectors, and O(G H³) for the
  ///   eigenvalues.
  public init(_ weights: CellWeights, input: NamedInput, exponents: Int = 8, burnIn: Int = 0) throws
  {
    let run = trajectory(weights, inputs: input.values, initial: input.initial)
    let H = weights.hiddenSize
    let flow = try JacobianFlow(
      of: run.jacobians, blocks: weights.kind == .lstm ? [.hidden(H), .cell(H)] : [],
      exponents: exponents, burnIn: burnIn)
    let criterion = try Criterion(weights)
    let certificates = try Certificate.all(weights)
    kind = weights.kind
    inputName = input.name
    self.flow = flow
    directPath = DirectCellPath(run)
    self.criterion = criterion
    self.certificates = certificates
    verdicts =
      [Verdict.judging(criterion, certificates, length: run.steps)]
      + Verdict.judging(
        byLag: flow.transport.byLag, input: input.name,
        reason: VerdictReason(run, criterion).clause)
  }
}
