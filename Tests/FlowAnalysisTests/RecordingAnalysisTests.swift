import Foundation
import Recurrent
import Testing
import Training

@testable import FlowAnalysis

/// A record with the gradient norms of one layer, the last of which is `end`, multiplied by
/// `factor` at each step back.
private func record(
  _ step: Int, factor: Double, T: Int = 40, end: Double = 0.01, norm: Double? = nil,
  clipped: Bool = false
) -> StepRecord {
  var record = StepRecord(step: step, loss: 0.2)
  record.hiddenGradients = [(1...T).map { GradientNorm(end * pow(factor, Double(T - $0))) }]
  record.clip = norm.map {
    ClipResult(normBefore: $0, normAfter: clipped ? 1 : $0, didBind: clipped)
  }
  return record
}

private func recording(
  _ steps: [StepRecord], length: Int? = 40, end: RecordingEnd? = .completed
) -> Recording {
  var header = RecordingHeader()
  header.length = length
  return Recording(header: header, steps: steps, end: end)
}

struct RecordingAnalysisTests {
  // MARK: Through time

  @Test func sharesAreRelativeToTheLastStep() throws {
    let analysis = RecordingAnalysis(recording([record(1, factor: 0.8, end: 1e-5)]))
    let moment = try #require(analysis.hidden[0].first)
    #expect(moment.step == 1 && moment.layer == 0 && moment.reference == 40)
    #expect(abs(moment.logReference - log(1e-5)) <= 1e-12)
    #expect(abs(try #require(moment.logShares[9]) - 30 * log(0.8)) <= 1e-10)
    #expect(abs(moment.logFirstShare - 39 * log(0.8)) <= 1e-10)
    #expect(abs(try #require(moment.fit).factor - 0.8) <= 1e-10)
    #expect(abs(try #require(moment.horizon).steps - log(0.01) / log(0.8)) <= 1e-8)
  }

