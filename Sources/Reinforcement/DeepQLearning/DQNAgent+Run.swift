import Autodiff
import LinearAlgebra
import Training

extension DQNAgent {
  /// Makes the steps that are left: act, store, learn, copy, evaluate.
  ///
  /// - Parameters:
  ///   - limit: the step to pause before; a later call goes on. Nil for the last one.
  ///   - interruption: looked at before every step and every update.
  ///   - onRecord: called whenever a line of the record is complete.
  /// - Returns: How it ended; a pause is an interruption.
  /// - Throws: `EnvironmentError` that names the step; what was recorded so far stays.
  /// - Complexity: a step is one pass of one observation; an update is one forward pass of each
  ///   network and one backward pass over a batch.
  @discardableResult
  @specialized(where World == CartPole)
  @specialized(where World == MDPEnvironment)
  public func run(
    until limit: Int? = nil, interruption: Interruption? = nil,
    onRecord: (DQNRecord) -> Void = { _ in }
  ) throws(EnvironmentError) -> RecordingEnd {
    setThreads(1)
    begin()
    var isPaused = false
    // However a run ends, a fault of the environment included, the last line of its record is complete.
    defer { if !isPaused && record != DQNRecord() { close { _ in } } }
    while step < settings.steps {
      if step == limit {
        isPaused = true
        return .interrupted(step: step)
      }
      if interruption?.isRequested ?? false { return .interrupted(step: step) }
      try act(chooseAction())
      do throws(NonFinite) { try learn(until: interruption) } catch {
        return .nonFinite(step: error.step, tensor: error.tensor)
      }
      copyTargetWhenDue()
      try evaluateWhenDue()
      if step % settings.recordInterval == 0 || record.evaluation != nil { close(onRecord) }
    }
    return .completed
  }

  /// With probability epsilon any action, else argmax over a of Q(s, a).
  @specialized(where World == CartPole)
  @specialized(where World == MDPEnvironment)
  private func chooseAction() -> Int {
    if streams.exploration.uniform() < epsilon.value(at: step) {
      return streams.exploration.integer(below: network.actionCount)
    }
    seen.withUnsafeBufferPointer { selection.look(at: $0) }
    return selection.best(learner.online)
  }

  /// Executes the action, observes r and s', stores the transition.
  @specialized(where World == CartPole)
  @specialized(where World == MDPEnvironment)
  private func act(_ action: Int) throws(EnvironmentError) {
    let outcome = try world.step(action)
    step += 1
    see()
    try seen.withUnsafeBufferPointer { seen throws(EnvironmentError) in
      try requireFinite(seen, reward: outcome.reward, step: step)
      memory.append(
        action: action, reward: outcome.reward, next: seen, terminated: outcome.terminated,
        truncated: outcome.truncated)
    }
    observer?.didStep(outcome)
    (score, length) = (score + outcome.reward, length + 1)
    if outcome.isOver { endEpisode(outcome) }
  }

  /// Samples batches and descends, when a step is one to learn at.
  @specialized(where World == CartPole)
  @specialized(where World == MDPEnvironment)
  private func learn(until interruption: Interruption?) throws(NonFinite) {
    guard step > settings.start, step % settings.trainEvery == 0, memory.count >= settings.batch
    else { return }
    for _ in 0..<settings.updates where !(interruption?.isRequested ?? false) {
      let batch = sample()
      let target = observer == nil ? nil : learner.target
      let result = try learner.learn(from: batch, step: step)
      record.add(result)
      if let observer, let target { observer.didUpdate(update(result, batch, target)) }
    }
  }

  private func sample() -> TransitionBatch {
    switch settings.sampling {
    case .uniform: memory.sample(settings.batch, using: &streams.replay, in: learner.pool)
    case .consecutive:
      memory.consecutive(settings.batch, using: &streams.replay, in: learner.pool)
    }
  }

  private func update(
    _ result: DQNLearner.Result, _ batch: TransitionBatch, _ target: QNetwork
  ) -> DeepQUpdate {
    DeepQUpdate(
      step: step, updates: learner.updates, online: learner.online, target: target, batch: batch,
      targets: result.targets, errors: result.errors, loss: result.loss,
      meanValue: result.meanValue,
      normBefore: result.clip.normBefore, normAfter: result.clip.normAfter,
      learningRate: result.learningRate)
  }

  /// Every C steps, Q' = Q.
  private func copyTargetWhenDue() {
    guard case .copy(let every) = settings.target, step % every == 0, step > settings.start
    else { return }
    learner.copyTarget()
    if settings.sabotage != .targetNeverCopied { observer?.didCopyTarget(step: step) }
  }
}

// MARK: Episodes and records

extension DQNAgent {
  /// Starts the first episode, unless that has been done.
  private func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    world.reset(seed: streams.world.next())
    beginEpisode()
  }

  private func beginEpisode() {
    see()
    seen.withUnsafeBufferPointer { memory.begin($0) }
  }

  private func endEpisode(_ outcome: StepOutcome) {
    record.scores.append(score)
    record.lengths.append(length)
    observer?.didEndEpisode(
      DeepQEpisode(step: step, score: score, length: length, terminated: outcome.terminated))
    (score, length) = (0, 0)
    world.reset()
    beginEpisode()
  }

  @specialized(where World == CartPole)
  @specialized(where World == MDPEnvironment)
  private func see() {
    seen.withUnsafeMutableBufferPointer { world.observe(into: $0) }
  }

  private func close(_ onRecord: (DQNRecord) -> Void) {
    (record.step, record.epsilon) = (step, epsilon.value(at: step))
    records.append(record)
    onRecord(record)
    record = DQNRecord()
  }
}
