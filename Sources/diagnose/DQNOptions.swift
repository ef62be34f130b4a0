import ArgumentParser
import Reinforcement
import Training

/// How an agent learns; what isn't given is the environment's recommendation.
struct DQNOptions: ParsableArguments {
  @Option(help: "cartpole, gridworld, frozenlake, pixels or probe-1 to probe-5.")
  var env = "cartpole"

  @Option(parsing: .unconditional, help: "Steps of the environment.")
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: "Hidden units of each layer, such as 256-256; pixels have their own network.")
  var hidden: String?

  @Option(help: "sgd[:MOMENTUM], rmsprop[:SMOOTHING[:EPSILON]] or adam[:BETA1[:BETA2]].")
  var optimizer: String?

  @Option(
    name: .customLong("learning-rate"), parsing: .unconditional,
    help: "The learning rate of the first step.")
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "The share of the learning rate that is left at the last step; it falls in a line.")
  var decay: Double?

  @Option(parsing: .unconditional, help: "The discount, from 0 to 1.")
  var gamma: Double?

  @Option(parsing: .unconditional, help: "Transitions a batch.")
  var batch: Int?

  @Option(parsing: .unconditional, help: "Transitions in the replay memory.")
  var buffer: Int?

  @Option(parsing: .unconditional, help: "Steps before the first update.")
  var start: Int?

  @Option(
    name: .customLong("train-every"), parsing: .unconditional, help: "Steps between updates.")
  var trainEvery: Int?

  @Option(parsing: .unconditional, help: "Updates that are then made.")
  var updates: Int?

  @Option(
    name: .customLong("target-every"), parsing: .unconditional,
    help: "Steps between copies into the target network.")
  var targetEvery: Int?

  @Option(
    parsing: .unconditional,
    help: "Instead of copies, the share of the way that the target goes after every update.")
  var tau: Double?

  @Option(help: "squared or huber.")
  var loss: String?

  @Flag(help: "Double DQN: the online network chooses what the target network values.")
  var double = false

  @Option(help: "FIRST:LAST:FRACTION, such as 1:0.04:0.16: over that share of the steps.")
  var epsilon: String?

  @Option(help: "norm:LIMIT, value:LIMIT or none.")
  var clip: String?

  @Option(help: "uniform or consecutive: how batches are drawn.")
  var sampling: String?

  @Option(
    name: .customLong("evaluate-every"), parsing: .unconditional,
    help: "Steps between evaluations of the greedy policy; 0 for none.")
  var evaluateEvery: Int?

  @Option(help: ArgumentHelp("A fault put in on purpose.", valueName: "fault"))
  var sabotage: String?

  @Option(parsing: .unconditional, help: "Where all randomness comes from.")
  var seed: UInt64 = 1

  /// The environment's recommendation with what was given, checked.
  func settings(for environment: EnvironmentName) throws -> DQNSettings {
    var settings = DQNSettings.recommended(for: environment)
    set(&settings.steps, steps)
    set(&settings.learningRate, learningRate)
    set(&settings.decay, decay)
    set(&settings.discount, gamma)
    set(&settings.batch, batch)
    set(&settings.buffer, buffer)
    set(&settings.start, start)
    set(&settings.trainEvery, trainEvery)
    set(&settings.updates, updates)
    set(&settings.evaluateEvery, evaluateEvery)
    (settings.isDouble, settings.seed) = (double, seed)
    try applyTexts(to: &settings)
    try applyTarget(to: &settings)
    try settings.check()
    return settings
  }

  private func applyTexts(to settings: inout DQNSettings) throws {
    if let hidden { settings.hidden = try Self.sizes(hidden) }
    if let optimizer { settings.optimizer = try OptimizerRule(parsing: optimizer) }
    if let clip { settings.clipping = try GradientClipping(parsing: clip) }
    set(&settings.loss, try choice("loss", loss))
    set(&settings.sampling, try choice("sampling", sampling))
    settings.sabotage = try choice("sabotage", sabotage)
    guard let epsilon else { return }
    let numbers = epsilon.split(separator: ":", omittingEmptySubsequences: false).map(parse)
    guard numbers.count == 3, let first = numbers[0], let last = numbers[1], let share = numbers[2]
    else {
      throw SettingError("epsilon", epsilon, allowed: "FIRST:LAST:FRACTION such as 1:0.05:0.5")
    }
    (settings.firstEpsilon, settings.lastEpsilon) = (first, last)
    settings.explorationShare = share
  }

  private func applyTarget(to settings: inout DQNSettings) throws {
    if targetEvery != nil && tau != nil {
      throw Outcome.unanswered("--target-every and --tau exclude each other: give one of them")
    }
    if let targetEvery { settings.target = .copy(every: targetEvery) }
    if let tau { settings.target = .soft(tau: tau) }
  }

  private static func sizes(_ text: String) throws -> [Int] {
    let sizes = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard !sizes.contains(nil) else {
      throw SettingError("hidden units", text, allowed: "whole numbers such as 256-256")
    }
    return sizes.compactMap { $0 }
  }

  private func parse(_ text: Substring) -> Double? { Double(text) }

  private func set<Value>(_ setting: inout Value, _ given: Value?) {
    if let given { setting = given }
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ text: String?
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text else { return nil }
    if let known = Choice(rawValue: text) { return known }
    let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw SettingError(name, text, allowed: "one of \(all)")
  }
}
