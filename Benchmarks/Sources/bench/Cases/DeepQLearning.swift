import LinearAlgebra
import Reinforcement

extension Case {
  /// Deep Q-learning in CartPole with the numbers of CleanRL's dqn.py: one iteration is ten steps of
  /// the environment and one update. I, H, O, B: inputs, hidden units of the first layer, actions,
  /// batch; the second layer has 84.
  static func deepQLearning(_ isTiny: Bool) -> [Case] {
    let shape =
      isTiny ? Sizes(I: 4, H: 120, O: 2, B: 4) : Sizes(I: 4, H: 120, O: 2, B: 128)
    return [
      Case(
        work: "dqn, 10 steps", cell: nil, shape: shape,
        peers: [PeerWork(script: "peer_dqn.py", work: "dqn")], products: updateProducts(shape)
      ) { try iteration(of: 10, agent(shape, filled: isTiny ? 10 : 10_000)) },
      watched(shape, steps: isTiny ? 100 : 10_000),
    ]
  }

  /// As many steps as hold a fifth of the 100 points that a monitor looks at in 50,000, in turns with an agent that nobody
  /// watches.
  private static func watched(_ shape: Sizes, steps: Int) -> Case {
    Case(
      work: "dqn watched, \(steps) steps", cell: nil, shape: shape,
      variant: ("unwatched", { try iteration(of: steps, agent(shape, filled: steps)) })
    ) {
      let agent = try agent(shape, filled: steps)
      agent.observer = try AgentMonitor(
        agent.settings, in: CartPole(), named: "cartpole", points: agent.settings.steps / 500)
      return iteration(of: steps, agent)
    }
  }

  private static func agent(_ shape: Sizes, filled start: Int) throws -> DQNAgent<CartPole> {
    var settings = DQNSettings()
    (settings.batch, settings.start, settings.loss) = (shape.B, start, .squared)
    (settings.firstEpsilon, settings.lastEpsilon) = (0.05, 0.05)
    (settings.steps, settings.evaluateEvery) = (1_000_000_000, 0)
    let agent = try DQNAgent(settings, in: CartPole())
    try agent.run(until: start)
    return agent
  }

  private static func iteration(of steps: Int, _ agent: DQNAgent<CartPole>) -> Iteration {
    { try agent.run(until: agent.step + steps) }
  }

  /// Of an update: both networks forward, one back.
  private static func updateProducts(_ s: Sizes) -> [Product] {
    let second = 84
    return [
      Product(s.B, s.H, s.I, "NT", count: 2), Product(s.B, second, s.H, "NT", count: 2),
      Product(s.B, s.O, second, "NT", count: 2),
      Product(s.O, second, s.B, "TN"), Product(s.B, second, s.O, "NN"),
      Product(second, s.H, s.B, "TN"), Product(s.B, s.H, second, "NN"),
      Product(s.H, s.I, s.B, "TN"),
    ]
  }
}
