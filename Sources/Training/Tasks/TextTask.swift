// What every task has is documented in SequenceTask.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import LinearAlgebra

/// To say the next character of a text.
///
/// A batch has T characters of each of B sequences, and as targets the same, one later. Contiguous
/// windows cut the training part into B equal streams; a batch continues the streams of the one
/// before, so that states are carried from batch to batch, until they end and all start again. The
/// validation is the whole last tenth as one sequence, its state starting at zero.
public struct TextTask: SequenceTask {
  /// Which characters make a batch.
  public enum Windows: String, Sendable, Codable, CaseIterable {
    /// The next T of each stream.
    case contiguous
    /// T from a random place; states start at zero.
    case random
  }

  /// The text.
  public let corpus: TextCorpus
  /// T.
  public let length: Int
  /// Which characters make a batch.
  public let windows: Windows
  public let baseline: Double

  /// - Parameter batch: the B that batches will have.
  /// - Throws: ``SettingError``, or ``TextError/tooShort(path:characters:needed:batch:length:)``
  ///   unless the training part fills one batch and the validation part has two characters.
  public init(
    _ corpus: TextCorpus, length T: Int, batch B: Int, windows: Windows = .contiguous
  ) throws {
    guard T >= 1 else { throw SettingError("length", "\(T)", allowed: "at least 1 step") }
    guard B >= 1 else { throw SettingError("batch", "\(B)", allowed: "at least 1 sequence") }
    self.corpus = corpus
    self.windows = windows
    length = T
    baseline = corpus.unigramLoss
    // The smallest n of which floor(9 n / 10) characters hold B windows, and the rest two.
    let needed = max((10 * (B * T + 1) + 8) / 9, 11)
    let characters = corpus.training.count + corpus.validation.count
    guard characters >= needed else {
      throw TextError.tooShort(
        path: corpus.path, characters: characters, needed: needed, batch: B, length: T)
    }
  }

  public var name: String { "text" }
  public var inputSize: Int { corpus.vocabulary.count }
  public var outputSize: Int { corpus.vocabulary.count }
  /// At every step.
  public var asksEveryStep: Bool { true }
  public var lossUnit: LossUnit { .nats }

  public func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch {
    let text = corpus.training
    switch windows {
    case .contiguous:
      let stream = (text.count - 1) / B
      let window = index % (stream / length)
      let starts = (0..<B).map { $0 * stream + window * length }
      return batch(of: text, starts, steps: length, continues: window > 0)
    case .random:
      let starts = (0..<B).map { _ in generator.integer(below: text.count - length) }
      return batch(of: text, starts, steps: length, continues: false)
    }
  }

  public func validation(using generator: inout RandomGenerator) -> [Batch] {
    let text = corpus.validation
    return stride(from: 0, to: text.count - 1, by: 1000).map { start in
      batch(
        of: text, [start], steps: min(1000, text.count - 1 - start), continues: start > 0)
    }
  }

  private func batch(
    of text: [Int32], _ starts: [Int], steps: Int, continues: Bool
  ) -> Batch {
    var input: [Int32] = []
    var target: [Int32] = []
    input.reserveCapacity(steps * starts.count)
    target.reserveCapacity(steps * starts.count)
    for t in 0..<steps {
      for start in starts {
        input.append(text[start + t])
        target.append(text[start + t + 1])
      }
    }
    return Batch(
      steps: steps, size: starts.count, input: .tokens(input), target: .tokens(target),
      continues: continues)
  }
}
