import Autodiff
import Foundation
import LinearAlgebra
import Reinforcement

extension ExperienceReplay {
  /// Which transitions an update learns from.
  enum Way: String, CaseIterable, Sendable {
    /// Drawn uniformly from all that happened.
    case replay = "replay"
    /// In a row, from anywhere in all that happened.
    case consecutive = "in a row, from anywhere"
    /// The last n.
    case latest = "the last batch"
    /// The last one alone.
    case online = "the last step"

    /// Transitions of a batch, and transitions kept.
    func sizes(_ settings: Settings) -> (batch: Int, buffer: Int) {
      switch self {
      case .replay, .consecutive: (settings.batch, max(settings.batch, settings.steps))
      case .latest: (settings.batch, settings.batch)
      case .online: (1, 1)
      }
    }
  }

  /// What one agent came to.
  struct Learner: Sendable {
    /// The root mean square of max Q - V* over all places, stop by stop.
    var errors: [Double] = []
    /// What its greedy policy earns less than the best, the mean over all places, stop by stop; exact.
    var regrets: [Double] = []
    /// max Q - V* of each place, stop by stop.
    var maps: [[Double]] = []

    /// The mean over the last quarter of the stops.
    static func late(_ values: [Double]) -> Double { mean(values.suffix(values.count / 4)) }
  }

  /// N places around a clock, a step back or on, 1 for coming to place 0; seen as a point on the unit circle.
  struct Clock: Sendable {
    let world: MDPEnvironment
    let optimum: ActionValues
    /// What is seen in each place, [N, 2].
    let views: Tensor<Float>

    init(_ settings: Settings) throws {
      let N = settings.places
      let mdp = try MDP(
        states: (0..<N).map(String.init), actions: ["back", "on"], discount: settings.discount
      ) { s, a in
        let next = (s + (a == 0 ? N - 1 : 1)) % N
        return [Outcome(to: next, reward: next == 0 ? 1 : 0)]
      }
      let features = (0..<N).map { place in
        let angle = 2 * Double.pi * Double(place) / Double(N)
        return [Float(cos(angle)), Float(sin(angle))]
      }
      world = MDPEnvironment(mdp, features: features)
      optimum = try mdp.policyIteration().actionValues
      views = Tensor(shape: [N, 2], features.flatMap { $0 })
    }

    /// A memory of so many random steps, and the squared length of its mean place.
    func walk(
      _ steps: Int, _ generator: inout RandomGenerator
    ) throws -> (memory: ReplayMemory<Float>, meanSquare: Double) {
      var (world, x, y) = (world, 0.0, 0.0)
      world.reset(seed: generator.next())
      var memory = try ReplayMemory<Float>(capacity: steps, observationShape: [2])
      var seen = world.observation()
      seen.withUnsafeBufferPointer { memory.begin($0) }
      for _ in 0..<steps {
        (x, y) = (x + Double(seen[0]), y + Double(seen[1]))
        let action = generator.integer(below: 2)
        let outcome = try world.step(action)
        seen = world.observation()
        seen.withUnsafeBufferPointer {
          memory.append(
            action: action, reward: outcome.reward, next: $0, terminated: false, truncated: false)
        }
      }
      return (memory, (x * x + y * y) / Double(steps * steps))
    }

    /// Learns from a walk that is entirely random: every way of learning sees the very same steps.
    func learn(
      _ way: Way, _ settings: Settings, seed: UInt64, stops: [Int], _ counter: StepCounter
    ) throws -> Learner {
      let agent = try DQNAgent(way.settings(settings, seed: seed), in: world)
      var learner = Learner()
      for stop in stops {
        let before = agent.step
        try agent.run(until: stop)
        try counter.count(stop - before)
        try judge(agent, &learner)
      }
      return learner
    }

    /// Compares an agent's values with the optimum.
    private func judge(_ agent: DQNAgent<MDPEnvironment>, _ learner: inout Learner) throws {
      let q = ActionValues(
        actions: 2, elements: agent.network.values(views).array.map(Double.init))
      let truth = optimum.maxima
      let errors = zip(q.maxima, truth).map { $0 - $1 }
      let earned = try world.mdp.exactValues(of: .greedy(q))
      learner.errors.append(mean(errors.map { $0 * $0 }).squareRoot())
      learner.regrets.append(mean(zip(truth, earned).map { $0 - $1 }))
      learner.maps.append(errors)
    }
  }

  /// cos(2 pi / N).
  static func stepCosine(_ places: Int) -> Double { cos(2 * Double.pi / Double(places)) }
}

extension ExperienceReplay.Way {
  /// The agent's settings, alike in all but batch and memory.
  func settings(_ lesson: ExperienceReplay.Settings, seed: UInt64) -> DQNSettings {
    var settings = DQNSettings()
    (settings.steps, settings.seed, settings.discount) = (lesson.steps, seed, lesson.discount)
    (settings.hidden, settings.learningRate) = ([32, 32], lesson.learningRate)
    (settings.batch, settings.buffer) = sizes(lesson)
    // Alike for all ways: the first update after as many steps as a batch has.
    (settings.start, settings.trainEvery) = (lesson.batch, 1)
    settings.target = .copy(every: 100)
    (settings.firstEpsilon, settings.lastEpsilon) = (1, 1)
    settings.sampling = self == .replay ? .uniform : .consecutive
    // The walk never ends, so there is no episode to evaluate.
    settings.evaluateEvery = 0
    return settings
  }
}
