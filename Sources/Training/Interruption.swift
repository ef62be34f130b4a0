import Synchronization

/// A wish to end a run early, which may come from another thread or from a signal.
public final class Interruption: Sendable {
  private let wished = Atomic(false)

  /// Nobody wishes to end yet.
  public init() {}

  /// Asks the run to end after the step that it is in. Safe in a signal handler.
  public func request() { wished.store(true, ordering: .relaxed) }

  /// Whether the run is to end.
  public var isRequested: Bool { wished.load(ordering: .relaxed) }
}
