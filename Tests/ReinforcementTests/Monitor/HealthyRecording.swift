import Training

@testable import Reinforcement

/// The recording of a run in which nothing is wrong, every quantity there: what alarms must be silent on, and what a test
/// breaks in one place.
func healthyRecording(points: Int = 80) -> BellmanRecording {
  var header = BellmanHeader()
  (header.environment, header.agent, header.discount) = ("cartpole", "dqn", 0.99)
  (header.actions, header.steps, header.targetEvery, header.randomScore) = (2, 8000, 250, 22)
  header.seed = .max
  let list = (1...points).map { k in healthyPoint(k, of: points) }
  return BellmanRecording(header: header, points: list, end: .completed)
}

private func healthyPoint(_ k: Int, of points: Int) -> BellmanPoint {
  let progress = Double(k) / Double(points)
  var point = BellmanPoint(step: 100 * k)
  (point.updates, point.targetCopies, point.terminations) = (100 * k, 2 * k / 5, 2 * k)
  (point.epsilon, point.loss) = (max(0.04, 1 - 5 * progress), 0.2)
  point.clip = ClipResult(normBefore: 12, normAfter: 10, didBind: true)
  (point.episodeReturn, point.episodeLength) = (400 * progress, 400 * progress)
  point.heldOut = errors(size: 1 + 4 * progress, terminal: 6 * progress)
  point.replay = errors(size: 0.5, terminal: 4 * progress)
  point.replay?.terminalTarget = 0
  point.replay?.nonTerminalTarget = 0
  (point.actionCounts, point.memory) = ([30, 34], ReplayRecord())
  point.memory?.terminalShare = 0.02
  point.values = values(progress)
  point.rollouts = rollouts(progress)
  point.representation = RepresentationRecord()
  point.representation?.effectiveRank = 20 + 10 * progress
  point.representation?.rankLimit = 84
  point.representation?.dormant = 0.7
  point.sigmaMax = [NamedNumber("first", 2), NamedNumber("second", 3.5)]
  return point
}

private func errors(size: Double, terminal: Double) -> TDErrors {
  var errors = TDErrors()
  (errors.all, errors.nonTerminal) = (ErrorSummary([size, -size]), ErrorSummary([size]))
  errors.terminal = ErrorSummary([terminal, -terminal, terminal, terminal])
  errors.unmasked = terminal * 0.9
  return errors
}

private func values(_ progress: Double) -> ValueScale {
  var values = ValueScale()
  // At the cap in the end, and not above.
  (values.largest, values.cap, values.largestReward) = (100 * progress, 100, 1)
  (values.targetGap, values.onlineMoved, values.targetMoved) = (0.3, 0.5, 0.5)
  return values
}

private func rollouts(_ progress: Double) -> RolloutRecord {
  var record = RolloutRecord()
  (record.predicted, record.discounted, record.score) = (
    80 * progress, 90 * progress, 450 * progress
  )
  (record.gapLow, record.gapHigh, record.tail) = (-12 * progress, -8 * progress, 0.6)
  return record
}

/// Numbers of a known process.
func truth(error: Double, size: Double) -> TruthRecord {
  var record = TruthRecord()
  (record.weightedError, record.error) = (error, 2 * error)
  (record.weightedOptimum, record.optimum) = (size, 2 * size)
  return record
}
