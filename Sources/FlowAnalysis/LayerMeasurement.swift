import LinearAlgebra
import Recognition
import Recurrent

/// What the weights of a recognised layer are, measured.
public struct LayerMeasurement: Sendable {
  /// The layer.
  public let layer: RecurrentLayer
  /// Values of its weights that aren't finite, and how many are subnormal in Float32.
  public let census: WeightCensus
  /// A matrix for each gate, in the project's order; then, for gated cells, all of them stacked.
  public let matrices: [MeasuredMatrix]
  /// Of an LSTM: sigmoid(b_if + b_hf) for each unit, the forget gate at zero drive.
  public let forgetBias: [Double]?

  /// Measures a layer. Weights that aren't finite are counted and not decomposed.
  /// - Throws: `LinearAlgebraError` if a decomposition fails.
  /// - Complexity: O(G H^3).
  public init(_ layer: RecurrentLayer) throws {
    self.layer = layer
    census = WeightCensus(layer)
    matrices = try census.isFinite ? Self.measured(layer) : Self.listed(layer)
    forgetBias = layer.equations.kind == .lstm ? layer.bias(1) : nil
  }

  private static func measured(_ layer: RecurrentLayer) throws -> [MeasuredMatrix] {
    try blocks(layer).map {
      MeasuredMatrix(
        gate: $0.gate, tensor: $0.tensor, matrix: $0.matrix, try MatrixSpectrum($0.matrix))
    }
  }

  private static func listed(_ layer: RecurrentLayer) -> [MeasuredMatrix] {
    blocks(layer).map { MeasuredMatrix(gate: $0.gate, tensor: $0.tensor, matrix: $0.matrix, nil) }
  }

  private static func blocks(
    _ layer: RecurrentLayer
  ) -> [(gate: String, tensor: String, matrix: Matrix)] {
    let names = layer.equations.kind.gateNames
    var blocks = names.indices.map { gate in
      (names[gate], layer.recurrentWeights.tensor(gate: gate), layer.recurrentBlock(gate))
    }
    if names.count > 1 {
      blocks.append(
        (
          "stacked", layer.recurrentWeights.tensors.joined(separator: ", "),
          layer.recurrentWeights.matrix
        ))
    }
    return blocks
  }
}

/// A recurrent matrix, or a gate's part of it, and its spectrum.
public struct MeasuredMatrix: Sendable {
  /// `h` for a vanilla RNN; `i`, `f`, `g`, `o`; `r`, `z`, `n`; or `stacked`.
  public let gate: String
  /// The tensor's name in the file.
  public let tensor: String
  /// Rows and columns.
  public let shape: [Int]
  /// `nil` where the layer has weights that aren't finite.
  public let spectrum: MatrixSpectrum?

  init(gate: String, tensor: String, matrix: Matrix, _ spectrum: MatrixSpectrum?) {
    self.gate = gate
    self.tensor = tensor
    shape = [matrix.rows, matrix.columns]
    self.spectrum = spectrum
  }
}

/// Weights that no decomposition may see, and those that are as good as zero.
public struct WeightCensus: Sendable, Equatable {
  /// Weights that are no number.
  public var nanCount = 0
  /// Weights that are infinite.
  public var infiniteCount = 0
  /// Weights below 2^-126 in magnitude that aren't zero: subnormal in Float32.
  public var subnormalCount = 0

  /// Whether every weight is a finite number.
  public var isFinite: Bool { nanCount == 0 && infiniteCount == 0 }

  /// Counts over all of a layer's weights.
  /// - Complexity: O(parameters).
  public init(_ layer: RecurrentLayer) {
    add(layer.inputWeights.matrix.elements)
    add(layer.recurrentWeights.matrix.elements)
    add(layer.inputBias)
    add(layer.recurrentBias)
    if let peepholes = layer.peepholes {
      add(peepholes.input + peepholes.forget + peepholes.output)
    }
    if let projection = layer.projection { add(projection.elements) }
  }

  private mutating func add(_ weights: [Double]) {
    for weight in weights {
      if weight.isNaN { nanCount += 1 }
      if weight.isInfinite { infiniteCount += 1 }
      if weight != 0 && weight.magnitude < 0x1p-126 { subnormalCount += 1 }
    }
  }
}
