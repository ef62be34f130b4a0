import Autodiff
import LinearAlgebra

/// What dropout multiplies by during one batch: between layers, and before the head.
///
/// An element is 0 with probability `rate`, else 1 / (1 - rate), so that the expectation is kept
/// (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014). The masks are drawn once a
/// batch: a step that truncated backpropagation runs twice sees the same mask twice.
public struct DropoutMasks<Scalar: TrainingScalar>: Sendable {
  /// [T, B, H] after each layer, from the bottom up; the last is that before the head.
  let masks: [Tensor<Scalar>]

  init(masks: [Tensor<Scalar>]) { self.masks = masks }

  /// Masks for one batch; `nil` for a rate of 0.
  public init?(
    rate: Double, layers: Int, steps T: Int, batch B: Int, hiddenSize H: Int,
    using generator: inout RandomGenerator, in pool: Pool? = nil
  ) {
    precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
    if rate == 0 { return nil }
    var masks: [Tensor<Scalar>] = []
    for _ in 0..<layers {
      var mask = Tensor<Scalar>(uninitialized: [T, B, H], in: pool)
      mask.withUnsafeMutablePointer { fillMask($0, T * B * H, rate, &generator) }
      masks.append(mask)
    }
    self.masks = masks
  }

  /// Applies the mask after `layer` to a tensor [n, B, H] that holds its output at `steps`, or the
  /// cotangent of that.
  func apply(_ layer: Int, _ x: Tensor<Scalar>, steps: Range<Int>) -> Tensor<Scalar> {
    x * masks[layer].sliced(axis: 0, steps).reshaped(x.shape)
  }
}

/// Draws 32 random bits an element: the rate is met to 2^-32.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func fillMask<Scalar: TrainingScalar>(
  _ mask: UnsafeMutablePointer<Scalar>, _ count: Int, _ rate: Double,
  _ generator: inout RandomGenerator
) {
  let kept = Scalar(1 / (1 - rate))
  let threshold = UInt64(rate * 0x1p32)
  for i in stride(from: 0, to: count, by: 2) {
    let bits = generator.next()
    mask[i] = bits >> 32 < threshold ? 0 : kept
    if i + 1 < count { mask[i + 1] = bits & 0xffff_ffff < threshold ? 0 : kept }
  }
}
