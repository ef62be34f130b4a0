// The requirements are documented where they are declared.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import Autodiff
import CKernels
import Recurrent

extension Float: TrainingScalar {
  public static func tensor(_ data: Tensor<Float>) -> Tensor<Float> { data }

  public static func sgd(
    _ n: Int, _ w: Results, _ g: Elements, _ buffer: Results?, rate: Double, momentum: Double,
    scale: Double
  ) -> Double { gf_sgd_f32(n, w, g, buffer, rate, momentum, scale) }

  public static func rmsprop(
    _ n: Int, _ w: Results, _ g: Elements, _ v: Results, rate: Double, smoothing: Double,
    epsilon: Double, scale: Double
  ) -> Double { gf_rmsprop_f32(n, w, g, v, nil, rate, smoothing, epsilon, 0, scale) }

  public static func adam(
    _ n: Int, _ w: Results, _ g: Elements, _ m: Results, _ v: Results, rate: Double,
    betas: (Double, Double), epsilon: Double, corrections: (Double, Double), scale: Double
  ) -> Double {
    gf_adam_f32(
      n, w, g, m, v, rate, betas.0, betas.1, epsilon, corrections.0, corrections.1, scale)
  }

  public static func gateStatistics(
    _ B: Int, _ H: Int, stride: Int, _ gate: Elements, low: Double, high: Double
  ) -> (sum: Double, outside: Int) {
    var (sum, outside) = (0.0, 0)
    gf_gate_stats_f32(B, H, stride, gate, Float(low), Float(high), &sum, &outside)
    return (sum, outside)
  }
}

extension Double: TrainingScalar {
  public static func tensor(_ data: Tensor<Float>) -> Tensor<Double> { Tensor(data) }

  public static func sgd(
    _ n: Int, _ w: Results, _ g: Elements, _ buffer: Results?, rate: Double, momentum: Double,
    scale: Double
  ) -> Double { gf_sgd_f64(n, w, g, buffer, rate, momentum, scale) }

  public static func rmsprop(
    _ n: Int, _ w: Results, _ g: Elements, _ v: Results, rate: Double, smoothing: Double,
    epsilon: Double, scale: Double
  ) -> Double { gf_rmsprop_f64(n, w, g, v, nil, rate, smoothing, epsilon, 0, scale) }

  public static func adam(
    _ n: Int, _ w: Results, _ g: Elements, _ m: Results, _ v: Results, rate: Double,
    betas: (Double, Double), epsilon: Double, corrections: (Double, Double), scale: Double
  ) -> Double {
    gf_adam_f64(
      n, w, g, m, v, rate, betas.0, betas.1, epsilon, corrections.0, corrections.1, scale)
  }

  public static func gateStatistics(
    _ B: Int, _ H: Int, stride: Int, _ gate: Elements, low: Double, high: Double
  ) -> (sum: Double, outside: Int) {
    var (sum, outside) = (0.0, 0)
    gf_gate_stats_f64(B, H, stride, gate, low, high, &sum, &outside)
    return (sum, outside)
  }
}
