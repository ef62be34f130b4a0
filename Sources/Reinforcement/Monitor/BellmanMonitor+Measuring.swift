import Training

extension BellmanMonitor {
  /// Looks at an update, adds a point to the recording, and sets the time of the next.
  ///
  /// Call it after the update and before a copy that is due, or Q_online - Q_target would be 0 whenever a point falls on
  /// a copy. What isn't known is left out.
  /// - Parameters:
  ///   - step: the environment step, above that of the point before.
  ///   - batch: what the update learned from.
  ///   - targets: y, [n], as the agent computed them: shows whether it masks ends.
  ///   - loss: of the batch.
  ///   - normBefore, normAfter: of the gradient, before and after clipping.
  ///   - epsilon: the chance of a random action.
  /// - Complexity: three forward passes (four for Double DQN) over the held-out states, two (three) over the batch, the eigenvalues
  ///   of the features' Gram matrix, and rollouts where their budget allows.
  /// - Throws: ``EnvironmentError`` from a rollout.
  public mutating func measure(
    step: Int, online: some ActionValueFunction, target: some ActionValueFunction,
    batch: TransitionBatch, targets: [Float]? = nil, loss: Double? = nil,
    normBefore: Double? = nil, normAfter: Double? = nil, epsilon: Double? = nil
  ) throws {
    schedule.taken(at: step)
    var point = BellmanPoint(step: step)
    (point.loss, point.epsilon) = (loss, epsilon)
    point.clip = normBefore.map { before in
      let after = normAfter ?? before
      return ClipResult(normBefore: before, normAfter: after, didBind: after < before)
    }
    counts.largestReward = max(counts.largestReward, batch.largestReward)
    counts.report(to: &point)
    point.memory = ReplayRecord(batch)
    point.actionCounts = batch.actionCounts(of: online.actionCount)
    let outputs = online.outputs(heldOut.observations)
    addErrors(online, ActionValues(outputs.last!), target, batch, targets, to: &point)
    point.truth = truth?.measure(online)
    point.representation = RepresentationRecord(outputs.dropLast(), distinct: distinctStates)
    point.sigmaMax = point.representation.map { _ in online.spectralNorms }
    point.rollouts = try rollOut(online, at: step)
    recording.points.append(point)
  }

  private mutating func addErrors(
    _ online: some ActionValueFunction, _ values: ActionValues,
    _ target: some ActionValueFunction, _ batch: TransitionBatch, _ targets: [Float]?,
    to point: inout BellmanPoint
  ) {
    func measured(_ batch: TransitionBatch, _ values: ActionValues?) -> BellmanMeasurement {
      BellmanMeasurement(
        online: online, target: target, batch: batch, discount: settings.discount,
        isDouble: settings.isDouble, values: values)
    }
    let (held, replay) = (measured(heldOut, values), measured(batch, nil))
    (point.heldOut, point.replay) = (held.summary(), replay.summary(targets: targets))
    let now = (online: values, target: target.table(heldOut.observations))
    point.values = ValueScale(
      online: now.online, target: now.target, previous: previous, largest: replay.online.supNorm,
      largestReward: counts.largestReward, discount: settings.discount)
    previous = now
  }

  private mutating func rollOut(
    _ online: some ActionValueFunction, at step: Int
  ) throws -> RolloutRecord? {
    guard let rollouts, credit.allows(at: step) else { return nil }
    let episodes = try rollouts.play(online, discount: settings.discount)
    credit.spend(episodes.map(\.length).max() ?? 0)
    return record(episodes)
  }

  /// Greedy episodes of the network as it is after a step: into the step's point, or into one of their own.
  public mutating func see(_ episodes: [GreedyEpisode], at step: Int) {
    if recording.points.last?.step != step { recording.points.append(BellmanPoint(step: step)) }
    recording.points[recording.points.count - 1].rollouts = record(episodes)
  }

  private mutating func record(_ episodes: [GreedyEpisode]) -> RolloutRecord {
    let cap = valueCap(largestReward: counts.largestReward, discount: settings.discount)
    return RolloutRecord(episodes, discount: settings.discount, cap: cap, using: &generator)
  }
}

/// What a run tells as it goes.
struct RunCounts {
  var largestReward = 0.0
  var updates = 0
  var targetCopies = 0
  var updatesAtCopy = 0
  var terminations = 0
  /// Since the last point.
  var episodes: [(total: Double, length: Int)] = []
  private var hasEpisodes = false

  mutating func report(to point: inout BellmanPoint) {
    hasEpisodes = hasEpisodes || !episodes.isEmpty
    if updates > 0 { (point.updates, point.targetCopies) = (updates, targetCopies) }
    if hasEpisodes { point.terminations = terminations }
    point.episodeReturn = mean(episodes.map(\.total))
    point.episodeLength = mean(episodes.map { Double($0.length) })
    episodes.removeAll(keepingCapacity: true)
  }
}

/// How many forward passes rollouts may still take: a share of the steps so far. A set that costs more than is there
/// leaves a debt, and waits until it is paid.
struct RolloutCredit {
  let share: Double
  let first: Int
  private var spent = 0

  init(share: Double, from first: Int) { (self.share, self.first) = (share, first) }

  func allows(at step: Int) -> Bool { Double(spent) <= share * Double(step - first) }

  mutating func spend(_ passes: Int) { spent += passes }
}

extension TransitionBatch {
  /// max |r|.
  var largestReward: Double { supNorm(rewards.map(Double.init)) }
}
