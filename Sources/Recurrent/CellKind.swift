/// The recurrent cells that the laboratory knows, in PyTorch's equations and gate order.
///
/// With a = W_ih x_t + b_ih + W_hh h_(t-1) + b_hh (split by gate where a cell has several):
/// - `rnn`: h_t = tanh(a)
/// - `rnnRelu`: h_t = max(a, 0)
/// - `lstm` (gates i, f, g, o): c_t = f c_(t-1) + i g, h_t = o tanh(c_t) (Hochreiter and Schmidhuber 1997; Gers,
///   Schmidhuber and Cummins 2000 for the forget gate)
/// - `gru` (gates r, z, n): n = tanh(W_n x + b_in + r (U_n h + b_hn)), h_t = (1 - z) n + z h_(t-1) (Cho et al. 2014)
public enum CellKind: String, Sendable, CaseIterable, Codable {
  case rnn
  case rnnRelu = "rnn-relu"
  case lstm
  case gru

  /// How many blocks of H rows each weight holds: 1, 4 or 3.
  public var gates: Int { gateNames.count }

  /// The letters of the blocks, in the order in which they lie in memory; a vanilla RNN has one, its state.
  public var gateNames: [String] {
    switch self {
    case .rnn, .rnnRelu: ["h"]
    case .lstm: ["i", "f", "g", "o"]
    case .gru: ["r", "z", "n"]
    }
  }

  /// How many vectors of H make the whole state s: 2 for the LSTM (h, then c), 1 for the others.
  public var stateParts: Int { self == .lstm ? 2 : 1 }

  /// The cell's name as a text prints it.
  public var title: String {
    switch self {
    case .rnn: "RNN"
    case .rnnRelu: "RNN (relu)"
    case .lstm: "LSTM"
    case .gru: "GRU"
    }
  }
}
