import Recurrent

/// A cell's equations where they differ from PyTorch's.
public struct CellEquations: Sendable, Equatable {
  /// The family.
  public var kind: CellKind
  /// What gates are put through.
  public var gateActivation = GateActivation.sigmoid
  /// What the candidate, or the state of a vanilla RNN, is put through.
  public var stateActivation = StateActivation.tanh
  /// What the cell state is put through on its way to h.
  public var outputActivation = StateActivation.tanh
  /// Whether the GRU's reset gate multiplies U_n h + b_hn (PyTorch, CuDNN; Keras' `reset_after`), or
  /// the state before U_n (Cho et al. 2014).
  public var resetsAfter = true
  /// What the model does besides and isn't computed here, a clause; `nil` for nothing.
  public var unread: String?

  /// The equations of a family as PyTorch has them.
  public init(_ kind: CellKind) {
    self.kind = kind
    stateActivation = kind == .rnnRelu ? .relu : .tanh
  }

  /// Whether they are PyTorch's, which the engine's own passes compute.
  public var isStandard: Bool { self == CellEquations(kind) }

  /// What gates are put through, between 0 and 1.
  public enum GateActivation: Sendable, Equatable {
    /// 1 / (1 + e^-x).
    case sigmoid
    /// min(max(slope x + offset, 0), 1): Keras has 0.2 and 0.5, later 1/6; ONNX 0.2 and 0.5.
    case hardSigmoid(slope: Double, offset: Double)
  }

  /// What a state is put through.
  public enum StateActivation: String, Sendable {
    case tanh
    case relu
    case sigmoid
    case linear
  }
}
