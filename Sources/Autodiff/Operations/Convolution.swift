extension Variable {
  /// Two-dimensional convolution as networks define it, without flipping the kernel:
  /// y[n, f, i, j] = sum over c, u, v of x[n, c, s i + u - p, s j + v - p] w[f, c, u, v].
  ///
  /// - Parameters:
  ///   - weights: Kernels [F, C, U, V] for images [N, C, H, W]; the result is
  ///     [N, F, (H + 2 p - U) / s + 1, (W + 2 p - V) / s + 1].
  ///   - stride: The step s between positions of the kernel.
  ///   - padding: The rows and columns p of zeros around an image.
  /// - Complexity: O(N F C U V) per position, as one product an image over its unrolled patches.
  ///   The patches are unrolled again on the way back, not kept.
  public func conv2d(_ weights: Variable, stride: Int = 1, padding: Int = 0) -> Variable {
    let (x, w) = (value, weights.value)
    let patches = Patches(images: x.shape, kernels: w.shape, stride: stride, padding: padding)
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
  let padding: Int
  /// Positions of the kernel.
  let height: Int
  let width: Int
  var positions: Int { height * width }
  /// Elements of a patch.
  var elements: Int { channels * kernelHeight * kernelWidth }
  var imageSize: Int { channels * imageHeight * imageWidth }

  init(images x: Shape, kernels w: Shape, stride: Int, padding: Int) {
    require(
      x.count == 4 && w.count == 4 && x[1] == w[1] && stride > 0 && padding >= 0
        && x[2] + 2 * padding >= w[2] && x[3] + 2 * padding >= w[3],
      "a convolution of images \(x) with kernels \(w), stride \(stride), padding \(padding)")
    (images, channels, imageHeight, imageWidth) = (x[0], x[1], x[2], x[3])
    (kernels, kernelHeight, kernelWidth) = (w[0], w[2], w[3])
    (self.stride, self.padding) = (stride, padding)
    height = (imageHeight + 2 * padding - kernelHeight) / stride + 1
    width = (imageWidth + 2 * padding - kernelWidth) / stride + 1
  }

  /// y_n = W patches(x_n), for W [kernels, elements].
  func convolve<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ w: Tensor<Scalar>, _ y: UnsafeMutablePointer<Scalar>, in pool: Pool
  ) {
    Storage<Scalar>.withScratch(count: elements * positions, pool: pool) { unrolled in
      for n in 0..<images {
        x.withUnsafePointer { unroll($0 + n * imageSize, unrolled) }
        w.withUnsafePointer { w in
          Scalar.gemm(
            false, false, kernels, positions, elements, 1, w, elements, unrolled, positions, 0,
            y + n * kernels * positions, positions)
        }
      }
    }
  }

  /// dx_n += rolled up W^T dy_n.
  func pullBackToImages<Scalar: TensorScalar>(
    _ dx: inout Tensor<Scalar>, _ g: Tensor<Scalar>, _ w: Tensor<Scalar>
  ) {
    Storage<Scalar>.withScratch(count: elements * positions, pool: g.pool) { unrolled in
      for n in 0..<images {
        w.withUnsafePointer { w in
          g.withUnsafePointer { g in
            Scalar.gemm(
              true, false, elements, positions, kernels, 1, w, elements,
              g + n * kernels * positions, positions, 0, unrolled, positions)
          }
        }
        dx.withUnsafeMutablePointer { rollUp(unrolled, $0 + n * imageSize) }
      }
    }
  }

  /// dW += sum over n of dy_n patches(x_n)^T.
  func pullBackToKernels<Scalar: TensorScalar>(
    _ dw: inout Tensor<Scalar>, _ g: Tensor<Scalar>, _ x: Tensor<Scalar>
  ) {
    Storage<Scalar>.withScratch(count: elements * positions, pool: g.pool) { unrolled in
      for n in 0..<images {
        x.withUnsafePointer { unroll($0 + n * imageSize, unrolled) }
        g.withUnsafePointer { g in
          dw.withUnsafeMutablePointer { dw in
            Scalar.gemm(
              false, true, kernels, elements, positions, 1, g + n * kernels * positions, positions,
              unrolled, positions, 1, dw, elements)
          }
        }
      }
    }
  }

  /// Calls `body` for each row of positions that a kernel element meets: the place in the image of
  /// position 0 (perhaps in the padding), the positions that are inside the image, and the place of
  /// position 0 in the unrolled patches [elements, positions].
  private func forEachRow(_ body: (_ image: Int, _ inside: Range<Int>, _ unrolled: Int) -> Void) {
    var unrolled = 0
    for c in 0..<channels {
      for u in 0..<kernelHeight {
        for v in 0..<kernelWidth {
          let inside = positionsInside(v - padding)
          for i in 0..<height {
            let y = i * stride + u - padding
            let isInside = y >= 0 && y < imageHeight
            body(
              (c * imageHeight + y) * imageWidth + v - padding, isInside ? inside : 0..<0, unrolled)
            unrolled += width
          }
        }
      }
    }
  }

  /// The positions j of a row at which column j stride + `column` is inside the image.
  private func positionsInside(_ column: Int) -> Range<Int> {
    let first = column < 0 ? (-column + stride - 1) / stride : 0
    let end = column < imageWidth ? (imageWidth - column + stride - 1) / stride : 0
    return min(first, width)..<max(min(first, width), min(end, width))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func unroll<Scalar: TensorScalar>(
    _ image: UnsafePointer<Scalar>, _ unrolled: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow { from, inside, to in
      for j in 0..<inside.lowerBound { unrolled[to + j] = 0 }
      for j in inside { unrolled[to + j] = image[from + j * stride] }
      for j in inside.upperBound..<width { unrolled[to + j] = 0 }
    }
  }

  /// Adds each unrolled element to where it came from.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func rollUp<Scalar: TensorScalar>(
    _ unrolled: UnsafeMutablePointer<Scalar>, _ image: UnsafeMutablePointer<Scalar>
  ) {
    forEachRow { to, inside, from in
      for j in inside { image[to + j * stride] += unrolled[from + j] }
    }
  }
}
