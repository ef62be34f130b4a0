import Autodiff

/// The values of one state's actions, again and again, without a tape and without an allocation.
///
/// A perceptron's layers are dot products in Float32, summed in eight lanes: they may differ from a
/// batch's products in the last bits. A convolutional network goes the way of a batch of one.
struct ActionSelection {
  /// s, as the network reads it; written by who asks.
  private(set) var observation: Tensor<Float>
  private var layer: [Float]
  private var next: [Float]
  private var tape = Tape<Float>()

  /// For networks of one kind.
  init(observation shape: [Int], network: QNetwork) {
    observation = .zeros(Shape([1] + shape))
    let widest = network.parameters.map { $0.shape[0] }.max() ?? 0
    layer = [Float](repeating: 0, count: widest)
    next = layer
  }

  /// Reads what an environment shows.
  mutating func look<Element: ObservationElement>(at seen: UnsafeBufferPointer<Element>) {
    let count = observation.count
    observation.withUnsafeMutablePointer {
      Element.convert(seen, into: UnsafeMutableBufferPointer(start: $0, count: count))
    }
  }

  /// argmax over a of Q(s, a), the first of several.
  mutating func best(_ network: QNetwork) -> Int {
    guard !network.seesImages else {
      let values = network.values(observation, on: tape)
      defer { tape.reset() }
      return values.withUnsafePointer { argmax($0, network.actionCount) }
    }
    evaluate(network)
    return layer.withUnsafeBufferPointer { argmax($0.baseAddress!, network.actionCount) }
  }

  /// Q(s, .), [A].
  mutating func values(_ network: QNetwork) -> [Float] {
    guard !network.seesImages else { return network.values(observation).array }
    evaluate(network)
    return Array(layer[..<network.actionCount])
  }

  /// Leaves Q(s, .) of a perceptron at the front of `layer`.
  private mutating func evaluate(_ network: QNetwork) {
    let last = network.layers.count - 1
    for index in 0...last {
      let (weight, bias) = (network.parameters[2 * index], network.parameters[2 * index + 1])
      let floor: Float = index < last ? 0 : -.infinity
      next.withUnsafeMutableBufferPointer { y in
        if index == 0 {
          observation.withUnsafePointer { affine(weight, bias, $0, floor, y.baseAddress!) }
        } else {
          layer.withUnsafeBufferPointer { x in
            affine(weight, bias, x.baseAddress!, floor, y.baseAddress!)
          }
        }
      }
      swap(&layer, &next)
    }
  }
}

/// y = max(floor, W x + b).
private func affine(
  _ weight: Tensor<Float>, _ bias: Tensor<Float>, _ x: UnsafePointer<Float>, _ floor: Float,
  _ y: UnsafeMutablePointer<Float>
) {
  let (rows, columns) = (weight.shape[0], weight.shape[1])
  weight.withUnsafePointer { w in
    bias.withUnsafePointer { b in
      // `max` would drop a NaN.
      for row in 0..<rows {
        let value = dot(columns, w + row * columns, x) + b[row]
        y[row] = value < floor ? floor : value
      }
    }
  }
}

/// The sum of a b over n elements, in two times eight lanes.
@inline(__always)
private func dot(_ n: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Float {
  let (a8, b8) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
  var (first, second) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
  var i = 0
  while i + 16 <= n {
    first += lanes(a8, i) * lanes(b8, i)
    second += lanes(a8, i + 8) * lanes(b8, i + 8)
    i += 16
  }
  var sum = (first + second).sum()
  while i < n {
    sum += a[i] * b[i]
    i += 1
  }
  return sum
}

@inline(__always)
private func lanes(_ base: UnsafeRawPointer, _ i: Int) -> SIMD8<Float> {
  base.loadUnaligned(fromByteOffset: 4 * i, as: SIMD8<Float>.self)
}

/// The index of the largest of n values, the first of several; a NaN is never larger.
@inline(__always)
func argmax(_ values: UnsafePointer<Float>, _ n: Int) -> Int {
  var best = 0
  for i in 1..<max(n, 1) where values[i] > values[best] { best = i }
  return best
}
