import Foundation
import LinearAlgebra
import Testing
import Training

@Suite struct FirstTokenTaskTests {
  @Test func targetIsTheFirstSymbolAndTheRestDistracts() throws {
    let task = try FirstTokenTask(length: 12, symbols: 3)
    var generator = RandomGenerator(seed: 1)
    let batch = task.batch(0, size: 40, using: &generator)
    guard case .tokens(let input) = batch.input, case .lastToken(let target) = batch.target else {
      Issue.record("tokens in, one token out")
      return
    }
    #expect(Array(input[..<40]) == target)
    #expect(Set(target) == [0, 1, 2])
    #expect(Set(input[40...]) == [3, 4, 5])
    #expect(task.inputSize == 6 && task.outputSize == 3)
  }

  /// A guess is right one time in k, and its cross-entropy ln k: over 30,000 draws.
  @Test func baselineIsTheLossOfGuessing() throws {
    let task = try FirstTokenTask(length: 1, symbols: 4)
    var generator = RandomGenerator(seed: 2)
    let batch = task.batch(0, size: 30_000, using: &generator)
    guard case .lastToken(let target) = batch.target else { return }
    let shares = (0..<4).map { k in Double(target.count { $0 == k }) / 30_000 }
    let entropy = shares.map { -$0 * log($0) }.reduce(0, +)
    #expect(abs(entropy - task.baseline) < 1e-3)
  }

  @Test func sizesThatAskNothingAreRefused() {
    #expect(throws: SettingError.self) { try FirstTokenTask(length: 0) }
    #expect(throws: SettingError.self) { try FirstTokenTask(length: 5, symbols: 1) }
  }
}
