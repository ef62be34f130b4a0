import Reinforcement
import Testing

@testable import Lessons

/// The fixed points of faulty agents, and how a verdict is read.
@Suite struct ProbeLessonTests {
  private func fixedPoint(_ fault: Sabotage?, _ probe: Probe) throws -> [[Double]] {
    let mdp = try probe.mdp(discount: 0.5)
    let unlearned = ActionValues(
      actions: mdp.actionCount,
      elements: [Double](repeating: 7, count: mdp.stateCount * mdp.actionCount))
    let q = ProbeLesson.fixedPoint(of: fault, mdp, unlearned)
    return (0..<q.stateCount).map { s in (0..<q.actionCount).map { q[s, $0] } }
  }

  @Test(arguments: Probe.allCases)
  func anHonestAgentsIsTheTruth(probe: Probe) throws {
    #expect(try fixedPoint(nil, probe) == probe.trueValues(discount: 0.5))
  }

  /// By hand, at gamma = 1/2 and a first target of 7 everywhere.
  @Test(arguments: [
    (Sabotage.noTerminalMask, Probe.constantReward, [[2.0]]),
    (.noTerminalMask, .rewardByObservation, [[-2], [2]]),
    (.noTerminalMask, .twoSteps, [[1], [2]]),
    (.noTerminalMask, .actionDecides, [[0, 2]]),
    (.wrongAction, .twoSteps, [[0.5], [1]]),
    (.wrongAction, .actionDecides, [[1, -1]]),
    (.targetNeverCopied, .constantReward, [[1]]),
    (.targetNeverCopied, .twoSteps, [[3.5], [1]]),
    (.rewardSignFlipped, .twoSteps, [[-0.5], [-1]]),
    (.rewardSignFlipped, .actionMatchesObservation, [[-1, 1], [1, -1]]),
    (.nextStateIsState, .twoSteps, [[0], [1]]),
    (.nextStateIsState, .actionDecides, [[-1, 1]]),
  ])
  func aFaultyAgentsIsItsOwn(fault: Sabotage, probe: Probe, values: [[Double]]) throws {
    let q = try fixedPoint(fault, probe)
    for (row, expected) in zip(q, values) {
      for (one, other) in zip(row, expected) { #expect(abs(one - other) < 1e-12) }
    }
  }

  /// A failing alarm that isn't the fault's own is a wrong name.
  @Test func aVerdictIsTheAlarmOfTheFault() {
    var recording = BellmanRecording()
    recording.points = (1...100).map { k in
      var point = BellmanPoint(step: k)
      point.values = ValueScale()
      point.values?.largest = 1
      point.replay = TDErrors()
      point.replay?.terminalTarget = 0.5
      point.replay?.unmaskedTarget = 0
      return point
    }
    let judgement = BellmanJudgement(recording)
    #expect(ProbeVerdict(judgement, .noTerminalMask) == .named)
    #expect(ProbeVerdict(judgement, .wrongAction) == .wrong)
    #expect(ProbeVerdict(judgement, nil) == .wrong)
    for k in recording.points.indices { recording.points[k].replay?.unmaskedTarget = 0.5 }
    #expect(ProbeVerdict(BellmanJudgement(recording), .rewardSignFlipped) == .notDecided)
    for k in recording.points.indices { recording.points[k].replay?.terminalTarget = 0 }
    #expect(ProbeVerdict(BellmanJudgement(recording), .nextStateIsState) == .healthy)
  }
}
