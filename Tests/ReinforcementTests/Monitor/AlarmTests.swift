import Testing
import Training

@testable import Reinforcement

/// Every alarm fires where it must, and is silent on what looks alike.
@Suite struct AlarmTests {
  typealias Change = (inout BellmanPoint) -> Void

  /// The healthy run with every point changed.
  private func changed(points: Int = 80, _ change: Change) -> BellmanRecording {
    var recording = healthyRecording(points: points)
    for k in recording.points.indices { change(&recording.points[k]) }
    return recording
  }

  private func alarms(_ recording: BellmanRecording) -> [AlarmID: BellmanAlarm] {
    Dictionary(uniqueKeysWithValues: BellmanJudgement(recording).alarms.map { ($0.id, $0) })
  }

  @Test func aHealthyRunHasNone() {
    let judgement = BellmanJudgement(healthyRecording())
    #expect(judgement.alarms == [] && judgement.isDecided && !judgement.hasFailed)
    #expect(judgement.missing == ["exact values"])
    #expect(judgement.summary == "Nothing wrong was found in what was recorded.")
  }

  @Test func nothingRecordedIsNotDecided() {
    let judgement = BellmanJudgement(BellmanRecording(points: [BellmanPoint(step: 1)]))
    #expect(judgement.alarms == [] && !judgement.isDecided && judgement.missing.count == 7)
    #expect(judgement.summary.hasPrefix("Not decided"))
  }

  @Test func valuesAboveTheCapWarnWithTheStepOfCrossing() {
    let found = alarms(changed { $0.values?.largest! *= 2 })
    #expect(found[.softDivergence]?.severity == .warn && found[.softDivergence]?.strength == .proof)
    #expect(found[.softDivergence]?.step == 4100 && found[.softDivergence]?.measured == 2)
    #expect(found[.divergence] == nil)
    // At gamma = 1 there is no cap, and nothing to cross.
    #expect(alarms(changed { $0.values?.cap = nil })[.softDivergence] == nil)
  }

  @Test func valuesFarAboveTheCapFail() {
    let found = alarms(changed { if $0.step > 6000 { $0.values?.largest = 1e5 } })
    #expect(found[.divergence]?.severity == .fail && found[.divergence]?.step == 6100)
    #expect(found[.divergence]?.measured == 1000)
  }

  @Test func valuesThatStillGrowFail() {
    let grows = alarms(changed { $0.values?.largest = Double($0.step * $0.step) / 16_000 })
    #expect(grows[.divergence]?.limit == 10 && grows[.divergence]?.step == 4100)
    // Steadily, less than twice the middle; and as high, but coming back.
    #expect(alarms(changed { $0.values?.largest = Double($0.step) * 0.5 })[.divergence] == nil)
    let returns = alarms(changed { $0.values?.largest = 4000 - Double($0.step) * 0.2 })
    #expect(returns[.divergence] == nil && returns[.softDivergence] != nil)
  }

  @Test func numbersThatAreNoneFail() {
    let found = alarms(changed { if $0.step == 5000 { $0.loss = .nan } })
    #expect(found[.divergence]?.step == 5000)
  }

  @Test func errorsFarAboveTheTruthFailWithoutACap() {
    let wrong = alarms(
      changed { point in
        point.values?.cap = nil
        point.truth = truth(error: point.step > 3000 ? 500 : 1, size: 4)
      })
    #expect(wrong[.divergence]?.step == 3100)
  }

  /// Without a cap and without a truth, against what an episode could bring: here 400 steps of a reward of 1.
  @Test func valuesFarAboveEpisodesFailWithoutACap() {
    func scaled(_ factor: Double) -> BellmanRecording {
      changed { point in
        point.values?.cap = nil
        point.values?.largest = point.step > 6000 ? factor * 400 : 1
      }
    }
    #expect(alarms(scaled(150))[.divergence]?.step == 6100)
    #expect(alarms(scaled(150))[.divergence]?.severity == .fail)
    #expect(alarms(scaled(50))[.divergence] == nil)
    var empty = scaled(150)
    for k in empty.points.indices {
      empty.points[k].episodeLength = nil
      empty.points[k].rollouts = nil
    }
    #expect(alarms(empty)[.divergence] == nil)
  }

