import Autodiff
import Recurrent

/// What a recorder keeps of the layers in one training step, gathered while walks go over them. Used
/// again for every record.
final class StepWatch<Scalar: TrainingScalar>: LayerInstrument {
  /// For each layer those of dL/dh_t, t = 1 ... T, and then those of dL/dc_t if it has cells.
  @exclusivity(unchecked) private(set) var norms = StepNorms<Scalar>()
  /// T.
  @exclusivity(unchecked) private(set) var steps = 0
  /// One a layer, if they are wanted.
  @exclusivity(unchecked) private(set) var gates: [GateSums<Scalar>] = []

  let layers: Int
  /// Of how many quantities a layer has norms: none, dL/dh_t, or dL/dh_t and dL/dc_t.
  let quantities: Int
  let wishes: LayerWishes

  @specialized(where Scalar == Float)
  init(_ kind: CellKind, layers: Int, _ settings: RecorderSettings) {
    self.layers = layers
    quantities = !settings.gradients ? 0 : kind == .lstm ? 2 : 1
    if settings.gates { gates = (0..<layers).map { _ in GateSums(kind) } }
    // A vanilla RNN's only gate is its state.
    let values: LayerWishes = !settings.gates ? [] : kind.gates > 1 ? .gates : .hidden
    let cotangents: [LayerWishes] = [[], .hiddenCotangents, [.hiddenCotangents, .cellCotangents]]
    wishes = values.union(cotangents[quantities])
  }

  /// Begins a record of so many time steps.
  ///
  /// - Parameter isSummed: whether a step's cotangent comes in parts that must be summed, as truncated
  ///   backpropagation brings them.
  @specialized(where Scalar == Float)
  func begin(steps: Int, isSummed: Bool) {
    self.steps = steps
    norms.begin(layers * quantities * steps, isSummed: isSummed)
    for layer in gates.indices { gates[layer].begin() }
  }

  @specialized(where Scalar == Float)
  func see(_ quantity: LayerQuantity, _ values: StepValues<Scalar>) {
    gates[values.layer].add(values)
  }

  @specialized(where Scalar == Float)
  func see(cotangentsOf quantity: LayerQuantity, _ values: StepValues<Scalar>) {
    let list = values.layer * quantities + (quantity == .hidden ? 0 : 1)
    norms.add(values, at: list * steps + values.firstStep - 1)
  }
}

/// The norms of cotangents, one after another.
struct StepNorms<Scalar: TrainingScalar> {
  /// 0 for a norm that is lost. What wasn't seen is exactly zero: the loss doesn't depend on it.
  private(set) var norms: [Double] = []
  /// For cotangents that come in parts.
  private var sums: [Tensor<Scalar>?]?

  @specialized(where Scalar == Float)
  mutating func begin(_ count: Int, isSummed: Bool) {
    if norms.count != count { norms = Array(repeating: 0, count: count) }
    norms.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    sums = isSummed ? Array(repeating: nil, count: count) : nil
  }

  @specialized(where Scalar == Float)
  mutating func add(_ steps: StepValues<Scalar>, at first: Int) {
    if sums != nil {
      for k in 0..<steps.count { norms[first + k] = sum(first + k, steps.size, steps.block(k)) }
      return
    }
    norms.withUnsafeMutableBufferPointer { norms in
      let norms = norms.baseAddress! + first
      Scalar.rowNorms(steps.count, steps.size, steps.values, norms)
      for k in 0..<steps.count where !(norms[k] > 1e-30 && norms[k] < 1e150) {
        norms[k] = Self.norm(steps.size, steps.block(k))
      }
    }
  }

  /// The norm of a step's cotangent so far, with another part of it.
  @specialized(where Scalar == Float)
  private mutating func sum(
    _ index: Int, _ count: Int, _ part: UnsafePointer<Scalar>
  ) -> Double {
    var sum = sums![index].take() ?? .zeros([count])
    sum.withUnsafeMutablePointer { Scalar.addScaled(count, 1, part, $0) }
    defer { sums![index] = sum }
    return sum.withUnsafePointer { Self.norm(count, $0) }
  }

  /// The norm, or 0 if it is below what a norm in `Scalar` can measure.
  @specialized(where Scalar == Float)
  private static func norm(_ count: Int, _ values: UnsafePointer<Scalar>) -> Double {
    let norm = euclideanNorm(count, values)
    return Scalar.self == Float.self && norm < GradientNorm.leastFloat32 ? 0 : norm
  }
}

/// The Euclidean norm with the sum of squares in Float64. Numbers in `Double` whose squares leave
/// its range are scaled by the largest magnitude first.
func euclideanNorm<Scalar: TensorScalar>(_ n: Int, _ x: UnsafePointer<Scalar>) -> Double {
  let sum = Scalar.sumOfSquares(n, x)
  if sum > 1e-280 && sum.isFinite { return sum.squareRoot() }
  let largest = Scalar.maxMagnitude(n, x)
  guard largest.isNormal else { return largest }
  var scaled = Tensor<Scalar>(uninitialized: [n])
  return scaled.withUnsafeMutablePointer { y in
    Scalar.scale(n, Scalar(1 / largest), x, y)
    return largest * Scalar.sumOfSquares(n, y).squareRoot()
  }
}

/// Sums over the activations of a layer's gates.
struct GateSums<Scalar: TrainingScalar> {
  private struct Sum {
    let name: String
    let low: Double
    let high: Double
    var sum = 0.0
    var below = 0
    var above = 0
  }

  private var gates: [Sum]
  private var count = 0

  @specialized(where Scalar == Float)
  init(_ kind: CellKind) {
    gates = kind.gateNames.map { name in
      switch kind {
      // A relu is off at 0 and doesn't saturate above.
      case .rnnRelu: Sum(name: name, low: .leastNormalMagnitude, high: .infinity)
      case .lstm where name != "g", .gru where name != "n": Sum(name: name, low: 0.1, high: 0.9)
      default: Sum(name: name, low: -0.9, high: 0.9)
      }
    }
  }

  @specialized(where Scalar == Float)
  mutating func begin() {
    count = 0
    for index in gates.indices {
      (gates[index].sum, gates[index].below, gates[index].above) = (0, 0, 0)
    }
  }

  /// Adds the activations [B, G, H] or [B, H] of some steps.
  @specialized(where Scalar == Float)
  mutating func add(_ steps: StepValues<Scalar>) {
    // The rows of all steps lie one after another.
    let (rows, H) = (steps.count * steps.batch, steps.hiddenSize)
    let stride = steps.size / steps.batch
    count += rows * H
    for index in gates.indices {
      func outside(_ low: Double, _ high: Double) -> (sum: Double, outside: Int) {
        Scalar.gateStatistics(
          rows, H, stride: stride, steps.values + index * H, low: low, high: high)
      }
      let below = outside(gates[index].low, .infinity)
      gates[index].sum += below.sum
      gates[index].below += below.outside
      gates[index].above += outside(-.infinity, gates[index].high).outside
    }
  }

  var records: [GateRecord] {
    let count = Double(max(count, 1))
    return gates.map { gate in
      GateRecord(
        gate: gate.name, mean: gate.sum / count, low: Double(gate.below) / count,
        high: Double(gate.above) / count)
    }
  }
}
