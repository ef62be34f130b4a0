import ArgumentParser
import LinearAlgebra
import ModelFiles
import Recognition

/// What recurrent layers are replayed on.
struct ReplayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Replays the layers on an array of shape [T, I] or [T, B, I] (.npy, .npz, JSON), on zeros, or on gaussian:SEED.",
      valueName: "input"))
  var inputs: String?

  @Option(
    help: ArgumentHelp("Replays them on a text, through the model's embedding.", valueName: "file"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "The tokens that the embedding has rows for: JSON, or a token on each line.",
      valueName: "file"))
  var vocabulary: String?

  @Option(
    help: ArgumentHelp("The embedding's tensor, where the model has several.", valueName: "name"))
  var embedding: String?

  @Option(
    parsing: .unconditional,
    help: "How many steps zeros and gaussian have (100), or the most that is read of a text (1000)."
  )
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "Replays only the layers of this name, or the one with this tensor.", valueName: "name"))
  var layer: String?

  @Option(
    name: .customLong("initial-state"),
    help: ArgumentHelp(
      "Where the layers begin in place of zero: one array of states, or h_0 and c_0.",
      valueName: "file"))
  var initialState: String?

  /// What is to be replayed; `nil` for nothing.
  func replay() throws -> ModelReplay? {
    try checkThatOptionsGoTogether()
    guard let source = try source() else { return nil }
    return ModelReplay(
      source: source, layer: layer,
      initial: try initialState.map { try InitialState(contentsOf: $0) })
  }

  private func checkThatOptionsGoTogether() throws {
    if inputs != nil && text != nil {
      throw Outcome.unanswered("--inputs and --text exclude each other: give one of them")
    }
    let needing = [
      ("--steps", steps != nil), ("--layer", layer != nil),
      ("--initial-state", initialState != nil),
    ]
    if inputs == nil && text == nil, let name = needing.first(where: \.1)?.0 {
      throw Outcome.unanswered("\(name) is about a replay: give --inputs or --text as well")
    }
    let reading = [("--vocabulary", vocabulary != nil), ("--embedding", embedding != nil)]
    if text == nil, let name = reading.first(where: \.1)?.0 {
      throw Outcome.unanswered("\(name) is about a text: give --text as well")
    }
    if let steps, !(1...100_000 ~= steps) {
      throw Outcome.unanswered("--steps \(steps): give a number from 1 to 100000")
    }
  }

  private func source() throws -> ReplaySource? {
    if let text {
      return .text(
        try TextInput(text, vocabulary: vocabulary, embedding: embedding, steps: steps))
    }
    guard let word = inputs else { return nil }
    if word == "zeros" { return .zeros(steps: steps ?? 100) }
    if word == "gaussian" || word.hasPrefix("gaussian:") {
      guard let seed = word == "gaussian" ? 0 : UInt64(word.dropFirst(9)) else {
        throw Outcome.unanswered("--inputs \(word): give a whole number as seed, as in gaussian:1")
      }
      return .gaussian(seed: seed, steps: steps ?? 100)
    }
    if steps != nil {
      throw Outcome.unanswered("--steps isn't for \(word), which has its own: leave it out")
    }
    return .file(try SequenceFile(contentsOf: word))
  }
}
