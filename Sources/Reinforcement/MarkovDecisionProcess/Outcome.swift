/// One thing that an action can lead to.
///
/// Source: Puterman 1994, in the form of Gymnasium's tables `P[s][a]`.
public struct Outcome: Equatable, Sendable {
  /// p(s', r | s, a), in [0, 1].
  public let probability: Double
  /// s', the index of the state that follows.
  public let next: Int
  /// r, finite.
  public let reward: Double
  /// Whether the episode ends here. What follows is then worth 0, whatever the table says of s'.
  public let terminal: Bool

  /// One thing that an action can lead to.
  public init(_ probability: Double = 1, to next: Int, reward: Double, terminal: Bool = false) {
    (self.probability, self.next) = (probability, next)
    (self.reward, self.terminal) = (reward, terminal)
  }
}
