/// The environments that go by name.
public enum EnvironmentName: String, CaseIterable, Sendable {
  /// ``CartPole``.
  case cartPole = "cartpole"
  /// ``MDP/cornerGrid()``, one-hot, truncated after 100 steps.
  case gridWorld = "gridworld"
  /// ``MDP/frozenLake(_:isSlippery:discount:)`` 4x4, slippery, one-hot, truncated after 100 steps.
  case frozenLake = "frozenlake"
  /// ``PixelEnvironment``.
  case pixels
  /// ``Probe/constantReward``.
  case probe1 = "probe-1"
  /// ``Probe/rewardByObservation``.
  case probe2 = "probe-2"
  /// ``Probe/twoSteps``.
  case probe3 = "probe-3"
  /// ``Probe/actionDecides``.
  case probe4 = "probe-4"
  /// ``Probe/actionMatchesObservation``.
  case probe5 = "probe-5"

  /// - Throws: ``EnvironmentError/unknownEnvironment(_:known:)``, which lists the names.
  public init(named name: String) throws(EnvironmentError) {
    guard let known = EnvironmentName(rawValue: name) else {
      throw .unknownEnvironment(name, known: Self.allCases.map(\.rawValue))
    }
    self = known
  }

  /// A new environment of this name.
  ///
  /// - Parameter discount: gamma of its decision process where that is known (``MDPEnvironment``);
  ///   others have none.
  /// - Throws: ``MDPError/discount(_:)``.
  public func make(discount: Double) throws(MDPError) -> any Environment {
    switch self {
    case .cartPole: CartPole()
    case .gridWorld:
      MDPEnvironment(try MDP.cornerGrid().discounted(by: discount), stepLimit: 100)
    case .frozenLake:
      MDPEnvironment(
        try MDP.frozenLake(discount: discount), stepLimit: FrozenLakeMap.fourByFour.stepLimit)
    case .pixels: PixelEnvironment()
    case .probe1: try Probe.constantReward.environment(discount: discount)
    case .probe2: try Probe.rewardByObservation.environment(discount: discount)
    case .probe3: try Probe.twoSteps.environment(discount: discount)
    case .probe4: try Probe.actionDecides.environment(discount: discount)
    case .probe5: try Probe.actionMatchesObservation.environment(discount: discount)
    }
  }
}
