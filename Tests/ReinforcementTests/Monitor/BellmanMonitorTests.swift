import Foundation
import LinearAlgebra
import Reinforcement
import Testing

/// Whole runs under the monitor: a healthy one raises no alarm, a broken one is named.
@Suite struct BellmanMonitorTests {
  static func lake() throws -> MDPEnvironment { MDPEnvironment(try .frozenLake(), stepLimit: 100) }

  @Test func aTableThatLearnsRaisesNoAlarm() throws {
    let (recording, agent) = try LinearRun().run(Self.lake())
    #expect(recording.alarms == [])
    #expect(BellmanJudgement(recording).isDecided)
    #expect(recording.points.count >= 100)
    let truth = try ExactTruth(Self.lake(), discount: 0.99)
    #expect(truth.measure(agent).error! < 0.3)
    if let folder = ProcessInfo.processInfo.environment["GRADIENTFLOW_SAMPLE_RECORDINGS"] {
      try recording.write(to: folder + "/healthy.jsonl")
    }
  }

  @Test(arguments: [0.9, 0.95])
  func healthyRunsRaiseNoAlarm(discount: Double) throws {
    var run = LinearRun()
    run.discount = discount
    #expect(try run.run(Self.lake()).recording.alarms == [])
  }

  @Test func aTargetCopiedEveryStepUnderLinearFeaturesDiverges() throws {
    var run = LinearRun()
    (run.targetEvery, run.steps, run.stepSize) = (1, 1000, 0.01)
    let recording = try run.run(twoStates()).recording
    let ids = recording.alarms.map(\.id)
    #expect(ids.first == .divergence && ids.contains(.softDivergence))
    #expect(ids.contains(.targetCopiedEveryStep))
    // It masks ends, however far its values are off them.
    #expect(!ids.contains(.bootstrapsThroughTerminal))
    if let folder = ProcessInfo.processInfo.environment["GRADIENTFLOW_SAMPLE_RECORDINGS"] {
      try recording.write(to: folder + "/diverging.jsonl")
    }
  }

  @Test func noMaskAtTheEndIsProved() throws {
    var run = LinearRun()
    run.masksEnds = false
    // Ends that lead to a state with a value: the one-hot row of a hole would stay 0.
    let world = MDPEnvironment(try twoStates().mdp, stepLimit: 50)
    let recording = try run.run(world).recording
    let alarm = recording.alarms.first { $0.id == .bootstrapsThroughTerminal }
    #expect(alarm?.strength == .proof && alarm?.severity == .fail)
  }

  @Test func aTargetThatIsNeverCopiedIsNamed() throws {
    var run = LinearRun()
    run.targetEvery = 0
    let recording = try run.run(Self.lake()).recording
    #expect(recording.alarms.first?.id == .targetNeverCopied)
    #expect(recording.alarms.first?.severity == .fail)
  }

  @Test func flippedRewardsFailWithoutACause() throws {
    var run = LinearRun()
    run.flipsRewards = true
    let recording = try run.run(Self.lake()).recording
    #expect(recording.alarms.first?.id == .failedCauseNotDecided)
    #expect(recording.alarms.first?.severity == .fail)
  }

  @Test func anActionThatIsNeverTriedIsNamed() throws {
    var run = LinearRun()
    (run.actions, run.batch) = (3, 64)
    let recording = try run.run(Self.lake()).recording
    #expect(recording.alarms.contains { $0.id == .noExploration && $0.severity == .fail })
  }

  @Test func theSameSeedGivesTheSameRecording() throws {
    let first = try LinearRun(steps: 300).run(Self.lake())
    let second = try LinearRun(steps: 300).run(Self.lake())
    #expect(first.recording == second.recording && first.agent.w == second.agent.w)
  }
}
