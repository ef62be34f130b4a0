import Training

extension DQNSettings {
  /// Settings that learn in an environment.
  ///
  /// CartPole's are those of Stable-Baselines3's zoo with Huber's loss: many updates at once, the
  /// target copied as often. The pixels' are Mnih et al.'s (2015), scaled down to a game of 30 balls.
  public static func recommended(for environment: EnvironmentName) -> DQNSettings {
    switch environment {
    case .cartPole: .cartPole
    case .gridWorld, .frozenLake: .grid
    case .pixels: .pixels
    case .probe1, .probe2, .probe3, .probe4, .probe5: .probe
    }
  }

  private static var cartPole: DQNSettings {
    var settings = DQNSettings()
    (settings.hidden, settings.learningRate, settings.decay) = ([256, 256], 2.3e-3, 0)
    (settings.batch, settings.buffer, settings.start) = (64, 100_000, 1000)
    (settings.trainEvery, settings.updates, settings.target) = (256, 128, .copy(every: 256))
    (settings.lastEpsilon, settings.explorationShare) = (0.04, 0.16)
    settings.clipping = .norm(10)
    return settings
  }

  private static var grid: DQNSettings {
    var settings = DQNSettings()
    (settings.steps, settings.hidden, settings.learningRate) = (20_000, [64, 64], 1e-3)
    (settings.batch, settings.buffer, settings.start) = (64, 10_000, 500)
    (settings.trainEvery, settings.target) = (2, .copy(every: 200))
    settings.clipping = .norm(10)
    return settings
  }

  private static var pixels: DQNSettings {
    var settings = DQNSettings()
    (settings.steps, settings.learningRate) = (50_000, 1e-4)
    (settings.batch, settings.buffer, settings.start) = (32, 50_000, 2000)
    (settings.trainEvery, settings.target) = (4, .copy(every: 1000))
    (settings.explorationShare, settings.clipping) = (0.3, .norm(10))
    (settings.evaluateEvery, settings.evaluationEpisodes) = (5000, 10)
    return settings
  }

  /// Small and fast: the five probes reach their true values in a second.
  private static var probe: DQNSettings {
    var settings = DQNSettings()
    (settings.steps, settings.hidden, settings.learningRate) = (3000, [32, 32], 5e-3)
    (settings.decay, settings.batch, settings.buffer, settings.start) = (0.02, 32, 1000, 100)
    (settings.trainEvery, settings.target) = (1, .copy(every: 25))
    (settings.evaluateEvery, settings.lastEpsilon) = (1000, 0.2)
    return settings
  }
}
