/// Faults that can be put into an agent on purpose, to see whether a diagnosis finds them.
public enum Sabotage: String, CaseIterable, Sendable {
  /// Targets bootstrap through the end of an episode.
  case noTerminalMask = "no-terminal-mask"
  /// The value of another action than the one taken is trained.
  case wrongAction = "wrong-action"
  /// The target network stays what it was at the start.
  case targetNeverCopied = "target-never-copied"
  /// -r is learned.
  case rewardSignFlipped = "reward-sign-flipped"
  /// s' is s.
  case nextStateIsState = "next-state-is-state"

  /// The batch as a faulty agent sees it.
  func corrupted(_ batch: TransitionBatch, actions A: Int) -> TransitionBatch {
    var faulty = batch
    switch self {
    case .noTerminalMask: faulty.terminal = batch.terminal.map { _ in false }
    case .wrongAction: faulty.actions = batch.actions.map { ($0 + 1) % Int32(A) }
    case .targetNeverCopied: break
    case .rewardSignFlipped: faulty.rewards = batch.rewards.map { -$0 }
    case .nextStateIsState: faulty.nextObservations = batch.observations
    }
    return faulty
  }
}
