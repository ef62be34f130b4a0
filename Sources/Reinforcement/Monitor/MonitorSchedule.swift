/// When a run is looked at: evenly over the steps in which it learns, the first and the last among them.
public struct MonitorSchedule: Sendable, Equatable {
  /// The first step that can be looked at: that of the first update.
  public let first: Int
  /// The last step of the run.
  public let last: Int
  /// How many intervals: points are one more, as long as there are that many updates.
  public let intervals: Int
  private var next: Int

  /// - Parameter points: at least so many, if there are that many updates.
  public init(from first: Int = 1, to last: Int, points: Int = 100) {
    precondition(points > 1 && first >= 0 && last >= first, "\(points) points, \(first) to \(last)")
    (self.first, self.last, intervals, next) = (first, last, points, first)
  }

  /// Whether a step's update is to be looked at.
  public func isDue(at step: Int) -> Bool { step >= next }

  /// A point was taken: the next one is the first of the even places that lies beyond.
  public mutating func taken(at step: Int) {
    let span = last - first
    let k = span > 0 ? (step - first) * intervals / span + 1 : 1
    next = k > intervals ? Int.max : max(step + 1, first + (k * span + intervals - 1) / intervals)
  }
}
