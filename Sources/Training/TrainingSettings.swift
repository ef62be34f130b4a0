import Foundation
import Recurrent

/// Every number of a training run but those of its task.
public struct TrainingSettings: Sendable, Equatable, Codable {
  /// The recurrent cell.
  public var cell = CellKind.lstm
  /// H, the number of hidden units of each layer.
  public var hiddenSize = 64
  /// The number of recurrent layers on top of each other.
  public var layers = 1
  /// B, how many sequences go through the model together.
  public var batch = 32
  /// How many updates are made.
  public var steps = 2000
  /// The rule by which a gradient changes the weights.
  public var optimizer = OptimizerRule.adam()
  /// The learning rate of the first step.
  public var learningRate = 0.002
  /// The share of the learning rate that is left at the last step; it falls exponentially. 1 keeps it.
  public var decay = 1.0
  /// The probability with which a hidden unit is left out between layers and before the head.
  public var dropout = 0.0
  /// How a gradient is kept from being too large.
  public var clipping = GradientClipping.norm(1)
  /// How far back gradients reach; `nil` for the whole sequence.
  public var truncation: Truncation?
  /// Whether states are computed a second time on the way back, so that memory grows like sqrt(T).
  public var recomputes = false
  /// What b_ih + b_hh of an LSTM's forget gate start at; `nil` leaves them as drawn.
  public var forgetBias: Double?
  /// How W_hh starts: `pytorch`, `orthogonal[:GAIN]`, `identity[:GAIN]` or `gaussian:GAIN`.
  public var initialization = "pytorch"
  /// Where all randomness comes from: weights, batches, dropout.
  public var seed: UInt64 = 1
  /// How many threads compute: each with a share of a batch's sequences, or together at the products of a
  /// step that is recorded.
  public var threads = 1
  /// After how many steps the loss on unseen data is measured; 0 for at the end only.
  public var validateEvery = 200

  /// The defaults.
  public init() {}

  /// The learning rate of step number `step` = 1 ... `steps`: r decay^((step - 1) / (steps - 1)).
  public func learningRate(at step: Int) -> Double {
    if decay == 1 || steps < 2 { return learningRate }
    return learningRate * pow(decay, Double(step - 1) / Double(steps - 1))
  }

  /// Checks every number.
  ///
  /// - Throws: ``SettingError`` for the first one that can't be used.
  public func check() throws(SettingError) {
    try count("hidden units", hiddenSize, upTo: 65_536)
    try count("layers", layers, upTo: 256)
    try count("batch", batch, upTo: 1_048_576)
    try count("steps", steps, upTo: 1_000_000_000)
    try count("threads", threads, upTo: 4096)
    try require(
      learningRate > 0 && learningRate.isFinite, "learning rate", learningRate, "a positive number")
    try require(decay > 0 && decay <= 1, "decay", decay, "a number above 0 and up to 1")
    try require(dropout >= 0 && dropout < 1, "dropout", dropout, "a number from 0 to below 1")
    try require(
      abs(forgetBias ?? 0) <= 1000, "forget bias", forgetBias ?? 0, "a number from -1000 to 1000")
    try require(
      forgetBias == nil || cell == .lstm, "forget bias", cell.rawValue,
      "a number for an LSTM only, which alone has a forget gate")
    try require(
      !recomputes || truncation == nil, "truncation", truncation?.rawValue ?? "",
      "none together with recomputation, which takes the whole gradient")
    try require(validateEvery >= 0, "validation interval", validateEvery, "a whole number from 0")
    _ = try parsedInitialization()
  }

  /// How W_hh starts.
  ///
  /// - Throws: ``SettingError`` for words that name no initialisation.
  func parsedInitialization() throws(SettingError) -> Initialization {
    if let known = Initialization(initialization) { return known }
    throw SettingError(
      "initialisation", initialization,
      allowed: "pytorch, orthogonal[:GAIN], identity[:GAIN] or gaussian:GAIN with a positive gain")
  }

  /// Checks that a step on sequences of T steps fits into this machine's memory: the gates and states
  /// of every layer, and their cotangents, in Float32.
  ///
  /// - Throws: ``SettingError``.
  func checkMemory(length T: Int, inputSize I: Int) throws(SettingError) {
    let perStep = Double(layers * (cell.gates + 5) * hiddenSize + I)
    let weights =
      Double(layers) * Double(cell.gates) * Double(hiddenSize) * Double(2 * hiddenSize + I)
    let recorded = recomputes ? 2 * Double(T).squareRoot() : Double(T)
    let inputs = Double(T) * Double(batch) * Double(I)
    let bytes = 4 * (2 * perStep * recorded * Double(batch) + inputs + 4 * weights)
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    guard bytes > memory else { return }
    throw SettingError(
      "memory of one step", String(format: "%.0f GB", bytes / 1e9),
      allowed: String(
        format: "at most this machine's %.0f GB by a smaller length, batch or number of units",
        memory / 1e9))
  }

  private func count(_ name: String, _ value: Int, upTo limit: Int) throws(SettingError) {
    try require(
      value >= 1 && value <= limit, name, value, "a whole number from 1 to \(limit)")
  }

  private func require(
    _ condition: Bool, _ name: String, _ value: some Any, _ allowed: String
  ) throws(SettingError) {
    if !condition { throw SettingError(name, "\(value)", allowed: allowed) }
  }
}
