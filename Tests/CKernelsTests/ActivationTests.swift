import CKernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A function of one number, as both kernels and as the C library has it.
struct Activation: CustomTestStringConvertible, Sendable {
  typealias Kernel<Scalar> =
    @Sendable (Int, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  let testDescription: String
  let f32: Kernel<Float>
  let f64: Kernel<Double>
  let exact: @Sendable (Double) -> Double

  static let all = [
    Activation(
      testDescription: "tanh", f32: { gf_tanh_f32($0, $1, $2) }, f64: { gf_tanh_f64($0, $1, $2) },
      exact: { tanh($0) }),
    Activation(
      testDescription: "sigmoid", f32: { gf_sigmoid_f32($0, $1, $2) },
      f64: { gf_sigmoid_f64($0, $1, $2) }, exact: { 1 / (1 + exp(-$0)) }),
    Activation(
      testDescription: "exp", f32: { gf_exp_f32($0, $1, $2) }, f64: { gf_exp_f64($0, $1, $2) },
      exact: { exp($0) }),
    Activation(
      testDescription: "log", f32: { gf_log_f32($0, $1, $2) }, f64: { gf_log_f64($0, $1, $2) },
      exact: { log($0) }),
  ]

  func callAsFunction(_ x: [Float]) -> [Float] {
    var y = x
    f32(x.count, x, &y)
    return y
  }

  func callAsFunction(_ x: [Double]) -> [Double] {
    var y = x
    f64(x.count, x, &y)
    return y
  }
}

@Suite("Activations")
struct ActivationTests {
  /// Every 20,011th bit pattern: all exponents, subnormals, both infinities' neighbours and NaNs.
  static let patterns32 = stride(from: UInt64(0), to: 1 << 32, by: 20_011).map {
    Float(bitPattern: UInt32($0))
  }

  /// Spread patterns of all exponents, and numbers where the functions bend.
  static let patterns64: [Double] = {
    var spread = Spread(state: 11)
    let anywhere = (0..<60_000).map { _ in Double(bitPattern: spread.next()) }
    return anywhere + spread.values(40_000, -800...800) + spread.values(40_000, -2...2)
  }()

  /// Distance in units in the last place where `exact` is a normal number; below, in `limit`ths of
  /// the smallest normal number, so that the whole of it may just be missed.
  static func error<Scalar: BinaryFloatingPoint>(
    _ got: Scalar, _ exact: Double, limit: Double
  ) -> Double {
    if exact.isNaN || got.isNaN { return exact.isNaN && got.isNaN ? 0 : .infinity }
    let rounded = Scalar(exact)
    if rounded.isInfinite || got.isInfinite { return rounded == got ? 0 : .infinity }
    let unit =
      abs(rounded) < .leastNormalMagnitude
      ? Double(Scalar.leastNormalMagnitude) / limit : Double(rounded.ulp)
    return abs(Double(got) - exact) / unit
  }

  /// The largest error and the x where it is.
  static func worst<Scalar: BinaryFloatingPoint>(
    _ x: [Scalar], _ got: [Scalar], _ exact: [Double], limit: Double
  ) -> (error: Double, x: Scalar) {
    var worst = (error: 0.0, x: Scalar.zero)
    for index in x.indices {
      let error = error(got[index], exact[index], limit: limit)
      if error > worst.error { worst = (error, x[index]) }
    }
    return worst
  }

  @Test("Float32 within 4 units in the last place over all exponents", arguments: Activation.all)
  func accuracy32(_ activation: Activation) {
    let x = Self.patterns32
    let exact = x.map { activation.exact(Double($0)) }
    for path in paths {
      let worst = Self.worst(x, on(path) { activation(x) }, exact, limit: 4)
      #expect(worst.error <= 4, "\(path), x = \(worst.x)")
    }
  }

  /// The C library is itself within one unit.
  @Test("Float64 within 3 units in the last place of the C library", arguments: Activation.all)
  func accuracy64(_ activation: Activation) {
    let x = Self.patterns64
    let exact = x.map(activation.exact)
    for path in paths {
      let worst = Self.worst(x, on(path) { activation(x) }, exact, limit: 3)
      #expect(worst.error <= 3, "\(path), x = \(worst.x)")
    }
  }

  @Test("Infinities, zeros and NaN", arguments: paths)
  func specialValues(_ path: String) {
    let small = Float.leastNonzeroMagnitude
    let x = [-.infinity, .infinity, 0, -0.0, .nan, Float.greatestFiniteMagnitude, -small]
    let results = on(path) { Activation.all.map { $0(x) } }
    let expected: [[Float]] = [
      [-1, 1, 0, -0.0, .nan, 1, -small],
      [0, 1, 0.5, 0.5, .nan, 1, 0.5],
      [0, .infinity, 1, 1, .nan, .infinity, 1],
      [.nan, .infinity, -.infinity, -.infinity, .nan, 88.72284, .nan],
    ]
    for (got, want) in zip(results, expected) { #expect(distance(got, want) == 0) }
    #expect(results[0][3].sign == .minus)
    #expect(results[0][6] == -small)
  }

  @Test("Float64 at infinities, zeros and NaN", arguments: paths)
  func specialValues64(_ path: String) {
    let small = Double.leastNonzeroMagnitude
    let x = [-.infinity, .infinity, 0, .nan, small]
    let results = on(path) { Activation.all.map { $0(x) } }
    let expected: [[Double]] = [
      [-1, 1, 0, .nan, small], [0, 1, 0.5, .nan, 0.5], [0, .infinity, 1, .nan, 1],
      [.nan, .infinity, -.infinity, .nan, -744.4400719213812],
    ]
    for (got, want) in zip(results, expected) { #expect(distance(got, want) <= 3e-16) }
    #expect(results[0][4] == small)
  }

  @Test("An element's result does not depend on its place or on the length", arguments: paths)
  func tails(_ path: String) {
    var spread = Spread(state: 3)
    let x: [Float] = spread.values(70, -12...12)
    let x64 = x.map(Double.init)
    on(path) {
      for activation in Activation.all {
        let alone = x.map { activation([$0])[0] }
        let alone64 = x64.map { activation([$0])[0] }
        for count in 0...70 {
          let y = guarded(Array(x[..<count])) { activation.f32(count, $0[0], $0[0]) }[0]
          #expect(distance(y, Array(alone[..<count])) == 0, "\(activation) of \(count)")
          let y64 = guarded(Array(x64[..<count])) { activation.f64(count, $0[0], $0[0]) }[0]
          #expect(distance(y64, Array(alone64[..<count])) == 0, "\(activation) of \(count)")
        }
      }
    }
  }

  @Test("tanh is odd and at most 1, and is 1 where Float32 has nothing nearer", arguments: paths)
  func tanhShape(_ path: String) {
    let x = Array(stride(from: Float(0), through: 12, by: 1 / 4096))
    let (y, mirrored) = on(path) { (Activation.all[0](x), Activation.all[0](x.map { -$0 })) }
    #expect(y == mirrored.map { -$0 })
    #expect(y.allSatisfy { $0 <= 1 })
    #expect(zip(x, y).allSatisfy { $0 < 9.02 || $1 == 1 })
  }
}
