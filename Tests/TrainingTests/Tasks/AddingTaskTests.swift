import Autodiff
import LinearAlgebra
import Testing
import Training

@Suite struct AddingTaskTests {
  @Test(arguments: [2, 3, 7, 50])
  func oneMarkLiesInEachHalfAndTheTargetIsTheirSum(T: Int) throws {
    let task = try AddingTask(length: T)
    var generator = RandomGenerator(seed: 1)
    let B = 200
    let batch = task.batch(0, size: B, using: &generator)
    guard case .vectors(let x) = batch.input, case .lastNumbers(let y) = batch.target else {
      Issue.record("vectors in, numbers out")
      return
    }
    #expect(x.shape == [T, B, 2] && y.shape == [B, 1])
    var marked: Set<Int> = []
    for b in 0..<B {
      let marks = (0..<T).filter { x[$0, b, 1] == 1 }
      #expect((0..<T).allSatisfy { x[$0, b, 1] == 0 || x[$0, b, 1] == 1 })
      #expect(marks.count == 2 && marks[0] < T / 2 && marks[1] >= T / 2)
      #expect(y[b, 0] == x[marks[0], b, 0] + x[marks[1], b, 0])
      marked.formUnion(marks)
    }
    // Every step is marked some time, the last of each half too.
    if T <= 7 { #expect(marked == Set(0..<T)) }
    #expect(x.array.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  /// Var(u + v) = 1/6; the standard error of the mean over 40,000 sums is 0.0009.
  @Test func baselineIsTheErrorOfSayingOne() throws {
    let task = try AddingTask(length: 10)
    var generator = RandomGenerator(seed: 2)
    let batch = task.batch(0, size: 40_000, using: &generator)
    guard case .lastNumbers(let y) = batch.target else { return }
    let error = y.doubles.map { ($0 - 1) * ($0 - 1) }.reduce(0, +) / 40_000
    #expect(abs(error - task.baseline) < 0.004)
    #expect(task.baseline == 1.0 / 6)
  }

  @Test func lengthBelowTwoIsRefused() {
    #expect(throws: SettingError.self) { try AddingTask(length: 1) }
    #expect(throws: SettingError.self) { try AddingTask(length: 0) }
  }
}