  @Test func promisesAboveReturnsWarn() {
    // 80 promised, 40 got.
    let over = changed {
      $0.rollouts?.predicted = 80
      $0.rollouts?.discounted = 40
      $0.rollouts?.gapLow = 35
      $0.rollouts?.gapHigh = 45
    }
    #expect(alarms(over)[.overestimation]?.severity == .warn)
    #expect(abs(alarms(over)[.overestimation]!.measured - 34.4 / 40) < 1e-9)
    // The same where as much was cut off.
    var cut = over
    for k in cut.points.indices { cut.points[k].rollouts?.tail = 40 }
    #expect(alarms(cut)[.overestimation] == nil)
    // Once, and not at the end.
    var early = healthyRecording()
    for k in 0..<60 { early.points[k].rollouts = over.points[k].rollouts }
    #expect(alarms(early)[.overestimation] == nil)
  }

  @Test func aTargetThatStaysFails() {
    let still: Change = {
      $0.values?.targetMoved = 0
      $0.targetCopies = nil
    }
    #expect(alarms(changed(still))[.targetNeverCopied]?.severity == .fail)
    // A network that has arrived and stands still itself; and one that is its target.
    let arrived = changed {
      still(&$0)
      if $0.step > 1000 { $0.values?.onlineMoved = 0 }
    }
    #expect(alarms(arrived)[.targetNeverCopied]?.severity == .fail)
    let equal = changed {
      still(&$0)
      $0.values?.targetGap = 0
    }
    #expect(alarms(equal)[.targetNeverCopied] == nil)
    // Too few points to tell; a period as long as the run; one movement.
    #expect(alarms(changed(points: 18, still))[.targetNeverCopied] == nil)
    var long = changed(still)
    long.header.targetEvery = 5000
    #expect(alarms(long)[.targetNeverCopied] == nil)
    var once = changed(still)
    once.points[70].values?.targetMoved = 0.1
    #expect(alarms(once)[.targetNeverCopied] == nil)
  }

  @Test func aTargetAtTheHeelsWarns() {
    let counted = alarms(changed { $0.targetCopies = $0.updates })
    #expect(counted[.targetCopiedEveryStep]?.severity == .warn)
    // The same as soft updates.
    var soft = changed { $0.targetCopies = $0.updates }
    soft.header.tau = 0.005
    #expect(alarms(soft)[.targetCopiedEveryStep] == nil)
  }

  /// Zero at multiples of 100 is what any period that divides 100 looks like.
  @Test func equalNetworksWarnAtStepsWithoutAPeriod() {
    let equal = changed {
      $0.values?.targetGap = 0
      $0.targetCopies = nil
    }
    #expect(alarms(equal)[.targetCopiedEveryStep] == nil)
    var odd = equal
    odd.points[30].step += 1
    #expect(alarms(odd)[.targetCopiedEveryStep] != nil)
  }

  @Test func targetsThatGoOnAfterTheEndFail() {
    let proved = alarms(changed { $0.replay?.terminalTarget = 0.5 * $0.values!.largest! })
    #expect(proved[.bootstrapsThroughTerminal]?.strength == .proof)
    // Rounding of bfloat16.
    let rounded = alarms(changed { $0.replay?.terminalTarget = 1.0 / 256 })
    #expect(rounded[.bootstrapsThroughTerminal] == nil)
    // However large other values are.
    let beside = alarms(
      changed {
        $0.values?.largest = 1e6
        $0.replay?.terminalTarget = 1
      })
    #expect(beside[.bootstrapsThroughTerminal]?.strength == .proof)
  }

