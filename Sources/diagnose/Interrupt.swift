import Dispatch
import Foundation
import Training

/// Ctrl-C as a wish that long work asks about: the first asks it to stop, the second ends the process.
enum Interrupt {
  /// Listens for SIGINT and SIGTERM from now on, for the rest of the process.
  static func listen() -> Interruption {
    let wish = Interruption()
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if wish.isRequested { exit(2) }
        wish.request()
        withExtendedLifetime(source) {}  // the handler keeps its own source alive
      }
      source.resume()
    }
    return wish
  }
}
