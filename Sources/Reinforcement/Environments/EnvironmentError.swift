/// What can go wrong with an environment.
public enum EnvironmentError: Error, Equatable, Sendable {
  /// There is no environment of this name.
  case unknownEnvironment(String, known: [String])
  /// There is no action of this number.
  case unknownAction(Int, actions: [String])
  /// An observation is not a number, or infinite.
  case observation(Double, index: Int, step: Int)
  /// A reward is not a number, or infinite.
  case reward(Double, step: Int)
}

extension EnvironmentError: CustomStringConvertible {
  /// One sentence: what, where, what to do.
  public var description: String {
    switch self {
    case .unknownEnvironment(let name, let known):
      "no environment is called \"\(name)\"; give one of \(known.joined(separator: ", "))."
    case .unknownAction(let action, let actions):
      "there is no action \(action); give 0 to \(actions.count - 1) "
        + "(\(actions.joined(separator: ", ")))."
    case .observation(let value, let index, let step):
      "the observation after step \(step) is \(value) at index \(index); "
        + "make the environment give finite numbers."
    case .reward(let value, let step):
      "the reward of step \(step) is \(value); make the environment give finite numbers."
    }
  }
}

/// Looks at what a step gave, before anything learns from it.
///
/// - Parameter step: the number of the step in the run, which the error names.
/// - Throws: ``EnvironmentError/observation(_:index:step:)``,
///   ``EnvironmentError/reward(_:step:)``.
/// - Complexity: linear in the observation, nothing for bytes.
public func requireFinite<Element: ObservationElement>(
  _ observation: UnsafeBufferPointer<Element>, reward: Double, step: Int
) throws(EnvironmentError) {
  guard reward.isFinite else { throw .reward(reward, step: step) }
  guard let index = Element.firstNonFinite(in: observation) else { return }
  let value = (observation[index] as? Float).map(Double.init) ?? .nan
  throw .observation(value, index: index, step: step)
}
