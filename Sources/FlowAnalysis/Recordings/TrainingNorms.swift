import Foundation
import Training

/// How often clipping bound, among the recorded steps.
public struct ClipStatistics: Equatable, Sendable {
  /// The recorded steps with a gradient norm.
  public let steps: Int
  /// Those of them at which clipping changed the gradient.
  public let bound: Int
  /// The same share over the second half of them: what it is once training has settled.
  public let lateRate: Double

  /// The share of steps at which it bound.
  public var rate: Double { Double(bound) / Double(steps) }

  /// Nil for a recording without gradient norms.
  init?(_ records: [StepRecord]) {
    let bindings = records.compactMap { $0.clip?.didBind }
    guard !bindings.isEmpty else { return nil }
    let late = bindings[(bindings.count / 2)...]
    steps = bindings.count
    bound = bindings.count { $0 }
    lateRate = Double(late.count { $0 }) / Double(late.count)
  }
}

/// A recorded step whose gradient, before clipping, was many times the usual one.
public struct GradientSpike: Equatable, Sendable {
  /// The training step.
  public let step: Int
  /// ||dL/dw|| over all parameters, before clipping.
  public let norm: Double
  /// Over the median of the 5 to 20 recorded norms before it; infinite if the norm is.
  public let ratio: Double

  /// The ratio of every recorded norm that has at least five before it, in the order of training.
  static func ratios(_ records: [StepRecord]) -> [GradientSpike] {
    let norms = records.compactMap { record in record.clip.map { (record.step, $0.normBefore) } }
    guard norms.count > 5 else { return [] }
    return (5..<norms.count).map { index in
      let before = norms[max(0, index - 20)..<index].map(\.1).sorted()
      let (step, norm) = norms[index]
      let ratio = norm.isFinite ? norm / before[before.count / 2] : .infinity
      return GradientSpike(step: step, norm: norm, ratio: ratio.isNaN ? 1 : ratio)
    }
  }
}

/// One gate through training: how far open, and how much of it stands at its ends.
public struct GateHistory: Equatable, Sendable {
  /// The layer, 0 at the bottom.
  public let layer: Int
  /// The gate's letter; `h` for the state of a vanilla RNN.
  public let gate: String
  /// The training steps with a record of it.
  public let steps: [Int]
  /// The mean activation at each.
  public let means: [Double]
  /// The share of activations at either end at each, where the gradient hardly passes.
  public let saturated: [Double]

  /// Whether more than half of it stood at its ends at the last record.
  public var isSaturated: Bool { (saturated.last ?? 0) > VerdictThreshold.saturation }

  /// Every gate of every layer, in the order of the first record that has it.
  static func all(_ records: [StepRecord]) -> [GateHistory] {
    var order: [String] = []
    var histories: [String: GateHistory] = [:]
    for record in records {
      for (layer, gates) in (record.gates ?? []).enumerated() {
        for gate in gates {
          let key = "\(layer) \(gate.gate)"
          if histories[key] == nil { order.append(key) }
          let known = histories[key]
          histories[key] = GateHistory(
            layer: layer, gate: gate.gate, steps: (known?.steps ?? []) + [record.step],
            means: (known?.means ?? []) + [gate.mean],
            saturated: (known?.saturated ?? []) + [gate.saturated])
        }
      }
    }
    return order.compactMap { histories[$0] }
  }
}
