import Autodiff
import LinearAlgebra
import Training

/// Watches a run of deep Q-learning and keeps what it sees in a ``BellmanRecording``.
///
/// It changes nothing of the run: it draws from generators of its own, and rolls out in copies of an environment.
/// After an update, and before a copy to the target that is due, ask ``isDue(at:)`` and call `measure`.
public struct BellmanMonitor {
  /// How much is looked at. Defaults aim at a tenth of a CartPole run of 50,000 steps.
  public struct Settings: Sendable, Equatable {
    /// gamma.
    public var discount: Double
    /// Whether the agent's targets are those of Double DQN.
    public var isDouble = false
    /// Forward passes of rollouts for each environment step: with 8 episodes side by side a pass costs about as
    /// much as an acting step.
    public var rolloutShare = 0.02
    /// Of the intervals.
    public var seed: UInt64 = 0

    /// Settings for a discount.
    public init(discount: Double) { self.discount = discount }
  }

  /// What was seen so far.
  public internal(set) var recording: BellmanRecording
  /// How much is looked at.
  public let settings: Settings
  var schedule: MonitorSchedule
  let heldOut: TransitionBatch
  let distinctStates: Int
  let truth: ExactTruth?
  let rollouts: GreedyRollouts?
  var counts = RunCounts()
  var previous: (online: ActionValues, target: ActionValues)?
  var credit: RolloutCredit
  var generator: RandomGenerator

  /// A monitor for a run that is about to begin.
  ///
  /// - Parameters:
  ///   - heldOut: what Q is measured on at every point, as ``TransitionBatch/heldOut(from:count:seed:)`` makes it.
  ///   - truth: where the decision process is known.
  ///   - rollouts: where greedy returns are wanted.
  public init(
    _ settings: Settings, header: BellmanHeader, schedule: MonitorSchedule,
    heldOut: TransitionBatch, truth: ExactTruth? = nil, rollouts: GreedyRollouts? = nil
  ) {
    var header = header
    header.discount = settings.discount
    header.heldOut = heldOut.count
    recording = BellmanRecording(header: header)
    (self.settings, self.schedule, self.heldOut) = (settings, schedule, heldOut)
    (self.truth, self.rollouts) = (truth, rollouts)
    distinctStates = heldOut.distinctStates
    credit = RolloutCredit(share: settings.rolloutShare, from: schedule.first)
    generator = RandomGenerator(seed: settings.seed)
    counts.largestReward = truth?.mdp.largestReward ?? heldOut.largestReward
  }

  /// A reward was given. A few nanoseconds; call it every step, so that the cap is of all that was seen.
  public mutating func see(reward: Double) {
    counts.largestReward = max(counts.largestReward, reward.magnitude)
  }

  /// An episode is over.
  public mutating func see(episodeReturn: Double, length: Int, terminated: Bool) {
    counts.episodes.append((episodeReturn, length))
    if terminated { counts.terminations += 1 }
  }

  /// The network was updated.
  public mutating func seeUpdate() { counts.updates += 1 }

  /// The target took over the network, or a share of it. A copy of what it has already isn't one.
  public mutating func seeTargetCopy() {
    guard counts.updates > counts.updatesAtCopy else { return }
    (counts.targetCopies, counts.updatesAtCopy) = (counts.targetCopies + 1, counts.updates)
  }

  /// Whether the update of this step is to be measured.
  public func isDue(at step: Int) -> Bool { schedule.isDue(at: step) }

  /// What is wrong with the run so far. - Complexity: O(points).
  public var alarms: [BellmanAlarm] { BellmanJudgement(recording).alarms }

  /// The run is over: judges it, and writes the alarms into the recording.
  public mutating func finish(_ end: RecordingEnd) {
    recording.end = end
    recording.alarms = alarms
  }
}
