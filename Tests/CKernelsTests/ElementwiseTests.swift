import CKernels
import Testing

/// The elementwise kernels of one precision.
private struct Kernels<Scalar: BinaryFloatingPoint> {
  typealias In = UnsafePointer<Scalar>
  typealias Out = UnsafeMutablePointer<Scalar>
  let unary: [(name: String, kernel: (Int, In, Out) -> Void, law: (Scalar) -> Scalar)]
  let binary: [(name: String, kernel: (Int, In, In, Out) -> Void, law: (Scalar, Scalar) -> Scalar)]
  let numbered: [(name: String, kernel: (Int, Scalar, In, Out) -> Void, law: Law)]
  let multiplyAdd: (Int, In, In, Out) -> Void
  let axpy: (Int, Scalar, In, Out) -> Void
  let fill: (Int, Scalar, Out) -> Void
  let clamp: (Int, Scalar, Scalar, In, Out) -> Void
  typealias Law = (Scalar, Scalar) -> Scalar
}

private var f32: Kernels<Float> {
  Kernels(
    unary: [
      ("relu", gf_relu_f32, { max(0, $0) }), ("square", gf_square_f32, { $0 * $0 }),
    ],
    binary: [
      ("add", gf_add_f32, { $0 + $1 }), ("sub", gf_sub_f32, { $0 - $1 }),
      ("mul", gf_mul_f32, { $0 * $1 }), ("div", gf_div_f32, { $0 / $1 }),
      ("tanh_backward", gf_tanh_backward_f32, { $1 * (1 - $0 * $0) }),
      ("sigmoid_backward", gf_sigmoid_backward_f32, { $1 * $0 * (1 - $0) }),
      ("relu_backward", gf_relu_backward_f32, { $0 > 0 ? $1 : 0 }),
    ],
    numbered: [
      ("scale", gf_scale_f32, { $0 * $1 }), ("add_scalar", gf_add_scalar_f32, { $0 + $1 }),
    ],
    multiplyAdd: gf_mul_add_f32, axpy: gf_axpy_f32, fill: gf_fill_f32, clamp: gf_clamp_f32)
}

private var f64: Kernels<Double> {
  Kernels(
    unary: [
      ("relu", gf_relu_f64, { max(0, $0) }), ("square", gf_square_f64, { $0 * $0 }),
    ],
    binary: [
      ("add", gf_add_f64, { $0 + $1 }), ("sub", gf_sub_f64, { $0 - $1 }),
      ("mul", gf_mul_f64, { $0 * $1 }), ("div", gf_div_f64, { $0 / $1 }),
      ("tanh_backward", gf_tanh_backward_f64, { $1 * (1 - $0 * $0) }),
      ("sigmoid_backward", gf_sigmoid_backward_f64, { $1 * $0 * (1 - $0) }),
      ("relu_backward", gf_relu_backward_f64, { $0 > 0 ? $1 : 0 }),
    ],
    numbered: [
      ("scale", gf_scale_f64, { $0 * $1 }), ("add_scalar", gf_add_scalar_f64, { $0 + $1 }),
    ],
    multiplyAdd: gf_mul_add_f64, axpy: gf_axpy_f64, fill: gf_fill_f64, clamp: gf_clamp_f64)
}

@Suite("Elementwise kernels")
struct ElementwiseTests {
  /// Runs every kernel on `count` numbers that end at a forbidden page, out of place and in place.
  private func check<Scalar>(_ kernels: Kernels<Scalar>, count: Int) {
    var spread = Spread(state: UInt64(count) + 5)
    let tolerance = 4 * Double(Scalar.ulpOfOne)
    let x: [Scalar] = spread.values(count)
    let y: [Scalar] = spread.values(count)
    for (name, kernel, law) in kernels.unary {
      let out = guarded(x, y) { kernel(count, $0[0], $0[1]) }[1]
      let inPlace = guarded(x) { kernel(count, $0[0], $0[0]) }[0]
      #expect(distance(out, x.map(law)) <= tolerance, "\(name) of \(count)")
      #expect(inPlace == out, "\(name) of \(count), in place")
    }
    for (name, kernel, law) in kernels.binary {
      let out = guarded(x, y, y) { kernel(count, $0[0], $0[1], $0[2]) }[2]
      let overFirst = guarded(x, y) { kernel(count, $0[0], $0[1], $0[0]) }[0]
      let overSecond = guarded(x, y) { kernel(count, $0[0], $0[1], $0[1]) }[1]
      #expect(distance(out, zip(x, y).map(law)) <= tolerance, "\(name) of \(count)")
      #expect(overFirst == out && overSecond == out, "\(name) of \(count), in place")
    }
    for (name, kernel, law) in kernels.numbered {
      let inPlace = guarded(x) { kernel(count, 1.5, $0[0], $0[0]) }[0]
      #expect(inPlace == x.map { law(1.5, $0) }, "\(name) of \(count)")
    }
    let sum = guarded(x, y) { kernels.axpy(count, -0.5, $0[0], $0[1]) }[1]
    #expect(distance(sum, zip(x, y).map { $1 - 0.5 * $0 }) <= tolerance)
    let product = guarded(x, y, x) { kernels.multiplyAdd(count, $0[0], $0[1], $0[2]) }[2]
    #expect(distance(product, zip(x, y).map { $0 + $0 * $1 }) <= tolerance)
    let clamped = guarded(x) { kernels.clamp(count, -1, 0.5, $0[0], $0[0]) }[0]
    #expect(clamped == x.map { min(max($0, -1), 0.5) })
    let filled = guarded(x) { kernels.fill(count, 7, $0[0]) }[0]
    #expect(filled.allSatisfy { $0 == 7 })
  }

  @Test("Each is its formula, at every length, in place and not", arguments: paths)
  func formulas(_ path: String) {
    on(path) {
      for count in 0...70 {
        check(f32, count: count)
        check(f64, count: count)
      }
    }
  }

  @Test("NaN passes relu, clamp and the pullback of relu", arguments: paths)
  func notANumber(_ path: String) {
    on(path) {
      var y: [Float] = [0, 0]
      gf_relu_f32(2, [.nan, -1], &y)
      #expect(y[0].isNaN && y[1] == 0)
      gf_clamp_f32(2, -1, 1, [.nan, .infinity], &y)
      #expect(y[0].isNaN && y[1] == 1)
      gf_relu_backward_f32(2, [1, 0], [.nan, .nan], &y)
      #expect(y[0].isNaN && y[1] == 0)
    }
  }

  @Test("Subnormal numbers are kept", arguments: paths)
  func subnormals(_ path: String) {
    let small = Float.leastNonzeroMagnitude
    var y = [Float](repeating: 0, count: 40)
    on(path) {
      gf_scale_f32(40, 0.5, [Float](repeating: 2 * small, count: 40), &y)
      #expect(y.allSatisfy { $0 == small })
      gf_add_f32(40, y, y, &y)
      #expect(y.allSatisfy { $0 == 2 * small })
    }
  }
}
