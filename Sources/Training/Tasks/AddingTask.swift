// What every task has is documented in SequenceTask.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import Autodiff
import LinearAlgebra

/// The adding problem: two numbers among T are marked; say their sum.
///
/// Input x_t = (value, mark), values uniform in [0, 1), exactly one mark in each half of the
/// sequence; the target is the sum of the two marked values. Always saying 1 has the mean squared
/// error Var(u + v) = 1/6 (0.1767, which papers print, is a measured value).
/// Source: Hochreiter and Schmidhuber 1997, in the form of Le, Jaitly and Hinton 2015.
public struct AddingTask: SequenceTask {
  /// T.
  public let length: Int

  /// Sequences of T steps, at least 2.
  ///
  /// - Throws: ``SettingError``.
  public init(length T: Int) throws(SettingError) {
    guard T >= 2 else {
      throw SettingError("length", "\(T)", allowed: "at least 2 steps for the adding task")
    }
    length = T
  }

  public var name: String { "adding" }
  public var inputSize: Int { 2 }
  public var outputSize: Int { 1 }
  public var lossUnit: LossUnit { .squaredError }
  public var baseline: Double { 1.0 / 6 }

  public func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch {
    let T = length
    var x = [Float](repeating: 0, count: 2 * T * B)
    for i in stride(from: 0, to: x.count, by: 2) { x[i] = Float(generator.uniform()) }
    var y = [Float](repeating: 0, count: B)
    for b in 0..<B {
      let first = generator.integer(below: T / 2)
      let second = T / 2 + generator.integer(below: T - T / 2)
      for t in [first, second] {
        x[2 * (t * B + b) + 1] = 1
        y[b] += x[2 * (t * B + b)]
      }
    }
    return Batch(
      steps: T, size: B, input: .vectors(Tensor(shape: [T, B, 2], x)),
      target: .lastNumbers(Tensor(shape: [B, 1], y)))
  }
}
