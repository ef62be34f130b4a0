import Autodiff
import Recurrent

/// The state of every layer of a model after some step: what is carried from one batch to the next.
public struct ModelState<Scalar: TrainingScalar>: Sendable {
  /// From the bottom up.
  public var layers: [LayerState<Scalar>]

  /// A state of given layers.
  @specialized(where Scalar == Float)
  public init(layers: [LayerState<Scalar>]) { self.layers = layers }
}
