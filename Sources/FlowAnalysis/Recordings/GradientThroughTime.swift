import Foundation
import Training

/// How one layer's gradient was spread over the time steps of a batch, at one training step.
///
/// Shares are relative to the last step that has a gradient, so that they speak of the path through
/// time and not of the size of the loss.
public struct GradientThroughTime: Equatable, Sendable {
  /// Whose gradient: that of h, or of an LSTM's c.
  public enum Part: String, Sendable, Codable {
    /// dL/dh_t.
    case hidden = "h"
    /// dL/dc_t.
    case cell = "c"
  }

  /// The training step.
  public let step: Int
  /// The layer, 0 at the bottom.
  public let layer: Int
  /// h or c.
  public let part: Part
  /// ln(||dL/dh_t|| / ||dL/dh_R||) for t = 1 ... T; nil where the norm was lost below Float32.
  public let logShares: [Double?]
  /// R: the last time step whose gradient has a norm, T unless the loss leaves it out.
  public let reference: Int
  /// ln ||dL/dh_R||, in the units of the loss.
  public let logReference: Double
  /// ln of the first step's share; an upper bound if it was lost below Float32, -infinity if it is
  /// exactly zero.
  public let logFirstShare: Double
  /// The decay by lag from R, over the steps that weren't lost.
  public let fit: DecayFit?
  /// Steps back from R until 1 %.
  public let horizon: MemoryHorizon?
  let curve: FlowCurve

  /// Reads the norms of one layer at t = 1 ... T.
  ///
  /// Nil where no share can be taken: no norm above zero, or one that isn't finite.
  /// - Parameter least: the smallest norm that could be recorded; what was lost lies below it.
  /// - Complexity: O(T).
  public init?(
    _ norms: [GradientNorm], step: Int, layer: Int, part: Part,
    least: Double = GradientNorm.leastFloat32
  ) {
    guard let last = norms.lastIndex(where: { ($0.value ?? 0) > 0 }),
      let reference = norms[last].log
    else { return nil }
    let shares = norms.map { $0.log.map { $0 - reference } }
    let back = shares[...last].reversed()
    let bounded = back.map { $0 ?? log(least) - reference }
    let measured = back.firstIndex { $0 == nil }.map {
      back.distance(from: back.startIndex, to: $0)
    }
    guard let curve = FlowCurve(byLag: bounded, measured: least > 0 ? measured : nil) else {
      return nil
    }
    self.step = step
    self.layer = layer
    self.part = part
    self.reference = last + 1
    self.curve = curve
    logShares = shares
    logReference = reference
    logFirstShare = curve.level
    fit = curve.measured >= 2 ? curve.fit() : nil
    horizon = MemoryHorizon(byLag: bounded)
  }

  /// Whether the first step's share is below what the verdict of vanishing asks for.
  public var isFirstStepAlive: Bool { logFirstShare >= log(VerdictThreshold.vanishing) }
}

/// When the first time step began to count in training: its share of the gradient reached 1 %.
public enum Lighting: Equatable, Sendable {
  /// It counted at the first record already.
  case fromTheStart
  /// It began at this training step, and counted at half or more of the records from there on.
  case at(step: Int)
  /// It never did.
  case never
  /// There are no records of it.
  case unknown

  /// The lighting of one layer's records, in the order of training.
  init(_ history: [GradientThroughTime]) {
    let alive = history.map(\.isFirstStepAlive)
    guard let start = alive.first else {
      self = .unknown
      return
    }
    let lasting = alive.indices.first { index in
      alive[index] && 2 * alive[index...].count(where: { $0 }) >= alive.count - index
    }
    self = start ? .fromTheStart : lasting.map { .at(step: history[$0].step) } ?? .never
  }
}
