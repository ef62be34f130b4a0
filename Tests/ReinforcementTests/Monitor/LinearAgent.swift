import Autodiff
import LinearAlgebra
import Reinforcement

/// Q(s, a) = w_a · phi(s): with one-hot features a table.
struct LinearAgent: ActionValueFunction {
  let actionCount: Int
  let featureCount: Int
  /// [A, n].
  var w: [Double]
  /// What it claims its hidden layers to be.
  var layers: [Tensor<Float>] = []

  init(actions: Int, features: Int, initial: Double = 0) {
    (actionCount, featureCount) = (actions, features)
    w = [Double](repeating: initial, count: actions * features)
  }

  /// The table of given values over one-hot states.
  init(_ q: ActionValues) {
    self.init(actions: q.actionCount, features: q.stateCount)
    for s in 0..<q.stateCount {
      for a in 0..<actionCount { w[a * featureCount + s] = q[s, a] }
    }
  }

  func outputs(_ observations: Tensor<Float>) -> [Tensor<Float>] {
    let (phi, n) = (observations.array, observations.shape[0])
    let values = (0..<n).flatMap { row in
      (0..<actionCount).map { a in
        Float(
          (0..<featureCount).reduce(0.0) {
            $0 + w[a * featureCount + $1] * Double(phi[row * featureCount + $1])
          })
      }
    }
    return layers + [Tensor(shape: [n, actionCount], values)]
  }

  var weights: [(name: String, matrix: Matrix)] {
    [("w", Matrix(rows: actionCount, columns: featureCount, elements: w))]
  }
}

/// Linear Q-learning from transitions whose states and actions are drawn uniformly, under the monitor.
struct LinearRun {
  var discount = 0.99
  var steps = 4000
  var batch = 32
  var stepSize = 0.1
  /// 0 for never.
  var targetEvery = 50
  var masksEnds = true
  var flipsRewards = false
  /// Actions that are drawn: all when nil.
  var actions: Int?

  func run(
    _ environment: MDPEnvironment
  ) throws
    -> (recording: BellmanRecording, agent: LinearAgent)
  {
    let mdp = environment.mdp
    var header = BellmanHeader()
    (header.environment, header.agent, header.steps) = ("test", "linear Q-learning", steps)
    (header.actions, header.seed) = (mdp.actionCount, 0)
    header.targetEvery = targetEvery > 0 ? targetEvery : nil
    var monitor = BellmanMonitor(
      BellmanMonitor.Settings(discount: discount), header: header,
      schedule: MonitorSchedule(to: steps),
      heldOut: try .heldOut(from: environment, count: 256, seed: 1),
      truth: try ExactTruth(environment, discount: discount),
      rollouts: GreedyRollouts(environment, seed: 2))
    var online = LinearAgent(actions: mdp.actionCount, features: environment.featureCount)
    var (target, generator) = (online, RandomGenerator(seed: 3))
    for step in 1...steps {
      let batch = draw(environment, step, &generator)
      let (targets, loss) = update(&online, target, batch)
      monitor.seeUpdate()
      if monitor.isDue(at: step) {
        try monitor.measure(
          step: step, online: online, target: target, batch: batch, targets: targets, loss: loss,
          normBefore: loss.squareRoot(), epsilon: 1)
      }
      if targetEvery > 0 && step % targetEvery == 0 {
        target = online
        monitor.seeTargetCopy()
      }
    }
    monitor.finish(.completed)
    return (monitor.recording, online)
  }

  private func draw(
    _ environment: MDPEnvironment, _ step: Int, _ generator: inout RandomGenerator
  ) -> TransitionBatch {
    let (mdp, n) = (environment.mdp, environment.featureCount)
    let states = mdp.transientStates
    var (s, next) = ([Float](), [Float]())
    var (taken, rewards, terminal) = ([Int32](), [Float](), [Bool]())
    func features(_ state: Int) -> ArraySlice<Float> {
      environment.features[state * n..<(state + 1) * n]
    }
    for _ in 0..<batch {
      let state = states[generator.integer(below: states.count)]
      let action = generator.integer(below: actions ?? mdp.actionCount)
      let outcome = mdp.sample(state, action, using: &generator)
      s += features(state)
      next += features(outcome.next)
      taken.append(Int32(action))
      rewards.append(Float(outcome.reward) * (flipsRewards ? -1 : 1))
      terminal.append(outcome.terminal)
    }
    return TransitionBatch(
      observations: Tensor(shape: [batch, n], s), actions: taken, rewards: rewards,
      nextObservations: Tensor(shape: [batch, n], next), terminal: terminal,
      ages: (0..<batch).map { _ in generator.integer(below: step) },
      indices: (0..<batch).map { _ in generator.integer(below: step) })
  }

  /// One step of semi-gradient descent; returns y and the mean squared error.
  private func update(
    _ agent: inout LinearAgent, _ target: LinearAgent, _ batch: TransitionBatch
  ) -> ([Float], Double) {
    let (q, ahead) = (agent.values(batch.observations), target.values(batch.nextObservations))
    let (phi, n) = (batch.observations.array, agent.featureCount)
    var (targets, loss) = ([Float](), 0.0)
    for i in 0..<batch.count {
      let A = agent.actionCount
      let future = (0..<A).map { ahead[i, $0] }.max()!
      let ends = batch.terminal[i] && masksEnds
      let y = batch.rewards[i] + (ends ? 0 : Float(discount) * future)
      let delta = Double(y - q[i, Int(batch.actions[i])])
      for j in 0..<n {
        agent.w[Int(batch.actions[i]) * n + j] += stepSize * delta * Double(phi[i * n + j])
      }
      targets.append(y)
      loss += delta * delta / Double(batch.count)
    }
    return (targets, loss)
  }
}

/// Tsitsiklis and Van Roy's two states with features 1 and 2: w -> 2w grows where both are updated equally often.
func twoStates(discount: Double = 0.99) throws -> MDPEnvironment {
  let mdp = try MDP(
    states: ["one", "two"], actions: ["go", "go too"], discount: discount
  ) { s, _ in
    s == 0
      ? [Outcome(to: 1, reward: 0)]
      : [Outcome(0.95, to: 1, reward: 1), Outcome(0.05, to: 1, reward: 0, terminal: true)]
  }
  return MDPEnvironment(mdp, features: [[1], [2]], stepLimit: 50)
}