  /// y = -r at an end is no missing mask, and as surely wrong.
  @Test func targetsOfAnotherKindFailWithoutACause() {
    func ends(left share: Double) -> [AlarmID: BellmanAlarm] {
      alarms(
        changed {
          $0.replay?.terminalTarget = 2
          $0.replay?.unmaskedTarget = 2 * share
        })
    }
    #expect(ends(left: 0.01)[.bootstrapsThroughTerminal]?.strength == .proof)
    #expect(ends(left: 0.01)[.failedCauseNotDecided] == nil)
    #expect(ends(left: 0.5)[.bootstrapsThroughTerminal] == nil)
    #expect(ends(left: 0.5)[.failedCauseNotDecided]?.strength == .proof)
    #expect(ends(left: 0.5)[.failedCauseNotDecided]?.severity == .fail)
  }

  @Test func targetsThatLookElsewhereFailWithoutACause() {
    func others(off: Double) -> BellmanAlarm? {
      alarms(changed { $0.replay?.nonTerminalTarget = off * $0.values!.largest! })[
        .failedCauseNotDecided]
    }
    #expect(others(off: 0.05)?.strength == .proof && others(off: 0.05)?.step == 100)
    #expect(others(off: 0.002) == nil)
  }

  @Test func valuesThatGoOnAfterTheEndFail() {
    func ends(off share: Double, unmasked: Double) -> BellmanRecording {
      changed { point in
        let size = share * point.values!.largest!
        point.heldOut?.terminal = ErrorSummary([Double](repeating: -size, count: 8))
        point.heldOut?.unmasked = unmasked * size
        point.replay?.terminalTarget = nil
      }
    }
    let found = alarms(ends(off: 0.9, unmasked: 0.05))[.bootstrapsThroughTerminal]
    #expect(found?.severity == .fail && found?.strength == .measurement)
    // Wrong at ends, but not as the future would make it; right but for chance.
    #expect(alarms(ends(off: 0.9, unmasked: 0.8))[.bootstrapsThroughTerminal] == nil)
    #expect(alarms(ends(off: 0.3, unmasked: 0.05))[.bootstrapsThroughTerminal] == nil)
  }

  @Test func endsThatAreNeverStoredFail() {
    let lost = alarms(
      changed { point in
        point.memory?.terminalShare = 0
        point.terminations = point.step / 25
        point.replay?.all?.count = 64
      })
    #expect(lost[.bootstrapsThroughTerminal]?.quantity.hasPrefix("terminal transitions") == true)
    // A run that never ends an episode has none to store.
    let none = alarms(
      changed {
        $0.memory?.terminalShare = 0
        $0.terminations = 3
      })
    #expect(none[.bootstrapsThroughTerminal] == nil)
  }

  @Test func collapseWarnsAndNeverFails() {
    let cases: [Change] = [
      { $0.representation?.dormant = 0.97 }, { $0.representation?.effectiveRank = 2 },
      { if $0.step > 6000 { $0.representation?.effectiveRank = 5 } },
    ]
    for change in cases {
      let judgement = BellmanJudgement(changed(change))
      #expect(judgement.alarms.map(\.id) == [.collapsedRepresentation] && !judgement.hasFailed)
    }
    // What a random network has and a trained one doesn't need.
    let trained = changed { $0.representation?.effectiveRank = $0.step < 1000 ? 90 : 18 }
    #expect(alarms(trained)[.collapsedRepresentation] == nil)
    // Two states have rank two.
    let probe = changed {
      $0.representation?.effectiveRank = 2
      $0.representation?.rankLimit = 2
    }
    #expect(alarms(probe)[.collapsedRepresentation] == nil)
  }

  @Test func actionsThatAreNeverTriedFail() {
    let never = alarms(changed { $0.actionCounts = [64, 0] })
    #expect(never[.noExploration]?.severity == .fail)
    let once = alarms(changed { $0.actionCounts = $0.step == 4000 ? [63, 1] : [64, 0] })
    #expect(once[.noExploration] == nil)
    // Too few to tell, and a world of one action.
    #expect(alarms(changed { $0.actionCounts = [16, 0] })[.noExploration] == nil)
    var single = changed { $0.actionCounts = [64, 0] }
    single.header.actions = 1
    #expect(alarms(single)[.noExploration] == nil)
  }

