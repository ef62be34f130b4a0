import Dispatch
import Foundation
import Synchronization

/// Ctrl-C as a question that long work asks: the first asks it to stop, the second ends the process.
final class Interrupt: Sendable {
  private let requested = Atomic<Bool>(false)

  /// Listens for SIGINT and SIGTERM from now on, for the rest of the process.
  init() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        if requested.exchange(true, ordering: .relaxed) { exit(2) }
        withExtendedLifetime(source) {}  // the handler keeps its own source alive
      }
      source.resume()
    }
  }

  /// Whether the user asked to stop.
  var isRequested: Bool { requested.load(ordering: .relaxed) }
}
