import LinearAlgebra

/// V: a value for each of S states.
public typealias StateValues = [Double]

/// Q: a value for each of S states and A actions, row by row.
public struct ActionValues: Equatable, Sendable {
  /// S.
  public let stateCount: Int
  /// A.
  public let actionCount: Int
  /// Q(s, a) is `elements[s * actionCount + a]`.
  public internal(set) var elements: [Double]

  /// All values equal.
  public init(states S: Int, actions A: Int, repeating value: Double = 0) {
    precondition(S >= 0 && A > 0, "no table of \(S) states and \(A) actions")
    (stateCount, actionCount) = (S, A)
    elements = [Double](repeating: value, count: S * A)
  }

  /// The values of S states, in rows of A.
  public init(actions A: Int, elements: [Double]) {
    precondition(A > 0 && elements.count % A == 0, "\(elements.count) values in rows of \(A)")
    (stateCount, actionCount) = (elements.count / A, A)
    self.elements = elements
  }

  /// Q(s, a).
  public subscript(s: Int, a: Int) -> Double {
    get {
      precondition(a >= 0 && a < actionCount, "no action \(a) of \(actionCount)")
      return elements[s * actionCount + a]
    }
    set {
      precondition(a >= 0 && a < actionCount, "no action \(a) of \(actionCount)")
      elements[s * actionCount + a] = newValue
    }
  }

  /// max_a Q(s, a).
  public func maximum(at s: Int) -> Double {
    var largest = elements[s * actionCount]
    for i in s * actionCount + 1..<(s + 1) * actionCount where elements[i] > largest {
      largest = elements[i]
    }
    return largest
  }

  /// max_a Q(s, a) of every state.
  public var maxima: StateValues { (0..<stateCount).map(maximum) }

  /// The first a of largest Q(s, a).
  public func greedyAction(at s: Int) -> Int {
    var best = 0
    for a in 1..<max(actionCount, 1) where self[s, a] > self[s, best] { best = a }
    return best
  }

  /// Every a whose Q(s, a) is within `tolerance` of the largest: the arrows of a picture.
  public func greedyActions(at s: Int, within tolerance: Double = 1e-9) -> [Int] {
    let largest = maximum(at: s)
    return (0..<actionCount).filter { self[s, $0] >= largest - tolerance }
  }

  /// max_a Q(s, a) minus the second largest; 0 where there is one action. Source: Farahmand 2011.
  public func actionGap(at s: Int) -> Double {
    guard actionCount > 1 else { return 0 }
    var (best, second) = (-Double.infinity, -Double.infinity)
    for a in 0..<actionCount {
      let value = self[s, a]
      if value > best { (best, second) = (value, best) } else { second = max(second, value) }
    }
    return best - second
  }

  /// sum_a pi(a|s) Q(s, a) of every state.
  public func expectation(under policy: Policy) -> StateValues {
    (0..<stateCount).map { s in
      (0..<actionCount).reduce(0) { $0 + policy[s, $1] * self[s, $1] }
    }
  }
}

extension ActionValues {
  /// The difference, entry by entry.
  public static func - (left: ActionValues, right: ActionValues) -> ActionValues {
    left.combined(with: right, -)
  }

  /// The sum, entry by entry.
  public static func + (left: ActionValues, right: ActionValues) -> ActionValues {
    left.combined(with: right, +)
  }

  private func combined(
    with other: ActionValues, _ operation: (Double, Double) -> Double
  ) -> ActionValues {
    precondition(
      elements.count == other.elements.count && actionCount == other.actionCount,
      "\(stateCount) x \(actionCount) with \(other.stateCount) x \(other.actionCount)")
    return ActionValues(
      actions: actionCount, elements: zip(elements, other.elements).map { operation($0, $1) })
  }

  /// max |Q(s, a)|.
  public var supNorm: Double { Reinforcement.supNorm(elements) }

  /// sqrt(sum over (s, a) of w(s, a) Q(s, a)²), with w as ``MDP/actionVisitation(of:)`` gives it.
  public func norm(weightedBy weights: [Double]) -> Double {
    precondition(weights.count == elements.count, "\(weights.count) weights, \(elements.count) Q")
    return zip(weights, elements).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }.squareRoot()
  }
}

/// max |x|; 0 for no x. A NaN among them gives NaN.
public func supNorm(_ values: [Double]) -> Double {
  values.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, $1.magnitude) }
}

/// max |x - y|, as ``supNorm(_:)``.
public func supDistance(_ left: [Double], _ right: [Double]) -> Double {
  precondition(left.count == right.count, "\(left.count) values against \(right.count)")
  return supNorm(zip(left, right).map { $0 - $1 })
}
