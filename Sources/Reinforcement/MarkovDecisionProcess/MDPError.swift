/// Why a Markov decision process can't be built or solved.
public enum MDPError: Error, Equatable, Sendable {
  /// There is no state, or no action.
  case empty
  /// The discount is no number in [0, 1].
  case discount(Double)
  /// A probability is negative, above 1, or not a number.
  case probability(Double, state: String, action: String)
  /// The probabilities of what an action can lead to don't sum to 1.
  case probabilitySum(Double, state: String, action: String)
  /// A reward is not finite.
  case reward(Double, state: String, action: String)
  /// An action leads to a state that doesn't exist.
  case successor(Int, state: String, action: String, stateCount: Int)
  /// The distribution of the first state has the wrong length, a negative entry, or a sum other
  /// than 1.
  case start(sum: Double)
  /// A policy's probabilities in a state are no distribution over the actions.
  case policy(sum: Double, state: String)
  /// At discount 1, an episode that begins here may go on for ever.
  case neverTerminates(state: String)
}

extension MDPError: CustomStringConvertible {
  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .empty:
      "the decision process has no state or no action; give it at least one of each."
    case .discount(let gamma):
      "the discount is \(gamma); give a number from 0 to 1."
    case .probability(let p, let state, let action):
      "action \"\(action)\" in state \"\(state)\" has an outcome of probability \(p); "
        + "give numbers from 0 to 1."
    case .probabilitySum(let sum, let state, let action):
      "the probabilities of action \"\(action)\" in state \"\(state)\" sum to \(sum); "
        + "make them sum to 1."
    case .reward(let reward, let state, let action):
      "action \"\(action)\" in state \"\(state)\" has a reward of \(reward); give a finite number."
    case .successor(let next, let state, let action, let count):
      "action \"\(action)\" in state \"\(state)\" leads to state \(next); "
        + "give an index from 0 to \(count - 1)."
    case .start(let sum):
      "the probabilities of the first state sum to \(sum); "
        + "give one for each state, none negative, with sum 1."
    case .policy(let sum, let state):
      "the policy's probabilities in state \"\(state)\" sum to \(sum); "
        + "give one for each action, none negative, with sum 1."
    case .neverTerminates(let state):
      "from state \"\(state)\" an episode may never end, and at discount 1 it has no value; "
        + "give a discount below 1 or a policy that reaches an end."
    }
  }
}
