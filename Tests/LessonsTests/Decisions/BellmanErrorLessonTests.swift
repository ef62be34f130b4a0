import LinearAlgebra
import Reinforcement
import Testing

@testable import Lessons

@Suite struct BellmanErrorLessonTests {
  /// 0 -> 1 -> 2 -> 2 ...: no branching, so every number is known.
  private let line = BellmanErrorLesson.Chain(
    p: Matrix(rows: [[0, 1, 0], [0, 0, 1], [0, 0, 1]]), r: [0, 0, 1], discount: 0.5)

  @Test func hiddenErrorIsHandedOnByGammaAStep() throws {
    #expect(try line.hiddenError(unseen: 2, offset: 8) == [2, 4, 8])
    #expect(try line.hiddenError(unseen: 1, offset: 8) == [4, 8, 0])
  }

  @Test func hiddenErrorShowsInTheUnseenCellOnly() throws {
    let truth = [0.5, 1, 2]
    #expect(line.residual(truth) == [0, 0, 0])
    let values = zip(truth, try line.hiddenError(unseen: 2, offset: 8)).map { $0 + $1 }
    #expect(line.residual(values) == [0, 0, -4])
  }

  @Test func bothWaysToLearnArrive() {
    let descent = line.descend(from: [3, 3, 3], 2000, [0.5, 1, 2])
    let sweeps = line.sweep(from: [3, 3, 3], 60, [0.5, 1, 2])
    #expect(descent.value.last! < 1e-6 && descent.bellman.last! < 1e-6)
    #expect(sweeps.value.last! < 1e-12 && sweeps.bellman.last! < 1e-12)
    #expect(descent.value[0] == sweeps.value[0])
    // Descent with a step of at most 1 / sigma_max² never raises what it descends on.
    #expect(zip(descent.bellman, descent.bellman.dropFirst()).allSatisfy { $0 + 1e-15 >= $1 })
  }

  /// From V = 3: T V - V = (-1.5, -1.5, -0.5), (I - gamma P)^T of it is (-1.5, -0.75, 0.5), eta is 1 / 1.5².
  @Test func descentFollowsTheGradient() {
    let errors = [2.5 - 1.5 / 2.25, 2 - 0.75 / 2.25, 1 + 0.5 / 2.25]
    let expected = (errors.reduce(0) { $0 + $1 * $1 } / 3).squareRoot()
    let descent = line.descend(from: [3, 3, 3], 1, [0.5, 1, 2])
    #expect(abs(descent.value[1] - expected) < 1e-12)
  }
}
