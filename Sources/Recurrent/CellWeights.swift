import Autodiff
import LinearAlgebra

/// The weights of one layer in Float64: what analysis, replay and the checks of other people's models read.
///
/// PyTorch's layout: gates in blocks of H rows, `i, f, g, o` for the LSTM and `r, z, n` for the GRU.
public struct CellWeights: Sendable, Equatable {
  /// The cell's equations.
  public let kind: CellKind
  /// W_ih, (G H) x I: from the input, W_xh in a lecture's letters.
  public var weightIH: Matrix
  /// W_hh, (G H) x H: from the state before.
  public var weightHH: Matrix
  /// b_ih, G H numbers.
  public var biasIH: [Double]
  /// b_hh, G H numbers; a term of its own since the GRU's reset gate multiplies its last block.
  public var biasHH: [Double]

  /// Weights of one layer; a missing bias is zero.
  public init(
    kind: CellKind, weightIH: Matrix, weightHH: Matrix, biasIH: [Double]? = nil,
    biasHH: [Double]? = nil
  ) {
    let rows = kind.gates * weightHH.columns
    precondition(
      weightHH.rows == rows && weightIH.rows == rows,
      "\(kind.title) with H = \(weightHH.columns) needs \(rows) rows in W_hh and W_ih, not \(weightHH.rows) and \(weightIH.rows)"
    )
    self.kind = kind
    self.weightIH = weightIH
    self.weightHH = weightHH
    self.biasIH = biasIH ?? [Double](repeating: 0, count: rows)
    self.biasHH = biasHH ?? [Double](repeating: 0, count: rows)
    precondition(
      self.biasIH.count == rows && self.biasHH.count == rows,
      "a bias of \(kind.title) with H = \(weightHH.columns) has \(rows) numbers, not \(self.biasIH.count) and \(self.biasHH.count)"
    )
  }

  /// I, the width of the input.
  public var inputSize: Int { weightIH.columns }
  /// H, the number of hidden units.
  public var hiddenSize: Int { weightHH.columns }
  /// The width of the whole state s: H, or 2 H for the LSTM.
  public var stateSize: Int { kind.stateParts * hiddenSize }

  /// The H x H recurrent block of one gate, numbered as in `CellKind.gateNames`.
  public func recurrentBlock(_ gate: Int) -> Matrix {
    weightHH.rows(gate * hiddenSize..<(gate + 1) * hiddenSize)
  }

  /// b_ih + b_hh of one gate: what the gate sees at zero input and zero state (not the GRU's n, where r comes between).
  public func bias(_ gate: Int) -> [Double] {
    (gate * hiddenSize..<(gate + 1) * hiddenSize).map { biasIH[$0] + biasHH[$0] }
  }
}

extension CellWeights {
  /// The trained weights of a layer, widened to Float64.
  public init<Scalar>(_ parameters: CellParameters<Scalar>) {
    self.init(
      kind: parameters.kind, weightIH: Matrix(parameters.weightIH),
      weightHH: Matrix(parameters.weightHH),
      biasIH: parameters.biasIH.array.map(Double.init),
      biasHH: parameters.biasHH.array.map(Double.init))
  }
}
