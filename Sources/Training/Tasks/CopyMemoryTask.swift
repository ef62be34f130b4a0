// What every task has is documented in SequenceTask.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import Foundation
import LinearAlgebra

/// Copy memory: ten symbols, a long silence, a signal; say the ten symbols again.
///
/// Symbols 0 ... 7, blank 8, signal 9. The input is 10 symbols, `gap` - 1 blanks, the signal, 10
/// blanks: gap + 20 steps. The target is blank until the signal, then the symbols. Blanks, and a
/// guess among 8 at the end, cost 10 ln 8 / (gap + 20) nats a step.
/// Source: Hochreiter and Schmidhuber 1997, in the form of Arjovsky, Shah and Bengio 2016.
public struct CopyMemoryTask: SequenceTask {
  /// How many symbols are to be remembered.
  public static let symbols = 10
  private static let alphabet = 8
  private static let blank: Int32 = 8
  private static let signal: Int32 = 9

  /// The number of steps from the last symbol to the signal.
  public let gap: Int

  /// - Throws: ``SettingError`` for a gap below 1.
  public init(gap: Int) throws(SettingError) {
    guard gap >= 1 else {
      throw SettingError("length", "\(gap)", allowed: "a gap of at least 1 step for the copy task")
    }
    self.gap = gap
  }

  public var name: String { "copy" }
  public var inputSize: Int { Self.alphabet + 2 }
  public var outputSize: Int { Self.alphabet + 1 }
  public var length: Int { gap + 2 * Self.symbols }
  /// At every step.
  public var asksEveryStep: Bool { true }
  public var lossUnit: LossUnit { .nats }
  public var baseline: Double {
    Double(Self.symbols) * log(Double(Self.alphabet)) / Double(length)
  }

  public func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch {
    let T = length
    var input = [Int32](repeating: Self.blank, count: T * B)
    var target = input
    for b in 0..<B {
      for k in 0..<Self.symbols {
        let symbol = Int32(generator.integer(below: Self.alphabet))
        input[k * B + b] = symbol
        target[(T - Self.symbols + k) * B + b] = symbol
      }
      input[(T - Self.symbols - 1) * B + b] = Self.signal
    }
    return Batch(steps: T, size: B, input: .tokens(input), target: .tokens(target))
  }
}
