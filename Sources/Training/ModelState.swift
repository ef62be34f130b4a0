import Autodiff
import Recurrent

/// The state of every layer of a model after some step: what is carried from one batch to the next.
public struct ModelState<Scalar: TrainingScalar>: Sendable {
  /// One layer's state.
  public struct Layer: Sendable {
    /// h, [B, H].
    public var hidden: Tensor<Scalar>
    /// c of an LSTM, [B, H].
    public var cell: Tensor<Scalar>?

    /// A state of given parts.
    public init(hidden: Tensor<Scalar>, cell: Tensor<Scalar>? = nil) {
      self.hidden = hidden
      self.cell = cell
    }
  }

  /// From the bottom up.
  public var layers: [Layer]

  /// A state of given layers.
  @specialized(where Scalar == Float)
  public init(layers: [Layer]) { self.layers = layers }

  /// The numbers of a state that is on a tape.
  @specialized(where Scalar == Float)
  init(_ states: [CellState<Scalar>]) {
    layers = states.map { Layer(hidden: $0.hidden.value, cell: $0.cell?.value) }
  }

  /// The state on a tape, behind which no gradient flows.
  @specialized(where Scalar == Float)
  func onTape(_ tape: Tape<Scalar>) -> [CellState<Scalar>] {
    layers.map { layer in
      CellState(hidden: tape.constant(layer.hidden), cell: layer.cell.map { tape.constant($0) })
    }
  }
}
