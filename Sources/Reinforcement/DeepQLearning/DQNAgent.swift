import LinearAlgebra
import Training

/// Deep Q-learning with experience replay and a target network, Algorithm 1 of Mnih et al. 2015:
/// `run` makes the steps.
///
/// Everything random comes from the seed, a stream a purpose, so that the same settings give the same
/// run bit for bit, watched or not.
public final class DQNAgent<World: Environment> {
  /// The settings.
  public let settings: DQNSettings
  /// The environment steps made.
  public internal(set) var step = 0
  /// What happened so far.
  public internal(set) var records: [DQNRecord] = []
  /// The network that scored best in an evaluation; of equals the latest.
  public internal(set) var best: BestNetwork?
  /// The transitions learned from.
  public internal(set) var memory: ReplayMemory<World.Element>
  /// Who looks on.
  public var observer: (any DeepQObserver)?

  /// The online network.
  public var network: QNetwork { learner.online }
  /// The target network.
  public var target: QNetwork { learner.target }
  /// The updates made.
  public var updates: Int { learner.updates }
  /// The best network, or the last one where none was evaluated.
  public var kept: QNetwork { best?.network ?? learner.online }

  var world: World
  let original: World
  var learner: DQNLearner
  var selection: ActionSelection
  let epsilon: LinearSchedule
  var streams: DQNStreams
  var record = DQNRecord()
  /// What the environment shows.
  var seen: [World.Element]
  /// What the current episode came to.
  var (score, length) = (0.0, 0)
  var hasBegun = false

  /// An agent in a copy of an environment.
  ///
  /// - Parameter network: what to start from; nil draws one from the seed.
  /// - Throws: `SettingError`.
  public init(
    _ settings: DQNSettings, in world: World, network: QNetwork? = nil,
    observer: (any DeepQObserver)? = nil
  ) throws(SettingError) {
    try settings.check()
    (self.settings, self.observer, epsilon) = (settings, observer, settings.epsilon)
    (self.world, original) = (world, world)
    streams = DQNStreams(seed: settings.seed)
    let shape = world.observationShape
    let network =
      network
      ?? QNetwork.make(
        observation: shape, hidden: settings.hidden, actions: world.actionCount,
        using: &streams.weights)
    precondition(
      network.actionCount == world.actionCount,
      "a network of \(network.actionCount) actions for an environment of \(world.actionCount)")
    memory = try ReplayMemory(
      capacity: settings.buffer, observationShape: shape, stackedFrames: world.stackedFrames)
    learner = DQNLearner(network, settings)
    selection = ActionSelection(observation: shape, network: network)
    seen = world.observation()
  }
}

/// The random numbers of a run, one stream a purpose.
struct DQNStreams: Sendable {
  var weights: RandomGenerator
  var world: RandomGenerator
  var exploration: RandomGenerator
  var replay: RandomGenerator
  var evaluation: RandomGenerator
  var test: RandomGenerator
  var monitor: RandomGenerator

  init(seed: UInt64) {
    var root = RandomGenerator(seed: seed)
    weights = root.split()
    world = root.split()
    exploration = root.split()
    replay = root.split()
    evaluation = root.split()
    test = root.split()
    monitor = root.split()
  }
}
