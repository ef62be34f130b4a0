import LinearAlgebra
import Testing
import Training

/// What holds for every task.
@Suite struct SequenceTaskTests {
  private var tasks: [any SequenceTask] {
    get throws {
      let text = String(repeating: "the cat sat on the mat. ", count: 40)
      let corpus = try TextCorpus(utf8: text.utf8, path: "text")
      return [
        try AddingTask(length: 8), try CopyMemoryTask(gap: 4), try FirstTokenTask(length: 5),
        try TextTask(corpus, length: 10, batch: 3),
        try TextTask(corpus, length: 10, batch: 3, windows: .random),
      ]
    }
  }

  @Test func sameSeedGivesTheSameBatches() throws {
    for task in try tasks {
      var (a, b) = (RandomGenerator(seed: 9), RandomGenerator(seed: 9))
      for index in 0..<4 {
        #expect(task.batch(index, size: 3, using: &a) == task.batch(index, size: 3, using: &b))
      }
      #expect(task.validation(using: &a) == task.validation(using: &b))
    }
  }

  @Test func batchesDiffer() throws {
    for task in try tasks {
      var generator = RandomGenerator(seed: 9)
      let first = task.batch(0, size: 3, using: &generator)
      #expect(task.batch(1, size: 3, using: &generator).input != first.input)
    }
  }

  @Test func tokensFitTheModel() throws {
    for task in try tasks {
      var generator = RandomGenerator(seed: 4)
      let batch = task.batch(0, size: 3, using: &generator)
      #expect(batch.steps == task.length && batch.size == 3)
      if case .tokens(let x) = batch.input {
        #expect(x.allSatisfy { 0..<task.inputSize ~= Int($0) })
      }
      switch batch.target {
      case .tokens(let y), .lastToken(let y):
        #expect(y.allSatisfy { 0..<task.outputSize ~= Int($0) })
      case .lastNumbers(let y): #expect(y.shape == [3, task.outputSize])
      }
    }
  }
}
