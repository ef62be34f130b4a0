import Autodiff
import Recurrent

/// What observers report of one training step, becoming a record.
final class StepWatch<Scalar: TrainingScalar> {
  private var record: StepRecord
  private let settings: RecorderSettings
  private let sumsCotangents: Bool
  private var layers: [LayerWatch]

  /// What is kept of a layer, beside the names under which it is reported. Few enough to be compared one
  /// by one: a table of names would cost more than the norms.
  private struct LayerWatch {
    let names: LayerNames
    /// A vanilla RNN's only gate is its state.
    let gatesName: String
    var hidden: StepNorms<Scalar>?
    var cell: StepNorms<Scalar>?
    var gates: GateSums<Scalar>?
  }

  /// - Parameters:
  ///   - names: of the layers, from the bottom up.
  ///   - sumsCotangents: whether a step's cotangent comes in parts that must be summed, as truncated
  ///     backpropagation brings them.
  @specialized(where Scalar == Float)
  init(
    _ record: StepRecord, kind: CellKind, names: [LayerNames], steps: Int,
    settings: RecorderSettings, sumsCotangents: Bool
  ) {
    self.record = record
    self.settings = settings
    self.sumsCotangents = sumsCotangents
    layers = names.map { names in
      LayerWatch(
        names: names, gatesName: kind.gates > 1 ? names.gates : names.hidden,
        hidden: settings.gradients ? StepNorms(steps: steps) : nil,
        cell: settings.gradients && kind == .lstm ? StepNorms(steps: steps) : nil,
        gates: settings.gates ? GateSums(kind) : nil)
    }
  }

  @specialized(where Scalar == Float)
  func wants(_ name: String) -> Bool {
    for layer in layers {
      if layer.hidden != nil && layer.names.hidden == name { return true }
      if layer.cell != nil && layer.names.cell == name { return true }
      if layer.gates != nil && layer.gatesName == name { return true }
    }
    return false
  }

  @specialized(where Scalar == Float)
  func see(value: Sighting<Scalar>) {
    for index in layers.indices where layers[index].gatesName == value.name {
      layers[index].gates?.add(value)
    }
  }

  @specialized(where Scalar == Float)
  func see(cotangent: Sighting<Scalar>) {
    for index in layers.indices {
      if layers[index].names.hidden == cotangent.name {
        layers[index].hidden?.add(cotangent, summing: sumsCotangents)
      } else if layers[index].names.cell == cotangent.name {
        layers[index].cell?.add(cotangent, summing: sumsCotangents)
      }
    }
  }

  @specialized(where Scalar == Float)
  func finished() -> StepRecord {
    var record = record
    if settings.gradients {
      record.hiddenGradients = layers.compactMap { $0.hidden?.norms }
      let cells = layers.compactMap { $0.cell?.norms }
      if !cells.isEmpty { record.cellGradients = cells }
    }
    if settings.gates { record.gates = layers.compactMap { $0.gates?.records } }
    return record
  }
}

/// The norms of a cotangent at every time step.
struct StepNorms<Scalar: TrainingScalar> {
  /// What wasn't reported is exactly zero: the loss doesn't depend on it.
  private(set) var norms: [GradientNorm]
  /// For cotangents that come in parts.
  private var sums: [Tensor<Scalar>?] = []

  @specialized(where Scalar == Float)
  init(steps: Int) {
    norms = Array(repeating: .belowFloat32, count: steps)
  }

  @specialized(where Scalar == Float)
  mutating func add(_ sighting: Sighting<Scalar>, summing: Bool) {
    guard let step = sighting.step, let values = sighting.values.baseAddress else { return }
    let count = sighting.values.count
    guard summing else {
      norms[step - 1] = Self.norm(count, values)
      return
    }
    if sums.isEmpty { sums = Array(repeating: nil, count: norms.count) }
    var sum = sums[step - 1] ?? .zeros([count])
    sums[step - 1] = nil
    sum.withUnsafeMutablePointer { Scalar.addScaled(count, 1, values, $0) }
    norms[step - 1] = sum.withUnsafePointer { Self.norm(count, $0) }
    sums[step - 1] = sum
  }

  @specialized(where Scalar == Float)
  private static func norm(_ count: Int, _ values: UnsafePointer<Scalar>) -> GradientNorm {
    let norm = euclideanNorm(count, values)
    let least = Scalar.self == Float.self ? GradientNorm.leastFloat32 : 0
    return GradientNorm(norm, least: least)
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

  /// Adds the activations [B, G, H] or [B, H] of one step.
  @specialized(where Scalar == Float)
  mutating func add(_ sighting: Sighting<Scalar>) {
    guard let values = sighting.values.baseAddress else { return }
    let (B, H) = (sighting.shape[0], sighting.shape[sighting.shape.count - 1])
    let stride = sighting.values.count / B
    count += B * H
    for index in gates.indices {
      func outside(_ low: Double, _ high: Double) -> (sum: Double, outside: Int) {
        Scalar.gateStatistics(B, H, stride: stride, values + index * H, low: low, high: high)
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
