import Autodiff
import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct TrainingStateTests {
  private func trainer(
    _ optimizer: OptimizerRule, steps: Int, recorder: Recorder<Float>? = nil
  ) throws -> Trainer<Float> {
    var settings = TrainingSettings()
    settings.cell = .lstm
    settings.hiddenSize = 6
    settings.layers = 2
    settings.batch = 3
    settings.steps = steps
    settings.optimizer = optimizer
    settings.dropout = 0.25
    settings.learningRate = 0.01
    settings.truncation = Truncation(window: 6, stride: 4)
    settings.validateEvery = 5
    let text = String(repeating: "how vainly men themselves amaze. ", count: 12)
    let corpus = try TextCorpus(utf8: text.utf8, path: "text")
    return try Trainer<Float>(
      settings, task: TextTask(corpus, length: 10, batch: 3), recorder: recorder)
  }

  /// The state, stopped in the middle of the text's streams.
  @Test(arguments: [OptimizerRule.adam(), .sgd(momentum: 0.9), .sgd(), .rmsprop()])
  func resumedRunIsTheUninterruptedOneBitForBit(optimizer: OptimizerRule) throws {
    let whole = try trainer(optimizer, steps: 23)
    whole.run()
    let first = try trainer(optimizer, steps: 23)
    let interruption = Interruption()
    first.run(interruption: interruption) { if $0.step == 13 { interruption.request() } }
    let second = try trainer(optimizer, steps: 23)
    try second.restore(first.state)
    #expect(second.step == 13)
    #expect(second.run() == .completed)
    #expect(
      second.model.namedTensors.map(\.tensor.array) == whole.model.namedTensors.map(\.tensor.array))
    #expect(second.metrics.map(\.loss) == whole.metrics.dropFirst(13).map(\.loss))
    #expect(second.best?.validation == whole.best?.validation)
    #expect(second.best?.step == whole.best?.step)
    #expect(second.metrics[0].seconds > first.metrics[12].seconds)
  }

  @Test func stateOfAnotherRunIsRefused() throws {
    let state = try trainer(.adam(), steps: 5).state
    #expect(throws: ResumeError.different("optimizer")) {
      try trainer(.sgd(), steps: 5).restore(state)
    }
    var settings = try state.settings()
    let other = try Trainer<Float>(settings, task: FirstTokenTask(length: 4))
    #expect(throws: ResumeError.different("task")) { try other.restore(state) }
    settings.hiddenSize = 7
    let corpus = try TextCorpus(utf8: String(repeating: "ab ", count: 100).utf8, path: "x")
    let smaller = try Trainer<Float>(settings, task: TextTask(corpus, length: 10, batch: 3))
    #expect(throws: ResumeError.different("hiddenSize")) { try smaller.restore(state) }
  }

  @Test func otherTextIsRefusedByItsShapes() throws {
    let state = try trainer(.adam(), steps: 5).state
    let corpus = try TextCorpus(utf8: String(repeating: "ab ", count: 100).utf8, path: "x")
    let task = try TextTask(corpus, length: 10, batch: 3)
    let other = try Trainer<Float>(state.settings(), task: task)
    #expect(throws: ResumeError.self) { try other.restore(state) }
    #expect(other.step == 0)
  }

  @Test(arguments: ["settings", "streams", "progress"])
  func missingPartIsNamed(part: String) throws {
    let first = try trainer(.adam(), steps: 5)
    var state = first.state
    state.metadata["gradientflow." + part] = nil
    #expect(throws: ResumeError.missing(part)) {
      try trainer(.adam(), steps: 5).restore(state)
    }
  }

  @Test func missingSlotIsNamed() throws {
    var state = try trainer(.adam(), steps: 5).state
    state.tensors["optimizer.square.head.bias"] = nil
    #expect(throws: ResumeError.missing("optimizer.square.head.bias")) {
      try trainer(.adam(), steps: 5).restore(state)
    }
  }

  @Test func moreStepsMayBeMade() throws {
    let first = try trainer(.adam(), steps: 5)
    first.run()
    let second = try trainer(.adam(), steps: 8)
    try second.restore(first.state)
    #expect(second.run() == .completed && second.step == 8)
  }
}
