import Dispatch
import Foundation
import Synchronization

/// Ctrl-C as a question that long work asks: the first asks it to stop, the second ends the process.
final class Interrupt: Sendable {
  private let requested = Atomic<Bool>(false)
  private let source: any DispatchSourceSignal

  /// Listens for SIGINT and SIGTERM from now on.
  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [self] in
      guard requested.exchange(true, ordering: .relaxed) else { return }
      exit(2)
    }
    source.resume()
  }

  /// Whether the user asked to stop.
  var isRequested: Bool { requested.load(ordering: .relaxed) }
}
