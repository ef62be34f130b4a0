extension Variable {
  /// Two-dimensional convolution without padding (as networks define it: without flipping the
  /// kernel), y[n, f, i, j] = sum over c, u, v of x[n, c, s i + u, s j + v] w[f, c, u, v].
  ///
  /// - Parameters:
  ///   - weights: Kernels [F, C, U, V] for images [N, C, H, W]; the result is
  ///     [N, F, (H - U) / s + 1, (W - V) / s + 1].
  ///   - stride: The step s between positions of the kernel.
  /// - Complexity: O(N F C U V) per position, as one product an image over its unrolled patches.
  ///   The patches are unrolled again on the way back, not kept.
  public func conv2d(_ weights: Variable, stride: Int = 1) -> Variable {
    let (x, w) = (value, weights.value)
    let patches = Patches(image: x.shape, kernel: w.shape, stride: stride)
    let y = tape.uninitialized([x.shape[0], w.shape[0], patches.height, patches.width])
    patches.convolve(x, w, y.storage.base, in: pool)
    return tape.recordAccumulating("conv2d", value: y, inputs: [self, weights]) { g, inputs in
      inputs.update(0) { patches.pullBackToImages(&$0, g, w) }
      inputs.update(1) { patches.pullBackToKernels(&$0, g, x) }
    }
  }
}

/// Where the patches of an image are that a kernel meets.
private struct Patches {
  let images: Int
  let channels: Int
  let imageHeight: Int
  let imageWidth: Int
  let kernels: Int
  let kernelHeight: Int
  let kernelWidth: Int
  let stride: Int
  /// Positions of the kernel.
  var height: Int { (imageHeight - kernelHeight) / stride + 1 }
  var width: Int { (imageWidth - kernelWidth) / stride + 1 }
  var positions: Int { height * width }
  /// Elements of a patch.
  var elements: Int { channels * kernelHeight * kernelWidth }
  var imageSize: Int { channels * imageHeight * imageWidth }

  init(image: [Int], kernel: [Int], stride: Int) {
    require(
      image.count == 4 && kernel.count == 4 && image[1] == kernel[1] && stride > 0
        && image[2] >= kernel[2] && image[3] >= kernel[3],
      "a convolution of images \(image) with kernels \(kernel), stride \(stride)")
    (images, channels, imageHeight, imageWidth) = (image[0], image[1], image[2], image[3])
    (kernels, kernelHeight, kernelWidth) = (kernel[0], kernel[2], kernel[3])
    self.stride = stride
  }

  /// y_n = W patches(x_n), for W [kernels, elements].
  func convolve<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ w: Tensor<Scalar>, _ y: UnsafeMutablePointer<Scalar>, in pool: Pool
  ) {
    let unrolled = Tensor<Scalar>(uninitialized: [elements, positions], in: pool).storage
    for n in 0..<images {
      x.withUnsafePointer { unroll($0 + n * imageSize, unrolled.base) }
      w.withUnsafePointer { w in
        Scalar.gemm(
          false, false, kernels, positions, elements, 1, w, elements, unrolled.base, positions, 0,
          y + n * kernels * positions, positions)
      }
    }
  }

  /// dx_n += rolled up W^T dy_n.
  func pullBackToImages<Scalar: TensorScalar>(
    _ dx: inout Tensor<Scalar>, _ g: Tensor<Scalar>, _ w: Tensor<Scalar>
  ) {
    let unrolled = Tensor<Scalar>(uninitialized: [elements, positions], in: g.pool).storage
    for n in 0..<images {
      w.withUnsafePointer { w in
        g.withUnsafePointer { g in
          Scalar.gemm(
            true, false, elements, positions, kernels, 1, w, elements,
            g + n * kernels * positions, positions, 0, unrolled.base, positions)
        }
      }
      dx.withUnsafeMutablePointer { rollUp(unrolled.base, $0 + n * imageSize) }
    }
  }

  /// dW += sum over n of dy_n patches(x_n)^T.
  func pullBackToKernels<Scalar: TensorScalar>(
    _ dw: inout Tensor<Scalar>, _ g: Tensor<Scalar>, _ x: Tensor<Scalar>
  ) {
    let unrolled = Tensor<Scalar>(uninitialized: [elements, positions], in: g.pool).storage
    for n in 0..<images {
      x.withUnsafePointer { unroll($0 + n * imageSize, unrolled.base) }
      g.withUnsafePointer { g in
        dw.withUnsafeMutablePointer { dw in
          Scalar.gemm(
            false, true, kernels, elements, positions, 1, g + n * kernels * positions, positions,
            unrolled.base, positions, 1, dw, elements)
        }
      }
    }
  }

  /// Calls `body` for each row of positions that a kernel element meets: where it starts in the
  /// image, and in the unrolled patches [elements, positions].
  private func forEachRow(_ body: (_ image: Int, _ unrolled: Int) -> Void) {
    var unrolled = 0
    for c in 0..<channels {
      for u in 0..<kernelHeight {
        for v in 0..<kernelWidth {
          for i in 0..<height {
            body((c * imageHeight + i * stride + u) * imageWidth + v, unrolled)
            unrolled += width
          }
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func unroll<Scalar: TensorScalar>(
    _ image: UnsafePointer<Scalar>, _ unrolled: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow { from, to in
      for j in 0..<width { unrolled[to + j] = image[from + j * stride] }
    }
  }

  /// Adds each unrolled element to where it came from.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func rollUp<Scalar: TensorScalar>(
    _ unrolled: UnsafeMutablePointer<Scalar>, _ image: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow { to, from in
      for j in 0..<width { image[to + j * stride] += unrolled[from + j] }
    }
  }
}
