// What every task has is documented in SequenceTask.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import Foundation
import LinearAlgebra

/// First-token memory: after T steps, say which of k symbols came first.
///
/// Step 1 shows one of k symbols, the others one of k distractors, an alphabet of its own: nothing
/// is to be learned but to keep. A guess costs ln k nats.
/// Source: after the latching problem of Bengio, Simard and Frasconi 1994.
public struct FirstTokenTask: SequenceTask {
  /// T.
  public let length: Int
  /// k.
  public let symbols: Int

  /// - Throws: ``SettingError`` unless T >= 1 and k >= 2.
  public init(length T: Int, symbols k: Int = 4) throws(SettingError) {
    guard T >= 1 else {
      throw SettingError("length", "\(T)", allowed: "at least 1 step for the first-token task")
    }
    guard k >= 2 else {
      throw SettingError("symbols", "\(k)", allowed: "at least 2 symbols to tell apart")
    }
    length = T
    symbols = k
  }

  public var name: String { "first-token" }
  public var inputSize: Int { 2 * symbols }
  public var outputSize: Int { symbols }
  public var lossUnit: LossUnit { .nats }
  public var baseline: Double { log(Double(symbols)) }

  public func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch {
    let first = (0..<B).map { _ in Int32(generator.integer(below: symbols)) }
    let distractors = (0..<(length - 1) * B).map { _ in
      Int32(symbols + generator.integer(below: symbols))
    }
    return Batch(
      steps: length, size: B, input: .tokens(first + distractors), target: .lastToken(first))
  }
}