  @Test func beforeAndAfterTrainingAreJudgedApart() {
    let analysis = RecordingAnalysis(
      recording([record(1, factor: 0.6), record(50, factor: 0.8), record(100, factor: 0.99)]))
    #expect(analysis.verdicts.map(\.kind) == [.vanishing, .healthy])
    #expect(analysis.verdicts.map(\.length) == [40, 40])
    #expect(
      analysis.verdicts.map(\.strength) == [
        .measurement(input: "the batch of training step 1"),
        .measurement(input: "the batch of training step 100"),
      ])
    #expect(analysis.verdicts[0].evidence.quantity == "||dL/dh_1|| / ||dL/dh_40||")
  }

  @Test func aGradientThatGrowsBackInTimeExplodes() {
    let analysis = RecordingAnalysis(recording([record(1, factor: 1.3)]))
    #expect(analysis.verdicts.map(\.kind) == [.exploding])
  }

  /// 0.1 a step from 1e-3 leaves Float32 after 34 steps: what is known is that the rest lies below.
  @Test func whatIsBelowFloat32IsABoundAndNoTrend() throws {
    let steps = [record(1, factor: 0.1, T: 60, end: 1e-3)]
    let analysis = RecordingAnalysis(recording(steps, length: 60))
    let moment = try #require(analysis.hidden[0].first)
    #expect(moment.logShares[0] == nil && moment.logShares[59] == 0)
    #expect(abs(moment.logFirstShare - (-126 * log(2) - log(1e-3))) <= 1e-9)
    #expect(abs(try #require(moment.fit).factor - 0.1) <= 1e-10)
    let verdict = try #require(analysis.verdicts.first)
    #expect(verdict.kind == .vanishing && verdict.sentence.contains("less than 1.18e-35"))
  }

  @Test func aGradientLostAtOnceVanishes() throws {
    var lost = StepRecord(step: 1)
    lost.hiddenGradients = [[GradientNorm](repeating: .belowFloat32, count: 9) + [.value(1)]]
    #expect(RecordingAnalysis(recording([lost])).verdicts.map(\.kind) == [.vanishing])
  }

  @Test func aFloat64RecordHasExactZeros() throws {
    var exact = recording([record(1, factor: 0.9)])
    exact.header.precision = "float64"
    exact.steps[0].hiddenGradients = [
      [.belowFloat32, .belowFloat32, .value(0.5), .value(1), .value(1)]
    ]
    let moment = try #require(RecordingAnalysis(exact).hidden[0].first)
    #expect(moment.logFirstShare == -.infinity)
  }

  @Test func stepsBehindTheLossAreNoReference() throws {
    var record = StepRecord(step: 1)
    record.hiddenGradients = [[.value(0.5), .value(1), .belowFloat32]]
    let moment = try #require(RecordingAnalysis(recording([record])).hidden[0].first)
    #expect(moment.reference == 2 && abs(moment.logFirstShare - log(0.5)) <= 1e-15)
  }

  @Test func gradientsThatAreNotFiniteArePassedOver() {
    var broken = StepRecord(step: 2)
    broken.hiddenGradients = [[.value(.nan), .value(1)]]
    let analysis = RecordingAnalysis(recording([record(1, factor: 0.99), broken]))
    #expect(analysis.hidden[0].map(\.step) == [1])
  }

  @Test func layersAndCellsAreToldApart() {
    var deep = StepRecord(step: 5)
    let (low, high) = (
      [GradientNorm](repeating: .value(1), count: 9), [GradientNorm](repeating: .value(2), count: 9)
    )
    deep.hiddenGradients = [low, high]
    deep.cellGradients = [high, low]
    let analysis = RecordingAnalysis(recording([deep]))
    #expect(analysis.hidden.map { $0[0].logReference } == [0, log(2)])
    #expect(analysis.cells.map { $0[0].logReference } == [log(2), 0])
    #expect(analysis.cells[1][0].part == .cell && analysis.cells[1][0].layer == 1)
    #expect(
      analysis.verdicts.last?.strength
        == .measurement(input: "the batch of training step 5, layer 1"))
  }

  @Test func theSpectrumOfTheTimeIsNamed() throws {
    var record = record(1, factor: 0.6)
    record.spectra = [
      RecurrentSpectrum(
        sigmaMax: 1.131, blocks: [.init(gate: "h", sigmaMax: 1.131, spectralRadius: 0.601)])
    ]
    let sentence = try #require(RecordingAnalysis(recording([record])).verdicts.first).sentence
    #expect(sentence.hasSuffix("sigma_max(W_hh) was 1.13 and the spectral radius 0.601 then."))
  }

  // MARK: When the network lit up

  @Test(arguments: [
    ([0.6, 0.6, 0.99, 0.99, 0.99], Lighting.at(step: 20)), ([0.99, 0.99, 0.6], .fromTheStart),
    ([0.6, 0.7, 0.6], .never), ([0.6, 0.99, 0.6, 0.6, 0.6, 0.6, 0.99, 0.99], .at(step: 60)),
    ([], .unknown),
  ])
  func theFirstStepLightsUpWhenItCounts(factors: [Double], lighting: Lighting) {
    let steps = factors.enumerated().map { record(10 * $0.offset, factor: $0.element) }
    #expect(Lighting(RecordingAnalysis(recording(steps)).hidden.first ?? []) == lighting)
  }

  // MARK: Over training

  private func run(_ norms: [Double], end: RecordingEnd? = .completed) -> RecordingAnalysis {
    let steps = norms.enumerated().map { index, norm in
      var record = StepRecord(step: index + 1)
      record.clip = ClipResult(normBefore: norm, normAfter: min(norm, 1), didBind: norm > 1)
      return record
    }
    return RecordingAnalysis(recording(steps, end: end))
  }

  private let calm = (0..<20).map { 0.5 + 0.1 * sin(Double($0)) }

  @Test func aCalmRunIsHealthy() throws {
    let analysis = run(calm)
    #expect(analysis.spikes.isEmpty && analysis.verdicts.map(\.kind) == [.healthy])
    #expect(analysis.verdicts[0].length == 40)
  }

  @Test func spikesAreMeasuredAgainstTheMedianBefore() throws {
    let analysis = run(calm + [10] + calm)
    let spike = try #require(analysis.spikes.first)
    let median = calm.sorted()[10]
    #expect(analysis.spikes.count == 1 && spike.step == 21 && spike.norm == 10)
    #expect(abs(spike.ratio - 10 / median) <= 1e-12)
    #expect(analysis.verdicts.map(\.kind) == [.transientGrowth])
    #expect(run(calm + [10]).verdicts.map(\.kind) == [.notDecided])
    #expect(run(calm + [80] + calm).verdicts.map(\.kind) == [.exploding])
    #expect(run(calm + [.infinity] + calm).verdicts.map(\.kind) == [.exploding, .diverged])
  }

  @Test func aRunThatTurnsNonFiniteExplodedIfItGrewBefore() throws {
    let end = RecordingEnd.nonFinite(step: 31, tensor: "weight_hh_l0")
    let grown = try #require(run(calm + [30], end: end).verdicts.first)
    #expect(grown.kind == .exploding && grown.sentence.contains("step 31, where weight_hh_l0"))
    #expect(run(calm, end: end).verdicts.map(\.kind) == [.notDecided])
    #expect(run([], end: end).verdicts.map(\.kind) == [.notDecided])
  }

  @Test func theRateOfClippingIsOverallAndLate() throws {
    let clipping = try #require(run([0.5, 0.5, 0.5, 2, 2, 2, 2, 0.5]).clipping)
    #expect(
      clipping.steps == 8 && clipping.bound == 4 && clipping.rate == 0.5
        && clipping.lateRate == 0.75)
    let sentence = try #require(run([0.5, 0.5, 0.5, 2, 2, 2, 2, 0.5]).verdicts.first).sentence
    #expect(
      sentence.contains(
        "Clipping bound at 50 % of the recorded steps, and at most of the later ones"))
  }

  @Test func tooFewNormsAreNotJudged() { #expect(run([0.5, 0.5, 9]).verdicts.isEmpty) }

  static let lossCurves: [(losses: [Double], baseline: Double?, diverged: Bool)] = [
    ([0.2, 0.3, 1e31, 1e31], 0.17, true), ([0.2, 1, 3, 3], 0.17, true),
    ([0.2, 1, 1, 1], 0.17, false), ([0.01, 0.1, 0.2, 0.2], 0.17, false),
    ([0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 90], 0.17, false), ([2, 21], nil, true),
    ([2, 19], nil, false), ([1e9], 0.17, false), ([], 0.17, false),
  ]

  /// Against the larger of first loss and baseline; one bad batch at the end is no divergence.
  @Test(arguments: lossCurves)
  func aLossFarAboveTheUntrainedNetworksDiverged(
    losses: [Double], baseline: Double?, diverged: Bool
  ) {
    var run = recording(losses.enumerated().map { StepRecord(step: $0.offset, loss: $0.element) })
    run.header.baseline = baseline
    #expect(RecordingAnalysis(run).verdicts.map(\.kind) == (diverged ? [.diverged] : []))
  }

  @Test func aNumberThatIsNotFiniteDiverged() throws {
    var broken = record(2, factor: 0.99)
    broken.hiddenGradients = [[.value(.nan), .value(1)]]
    let verdicts = RecordingAnalysis(recording([record(1, factor: 0.99), broken])).verdicts
    #expect(verdicts.map(\.kind) == [.healthy, .diverged])
    #expect(verdicts[1].sentence.contains("step 2 a gradient through time"))
    let losses = recording([StepRecord(step: 1, loss: 2), StepRecord(step: 2, loss: .infinity)])
    #expect(RecordingAnalysis(losses).verdicts.map(\.kind) == [.diverged])
  }

  /// Each step is fed by its own loss, so a level curve says nothing of how far back the last reaches.
  @Test(
    arguments: [(true, .notDecided), (false, .healthy), (nil, .healthy)] as [(Bool?, Verdict.Kind)])
  func lossesAtEveryStepShowNoHealth(asks: Bool?, kind: Verdict.Kind) throws {
    var run = recording([record(1, factor: 0.99)])
    run.header.asksEveryStep = asks
    #expect(RecordingAnalysis(run).verdicts.map(\.kind) == [kind])
    run.steps = [record(1, factor: 0.6)]
    #expect(RecordingAnalysis(run).verdicts.map(\.kind) == [.vanishing])
  }

  @Test func truncationIsNamedWhereItMayBeTheReason() throws {
    var run = recording([record(1, factor: 0.6)])
    run.header.truncation = "10"
    let sentence = try #require(RecordingAnalysis(run).verdicts.first).sentence
    #expect(sentence.contains("truncated (10)"))
  }

  @Test func gatesAreFollowedThroughTraining() {
    func gates(_ step: Int, _ mean: Double, _ high: Double) -> StepRecord {
      var record = StepRecord(step: step)
      record.gates = [
        [
          GateRecord(gate: "i", mean: 0.5, low: 0, high: 0),
          GateRecord(gate: "f", mean: mean, low: 0.1, high: high),
        ]
      ]
      return record
    }
    let analysis = RecordingAnalysis(recording([gates(1, 0.7, 0), gates(9, 0.95, 0.6)]))
    #expect(analysis.gates.map(\.gate) == ["i", "f"])
    #expect(
      analysis.gates[1]
        == GateHistory(
          layer: 0, gate: "f", steps: [1, 9], means: [0.7, 0.95], saturated: [0.1, 0.7]))
    #expect(analysis.gates.map(\.isSaturated) == [false, true])
  }

  // MARK: What others leave out

  @Test func aRecordingOfLossesAloneIsNotJudgedAndSaysSo() {
    let analysis = RecordingAnalysis(
      recording(
        [StepRecord(step: 1, loss: 2), StepRecord(step: 2, loss: 1)], length: nil, end: nil))
    #expect(analysis.verdicts.isEmpty && analysis.hidden.isEmpty && analysis.clipping == nil)
    #expect(analysis.missing.count == 4)
    #expect(analysis.missing.first == "gradients through time (dh)")
  }

  @Test func linesWrittenByAnotherLoopAreEnough() throws {
    let lines = (1...8).map { step in
      #"{"step": \#(step), "dh": [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1], "clip": {"before": 3, "after": 1}}"#
    }
    let read = try Recording(
      jsonLines: Data(lines.joined(separator: "\n").utf8), path: "theirs.jsonl")
    let analysis = RecordingAnalysis(read)
    #expect(analysis.verdicts.map(\.kind) == [.vanishing, .vanishing, .healthy])
    #expect(analysis.clipping?.rate == 1 && analysis.lighting == [.never])
    #expect(analysis.verdicts.last?.length == 7)
  }
}
