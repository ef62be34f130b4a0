import LinearAlgebra
import Recurrent

/// A recurrent layer in a model that someone else trained: one direction of one layer.
///
/// Whatever the source's layout, matrices are in the project's: gates in blocks of H rows, `i, f, g, o`
/// for the LSTM and `r, z, n` for the GRU, z multiplying the old state.
public struct RecurrentLayer: Sendable {
  /// Where it stands in the model, such as `encoder.lstm`.
  public var name: String
  /// What it feeds and is fed within: layers of one stack see one another, by their numbers.
  public var stack: String
  /// The cell's equations.
  public var equations: CellEquations
  /// 0 for the layer that sees the input.
  public var layer: Int
  /// Which way it walks.
  public var direction: Direction
  /// How it was recognised.
  public var recognition: Recognition
  /// Whether it sees another recurrent layer's states through something that isn't replayed, and so never a
  /// model's input.
  public var isDownstream = false
  /// W_ih, (G H) x I.
  public var inputWeights: GatedMatrix
  /// W_hh, (G H) x S, with S the width of the hidden state: H, or P with a projection.
  public var recurrentWeights: GatedMatrix
  /// What is added to W_ih x, G H numbers; zero where the model has none.
  public var inputBias: [Double]
  /// What is added to W_hh h, G H numbers; zero where the model has none.
  public var recurrentBias: [Double]
  /// Weights of c in the gates i, f, o of an LSTM with peepholes (Gers and Schmidhuber 2000).
  public var peepholes: Peepholes?
  /// W_hr, P x H: the hidden state is W_hr (o tanh(c)) (Sak, Senior and Beaufays 2014).
  public var projection: Matrix?

  /// A layer; biases are zero where none are given.
  public init(
    name: String, stack: String? = nil, equations: CellEquations, layer: Int = 0,
    direction: Direction = .forward, recognition: Recognition, inputWeights: GatedMatrix,
    recurrentWeights: GatedMatrix, inputBias: [Double]? = nil, recurrentBias: [Double]? = nil
  ) {
    let zeros = Array(repeating: 0.0, count: recurrentWeights.matrix.rows)
    self.name = name
    self.stack = stack ?? name
    self.equations = equations
    self.layer = layer
    self.direction = direction
    self.recognition = recognition
    self.inputWeights = inputWeights
    self.recurrentWeights = recurrentWeights
    self.inputBias = inputBias ?? zeros
    self.recurrentBias = recurrentBias ?? zeros
    hasBias = inputBias != nil || recurrentBias != nil
    hasTwoBiases = inputBias != nil && recurrentBias != nil
  }

  /// Which way a layer walks over its input.
  public enum Direction: String, Sendable {
    /// From the first step to the last.
    case forward
    /// From the last step to the first.
    case reverse
  }

  /// What to call it where it needs a name: its own, or that of its recurrent weights.
  public var title: String { name.isEmpty ? recurrentWeights.tensors[0] : name }
  /// I, the width of the input.
  public var inputSize: Int { inputWeights.matrix.columns }
  /// H, the number of hidden units.
  public var hiddenSize: Int { recurrentWeights.matrix.rows / equations.kind.gates }
  /// P, the width of the projected hidden state; `nil` without a projection.
  public var projectionSize: Int? { projection?.rows }

  /// The H x S recurrent block of one gate, numbered as in `CellKind.gateNames`.
  public func recurrentBlock(_ gate: Int) -> Matrix {
    recurrentWeights.matrix.rows(gate * hiddenSize..<(gate + 1) * hiddenSize)
  }

  /// b_ih + b_hh of one gate: what it sees at zero drive (not the GRU's n, where r comes between).
  public func bias(_ gate: Int) -> [Double] {
    (gate * hiddenSize..<(gate + 1) * hiddenSize).map { inputBias[$0] + recurrentBias[$0] }
  }

  /// How many numbers were learnt.
  public var parameterCount: Int {
    inputWeights.matrix.elements.count + recurrentWeights.matrix.elements.count
      + (hasBias ? inputBias.count + (hasTwoBiases ? recurrentBias.count : 0) : 0)
      + (peepholes == nil ? 0 : 3 * hiddenSize) + (projection?.elements.count ?? 0)
  }

  /// Whether the model has a bias.
  public var hasBias: Bool
  /// Whether the bias is in two parts, of which only their sum matters (but for the GRU's n).
  public var hasTwoBiases: Bool
}

/// A matrix of several gates under the name, or the names, that it has in its file.
public struct GatedMatrix: Sendable {
  /// The gates' blocks, one below the other in the project's order.
  public var matrix: Matrix
  /// The tensor's name in the file; one for each gate where they are apart.
  public var tensors: [String]

  /// A matrix that is one tensor in its file, or as many as it has gates.
  public init(_ matrix: Matrix, tensors: [String]) {
    self.matrix = matrix
    self.tensors = tensors
  }

  /// The name of the tensor that holds a gate.
  public func tensor(gate: Int) -> String {
    tensors.count == 1 ? tensors[0] : tensors[gate]
  }
}

/// Weights of the cell state in the gates: elementwise, H numbers each.
public struct Peepholes: Sendable, Equatable {
  /// p_i, times c_(t-1).
  public var input: [Double]
  /// p_f, times c_(t-1).
  public var forget: [Double]
  /// p_o, times c_t.
  public var output: [Double]

  /// H numbers for each gate.
  public init(input: [Double], forget: [Double], output: [Double]) {
    (self.input, self.forget, self.output) = (input, forget, output)
  }
}

/// How a layer was recognised, and what is uncertain about it.
public struct Recognition: Sendable, Equatable {
  /// What it was recognised by.
  public var evidence: Evidence
  /// How sure that is.
  public var confidence: Confidence
  /// What was assumed, a clause each.
  public var remarks: [String]

  /// What a layer is recognised by.
  public enum Evidence: String, Sendable {
    /// The names of its tensors.
    case name
    /// A node of the model's graph.
    case graph
    /// The model's own description of its layers.
    case configuration
    /// The shapes of its tensors, where names say too little.
    case shape
    /// The user's word.
    case map
  }

  /// How sure a recognition is.
  public enum Confidence: String, Sendable {
    /// The source says it.
    case certain
    /// Names or shapes that hardly ever mean anything else.
    case likely
    /// One of several readings.
    case possible
  }
}
