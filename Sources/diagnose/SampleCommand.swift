import ArgumentParser
import Checkpoints
import LinearAlgebra
import Training

/// `diagnose sample`: lets a trained model go on with a text.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Lets a model that `diagnose train --text` saved go on with a text.")

  @Argument(help: "Weights that a run on a text saved.")
  var weights: String

  @Option(help: "What the model reads first.")
  var prompt = ""

  @Option(parsing: .unconditional, help: "How many characters it says.")
  var count = 400

  @Option(
    parsing: .unconditional,
    help: "0 takes the most probable character; 1 draws by the model's own probabilities.")
  var temperature = 0.8

  @Option(parsing: .unconditional, help: "Where randomness comes from.")
  var seed: UInt64 = 1

  func run() throws {
    guard count >= 1 else { throw Outcome.unanswered("--count must be at least 1, not \(count)") }
    guard temperature >= 0, temperature.isFinite else {
      throw Outcome.unanswered("--temperature must be a number from 0, not \(temperature)")
    }
    let saved = try SavedModel(contentsOf: weights)
    var generator = RandomGenerator(seed: seed)
    print(
      prompt
        + (try saved.model.sample(
          saved.vocabulary, after: prompt, count: count, temperature: temperature, using: &generator
        )))
  }
}
