import Autodiff
import Reinforcement
import Testing

@Suite struct BellmanMeasurementTests {
  /// Three transitions over two states, computed by hand at gamma = 0.5.
  let online = LinearAgent(ActionValues(actions: 2, elements: [1, 2, 5, 3]))
  let target = LinearAgent(ActionValues(actions: 2, elements: [0, 8, 4, 6]))
  let batch = TransitionBatch(
    observations: Tensor(shape: [3, 2], [1, 0, 0, 1, 1, 0]), actions: [0, 1, 1],
    rewards: [1, 2, -1], nextObservations: Tensor(shape: [3, 2], [0, 1, 1, 0, 0, 1]),
    terminal: [false, false, true])

  @Test func errorsAreThoseOfTheHand() {
    let measured = BellmanMeasurement(online: online, target: target, batch: batch, discount: 0.5)
    // 1 + 0.5 * 6 - 1, 2 + 0.5 * 8 - 3, -1 - 2.
    #expect(measured.errors == [3, 3, -3])
    #expect(measured.chosen == [1, 3, 2])
    // Of the terminal one with the future: -1 + 0.5 * 6.
    #expect(measured.unmaskedTargets == [4, 6, 2])
  }

  @Test func doubleTargetsChooseByTheNetwork() {
    let measured = BellmanMeasurement(
      online: online, target: target, batch: batch, discount: 0.5, isDouble: true)
    // In state 1 the network prefers action 0 (5 > 3), worth 4 to the target.
    let expected: [Double] = [2, 3, -3]  // 1 + 0.5 x 4 - 1
    #expect(measured.errors == expected)
  }

  @Test func summariesSplitAtTheEnd() {
    let measured = BellmanMeasurement(online: online, target: target, batch: batch, discount: 0.5)
    let summary = measured.summary(targets: [4, 6, -1])
    #expect(summary.all?.mean == 1 && summary.all?.rootMeanSquare == 3)
    #expect(summary.terminal?.mean == -3 && summary.terminal?.count == 1)
    #expect(summary.nonTerminal?.mean == 3 && summary.nonTerminal?.count == 2)
    #expect(summary.unmasked == 0)
    #expect(summary.terminalTarget == 0)
    #expect(summary.unmaskedTarget == 3 && summary.nonTerminalTarget == 0)
    let wrong = measured.summary(targets: [4.5, 5, 2])
    #expect(wrong.terminalTarget == 3 && wrong.unmaskedTarget == 0)
    #expect(wrong.nonTerminalTarget == 1)
    let double = BellmanMeasurement(
      online: online, target: target, batch: batch, discount: 0.5, isDouble: true)
    #expect(double.summary(targets: [2, 6, -1]).nonTerminalTarget == nil)
  }

  /// 1 ... 5: the share p lies at 1 + 4 p.
  @Test func percentilesLieBetweenOrderStatistics() {
    let summary = ErrorSummary([3, -1, 5, 2, -4])!
    #expect(summary.median == 3 && summary.maximum == 5 && summary.mean == 1)
    #expect(abs(summary.percentile95! - 4.8) < 1e-12)
    #expect(abs(summary.percentile99! - 4.96) < 1e-12)
    #expect(summary.rootMeanSquare == 11.0.squareRoot())
    #expect(ErrorSummary([]) == nil)
    #expect(ErrorSummary([1, .nan])!.median!.isNaN)
    #expect(ErrorSummary([1, .infinity])!.maximum == .infinity)
  }

  @Test func sizesOfValuesAreThoseOfTheHand() {
    let now = ActionValues(actions: 2, elements: [1, 2, 5, 3])
    let then = ActionValues(actions: 2, elements: [1, 2, 5, 1])
    let target = ActionValues(actions: 2, elements: [1, 0, 5, 3])
    let scale = ValueScale(
      online: now, target: target, previous: (then, target), largest: 7, largestReward: 2,
      discount: 0.9)
    #expect(scale.largest == 7 && scale.mean == 2.75 && scale.meanMaximum == 3.5)
    #expect(abs(scale.cap! - 20) < 1e-12)
    #expect(scale.actionGap == 1.5)
    #expect(scale.targetGap == 1 && scale.onlineMoved == 1 && scale.targetMoved == 0)
  }

  @Test func theCapIsNotApplicableAtGammaOneAndBeforeAReward() {
    let q = ActionValues(actions: 1, elements: [1])
    for (reward, discount) in [(1.0, 1.0), (0, 0.9)] {
      let scale = ValueScale(
        online: q, target: q, previous: nil, largest: 0, largestReward: reward, discount: discount)
      #expect(scale.cap == nil && scale.actionGap == nil && scale.onlineMoved == nil)
    }
  }

  @Test func batchesAreCounted() {
    var known = batch
    (known.ages, known.indices) = ([10, 1, 4], [7, 7, 2])
    let record = ReplayRecord(known)
    #expect(record.meanAge == 5 && record.medianAge == 4 && record.oldest == 10)
    #expect(abs(record.duplicates! - 1 / 3.0) < 1e-15)
    #expect(abs(record.terminalShare! - 1 / 3.0) < 1e-15)
    let unknown = ReplayRecord(batch)
    #expect(unknown.meanAge == nil && unknown.duplicates == nil)
  }
}
