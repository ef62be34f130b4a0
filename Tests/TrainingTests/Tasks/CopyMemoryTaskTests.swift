import Foundation
import LinearAlgebra
import Testing
import Training

@Suite struct CopyMemoryTaskTests {
  @Test(arguments: [1, 5, 30])
  func symbolsComeBackAfterTheSignal(gap: Int) throws {
    let task = try CopyMemoryTask(gap: gap)
    var generator = RandomGenerator(seed: 1)
    let batch = task.batch(0, size: 3, using: &generator)
    guard case .tokens(let input) = batch.input, case .tokens(let target) = batch.target else {
      Issue.record("tokens in, tokens out")
      return
    }
    #expect(task.length == gap + 20 && batch.steps == task.length)
    for b in 0..<3 {
      let x = (0..<task.length).map { input[$0 * 3 + b] }
      let y = (0..<task.length).map { target[$0 * 3 + b] }
      #expect(x[..<10].allSatisfy { 0..<8 ~= $0 })
      #expect(Array(y.suffix(10)) == Array(x[..<10]))
      #expect(y.dropLast(10).allSatisfy { $0 == 8 })
      #expect(x.filter { $0 == 9 }.count == 1 && x[gap + 9] == 9)
      #expect(x[10..<gap + 9].allSatisfy { $0 == 8 } && x[(gap + 10)...].allSatisfy { $0 == 8 })
    }
  }

  /// Blanks for certain until the signal, then one of 8 at random: counted over drawn targets.
  @Test func baselineIsTheLossOfGuessing() throws {
    let task = try CopyMemoryTask(gap: 20)
    var generator = RandomGenerator(seed: 2)
    let batch = task.batch(0, size: 50, using: &generator)
    guard case .tokens(let target) = batch.target else { return }
    let loss = target.map { $0 == 8 ? 0 : log(8.0) }.reduce(0, +) / Double(target.count)
    #expect(abs(loss - task.baseline) < 1e-12)
    #expect(abs(task.baseline - 10 * log(8.0) / 40) < 1e-15)
  }

  @Test func gapOfZeroIsRefused() {
    #expect(throws: SettingError.self) { try CopyMemoryTask(gap: 0) }
  }
}
