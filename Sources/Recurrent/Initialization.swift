import LinearAlgebra

/// How a layer's weights start.
public enum Initialization: Sendable, Equatable {
  /// Every weight and bias uniform in ±1/sqrt(H): PyTorch's default. sigma_max(W_hh) is near 2/sqrt(3) = 1.155 and its
  /// spectral radius near 1/sqrt(3) = 0.577 for a large vanilla RNN.
  case pytorch
  /// Each recurrent block orthogonal (Saxe, McClelland and Ganguli 2014), times a gain.
  case orthogonal(gain: Double = 1)
  /// Each recurrent block the identity times a gain (Le, Jaitly and Hinton 2015).
  case identity(gain: Double = 1)
  /// Recurrent entries normal with standard deviation gain/sqrt(H): the spectral radius is near `gain`.
  case gaussian(gain: Double)

  /// The words of the command line: `pytorch`, `orthogonal[:gain]`, `identity[:gain]`, `gaussian:gain`; nil otherwise.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let gain = parts.count == 2 ? Double(parts[1]) : 1
    guard let name = parts.first, let gain, gain.isFinite, gain > 0 else { return nil }
    switch name {
    case "pytorch" where parts.count == 1: self = .pytorch
    case "orthogonal": self = .orthogonal(gain: gain)
    case "identity": self = .identity(gain: gain)
    case "gaussian": self = .gaussian(gain: gain)
    default: return nil
    }
  }
}

extension CellWeights {
  /// A layer's weights at the start of training.
  ///
  /// The input weights and both biases are uniform in ±1/sqrt(H) in every case, as PyTorch has them; only W_hh differs.
  /// - Parameter forgetBias: sets b_ih + b_hh of the LSTM's forget gate to this number (Jozefowicz, Zaremba and
  ///   Sutskever 2015 use 1); nil leaves the two biases as drawn. Other cells have no forget gate and ignore it.
  /// - Throws: `LinearAlgebraError` when an orthogonal block can't be factorised.
  public static func initial(
    _ kind: CellKind, inputSize: Int, hiddenSize: Int, initialization: Initialization = .pytorch,
    forgetBias: Double? = nil, using generator: inout RandomGenerator
  ) throws -> CellWeights {
    let rows = kind.gates * hiddenSize
    let bound = 1 / Double(hiddenSize).squareRoot()
    func uniform(_ rows: Int, _ columns: Int) -> Matrix {
      Matrix.uniform(rows, columns, in: -bound..<bound, using: &generator)
    }
    let weightIH = uniform(rows, inputSize)
    var blocks: [Double] = []
    for _ in 0..<kind.gates {
      blocks += try initialization.recurrentBlock(hiddenSize, using: &generator).elements
    }
    var weights = CellWeights(
      kind: kind, weightIH: weightIH,
      weightHH: Matrix(rows: rows, columns: hiddenSize, elements: blocks),
      biasIH: uniform(1, rows).elements, biasHH: uniform(1, rows).elements)
    if kind == .lstm, let forgetBias {
      for unit in hiddenSize..<2 * hiddenSize {
        (weights.biasIH[unit], weights.biasHH[unit]) = (forgetBias, 0)
      }
    }
    return weights
  }
}

extension Initialization {
  /// One H x H block of W_hh.
  func recurrentBlock(_ size: Int, using generator: inout RandomGenerator) throws -> Matrix {
    let scale = 1 / Double(size).squareRoot()
    switch self {
    case .pytorch: return Matrix.uniform(size, size, in: -scale..<scale, using: &generator)
    case .orthogonal(let gain): return gain * (try Matrix.orthogonal(size, using: &generator))
    case .identity(let gain): return gain * Matrix.identity(size)
    case .gaussian(let gain):
      return Matrix.gaussian(size, size, standardDeviation: gain * scale, using: &generator)
    }
  }
}