  @Test func chanceThatIsNeverThereWarns() {
    let found = alarms(changed { $0.epsilon = 0 })[.noExploration]
    #expect(found?.severity == .warn && found?.strength == .necessaryCondition)
    #expect(alarms(changed { $0.epsilon = 0.04 })[.noExploration] == nil)
  }

  @Test func aSmallBellmanErrorBesideWrongValuesWarns() {
    func known(error: Double, bellman: Double) -> BellmanRecording {
      changed { point in
        point.truth = truth(error: error, size: 10)
        point.replay?.all = ErrorSummary([bellman, -bellman])
      }
    }
    #expect(alarms(known(error: 6, bellman: 0.5))[.bellmanErrorMisleads]?.severity == .warn)
    #expect(alarms(known(error: 6, bellman: 2))[.bellmanErrorMisleads] == nil)
    #expect(alarms(known(error: 3, bellman: 0.5))[.bellmanErrorMisleads] == nil)
    // From returns, below them.
    let under = changed { point in
      point.rollouts?.predicted = 20
      point.rollouts?.discounted = 90
      point.rollouts?.gapLow = -72
      point.rollouts?.gapHigh = -68
    }
    #expect(alarms(under)[.bellmanErrorMisleads] != nil)
    // The same where episodes are recorded at steps of their own.
    var apart = under
    for point in under.points where point.step % 200 == 0 {
      let k = apart.points.firstIndex { $0.step == point.step }!
      apart.points[k] = BellmanPoint(step: point.step)
      apart.points[k].rollouts = point.rollouts
    }
    for k in apart.points.indices where apart.points[k].replay != nil {
      apart.points[k].rollouts = nil
    }
    #expect(alarms(apart)[.bellmanErrorMisleads] != nil)
  }

  @Test func wrongValuesWithoutACauseFail() {
    let flat = changed { $0.truth = truth(error: 8, size: 10) }
    #expect(alarms(flat)[.failedCauseNotDecided]?.severity == .fail)
    let falling = changed { $0.truth = truth(error: 20 - Double($0.step) / 700, size: 10) }
    #expect(alarms(falling)[.failedCauseNotDecided]?.severity == .warn)
    #expect(alarms(changed { $0.truth = truth(error: 4, size: 10) })[.failedCauseNotDecided] == nil)
    // With a cause, the cause is what is said.
    var caused = flat
    for k in caused.points.indices { caused.points[k].actionCounts = [64, 0] }
    #expect(alarms(caused)[.failedCauseNotDecided] == nil)
    #expect(alarms(caused)[.noExploration]?.severity == .fail)
  }

  @Test func scoresOfRandomActionsFail() {
    #expect(alarms(changed { $0.rollouts?.score = 15 })[.failedCauseNotDecided]?.severity == .fail)
    #expect(alarms(changed { $0.rollouts?.score = 23 })[.failedCauseNotDecided] == nil)
    // Played often while the policy was bad, and rarely since: its end is not in the last of those that were played.
    var early = changed { $0.rollouts?.score = 15 }
    for k in 40..<80 { early.points[k].rollouts = k % 20 == 0 ? early.points[k].rollouts : nil }
    #expect(alarms(early)[.failedCauseNotDecided] == nil)
    var unknown = changed { $0.rollouts?.score = 15 }
    unknown.header.randomScore = nil
    #expect(alarms(unknown)[.failedCauseNotDecided] == nil)
  }

  @Test func everyAlarmIsOneLineWithItsNumbers() {
    let found = alarms(changed { $0.values?.largest! *= 2 })[.softDivergence]!
    #expect(
      found.description.hasPrefix(
        "warn: soft-divergence at step 4100: largest max |Q| over the cap = 2, limit 1 (proof)."))
  }
}
