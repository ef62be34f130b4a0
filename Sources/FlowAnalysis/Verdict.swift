import Foundation

/// What was concluded about the flow of gradients through T steps, from which number, and how
/// strong a statement it is.
public struct Verdict: Equatable, Sendable {
  /// What becomes of the gradient over T steps.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// The first step's share is below 1 % of the last's, and falls with every step.
    case vanishing
    /// The first step's share is above 100 times the last's, and grows with every step.
    case exploding
    /// It grows more than tenfold on the way and falls again.
    case transientGrowth = "transient growth"
    /// It stays within 1 % and 100 times.
    case healthy
    /// The loss of a training run ended far above an untrained network's.
    case diverged
    /// The numbers at hand don't say.
    case notDecided = "not decided"
  }

  /// How much a number proves.
  public enum Strength: Equatable, Sendable {
    /// True for every input, by an inequality on the weights.
    case proof
    /// The inequality without which it cannot happen is met; that it happens isn't shown.
    case necessaryCondition
    /// What was measured on one named input; another input can give another number.
    case measurement(input: String)
  }

  /// The number and the threshold that it was held against.
  public struct Evidence: Equatable, Sendable {
    /// What the number is, such as `||ds_T/ds_0||`.
    public let quantity: String
    /// The number; its natural logarithm if `isLogarithm`.
    public let value: Double
    /// The threshold, on the same scale.
    public let threshold: Double
    /// Whether both are natural logarithms, since the numbers themselves leave Float64.
    public let isLogarithm: Bool

    /// The number as text, also where it lies outside Float64: `1.14e-4343`.
    public var valueText: String { isLogarithm ? number(expOf: value) : number(value) }
    /// The threshold as text.
    public var thresholdText: String { isLogarithm ? number(expOf: threshold) : number(threshold) }
  }

  /// What becomes of the gradient.
  public let kind: Kind
  /// T: over how many steps. A verdict on decay means nothing without it: 0.97 a step is healthy
  /// over 20 and lost over 400. Nil only for a recording that doesn't say.
  public let length: Int?
  /// The number that decided.
  public let evidence: Evidence
  /// How much it proves.
  public let strength: Strength
  /// One sentence that explains.
  public let sentence: String

  /// Whether something is wrong, as opposed to healthy or not decided.
  public var isFinding: Bool { kind != .healthy && kind != .notDecided }
}

extension Verdict.Strength: CustomStringConvertible {
  /// In words: `proof`, `necessary condition`, `measurement on NAME`.
  public var description: String {
    switch self {
    case .proof: "proof"
    case .necessaryCondition: "necessary condition"
    case .measurement(let input): "measurement on \(input)"
    }
  }
}

extension Verdict: CustomStringConvertible {
  /// One line: kind, T, number, threshold, strength, sentence.
  public var description: String {
    "\(kind.rawValue)" + (length.map { " over T = \($0)" } ?? "")
      + ": \(evidence.quantity) = \(evidence.valueText), "
      + "threshold \(evidence.thresholdText) (\(strength)). \(sentence)"
  }
}

extension Array where Element == Verdict {
  /// The verdict that a summary leads with: the first that decides something, proofs before
  /// measurements; where none does, the last, which is nearest to a measurement.
  public var headline: Verdict? {
    let decided = filter { $0.kind != .notDecided }
    return decided.first { $0.strength == .proof } ?? decided.first ?? last
  }
}

/// The thresholds of the verdicts, each with the reason for its size.
public enum VerdictThreshold {
  /// 1 %: below it a step's share of the gradient drowns. A batch of B sequences leaves sampling
  /// noise of about 1/sqrt(B) in the near steps' share, 10 to 20 % for the usual B of 32 to 128,
  /// and an optimiser that divides by the gradient's size (Adam, RMSProp) cannot lift one step's
  /// share over another's, since they add up in one weight. It is also the level of
  /// `MemoryHorizon`: vanishing says that the horizon is shorter than the sequence.
  public static let vanishing = 0.01
  /// 100 times, the mirror of 1 %. A usual step moves a weight by about 1/1000 of itself; with a
  /// gradient a hundred times larger it moves by a tenth, far outside the neighbourhood in which
  /// the gradient says anything.
  public static let exploding = 100.0
  /// 10 times: growth on the way that a window of truncated backpropagation shorter than it would
  /// mistake for an explosion. Random matrices of the usual sizes stay below 3.
  public static let transientPeak = 10.0
  /// A trend is one if its slope is this many standard errors from zero, ...
  public static let trendErrors = 2.0
  /// ... and if its line changes by at least this factor from one end of the window to the other.
  public static let trendFactor = 1.25
  /// Fewer steps than this show a level but no trend.
  public static let shortestTrend = 4
  /// A norm this many times the median of those before it is a spike: Gaussian batch noise stays
  /// within 2 or 3 times.
  public static let spike = 10.0
  /// 10 times: a network whose answers are worse than no network's by that much isn't learning. A
  /// squared error starts up to seven times above the baseline on the adding task, so less isn't
  /// telling.
  public static let divergence = 10.0
  /// Clipping that binds at more than half of the steps is no safeguard any more: it is the
  /// learning rate.
  public static let clipBinds = 0.5
  /// A gate that stands at its ends for more than half of its activations passes little gradient.
  public static let saturation = 0.5
}
