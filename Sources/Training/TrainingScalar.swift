import Autodiff
import Recurrent

/// A number that models train in: what an optimiser and the instruments ask of it, on whole arrays.
public protocol TrainingScalar: RecurrentScalar {
  /// Data in this precision; `Float` takes it as it is.
  static func tensor(_ data: Tensor<Float>) -> Tensor<Self>

  /// One update by gradient descent; returns the sum of squares of what was subtracted. The
  /// formulas of this and the next two are those of ``OptimizerRule``.
  static func sgd(
    _ n: Int, _ w: Results, _ g: Elements, _ buffer: Results?, rate: Double, momentum: Double,
    scale: Double
  ) -> Double
  /// One update by RMSProp.
  static func rmsprop(
    _ n: Int, _ w: Results, _ g: Elements, _ v: Results, rate: Double, smoothing: Double,
    epsilon: Double, scale: Double
  ) -> Double
  /// One update by Adam; the corrections are 1 - b1^t and 1 - b2^t.
  static func adam(
    _ n: Int, _ w: Results, _ g: Elements, _ m: Results, _ v: Results, rate: Double,
    betas: (Double, Double), epsilon: Double, corrections: (Double, Double), scale: Double
  ) -> Double

  /// The sum of B rows of H numbers, `stride` apart, and how many of them lie below `low` or above
  /// `high`.
  static func gateStatistics(
    _ B: Int, _ H: Int, stride: Int, _ gate: Elements, low: Double, high: Double
  ) -> (sum: Double, outside: Int)
}
