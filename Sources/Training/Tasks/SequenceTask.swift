import LinearAlgebra

/// What a loss counts in.
public enum LossUnit: String, Sendable, Codable {
  /// Cross-entropy with the natural logarithm, a symbol.
  case nats
  /// Mean squared error.
  case squaredError = "squared error"
}

/// Something to learn: an endless, reproducible source of batches.
public protocol SequenceTask: Sendable {
  /// The name that the command line has for it.
  var name: String { get }
  /// I: the width of a vector, or the number of symbols.
  var inputSize: Int { get }
  /// O: the number of classes, or of numbers.
  var outputSize: Int { get }
  /// T.
  var length: Int { get }
  /// What the loss counts in.
  var lossUnit: LossUnit { get }
  /// Whether the loss has a term at every step, or one at the end.
  var asksEveryStep: Bool { get }
  /// The loss of the best answer that ignores the past: what a model must beat to have learned.
  var baseline: Double { get }

  /// Batch number `index` = 0, 1, 2, ... of B sequences. The same index and state of the generator
  /// give the same batch.
  func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch

  /// Batches that training never sees.
  func validation(using generator: inout RandomGenerator) -> [Batch]
}

extension SequenceTask {
  /// One at the end.
  public var asksEveryStep: Bool { false }

  /// A thousand sequences, drawn from a stream of random numbers that training doesn't use.
  public func validation(using generator: inout RandomGenerator) -> [Batch] {
    (0..<10).map { batch($0, size: 100, using: &generator) }
  }
}
