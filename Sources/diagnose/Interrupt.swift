import Foundation
import Training

/// Ctrl-C as a wish that long work asks about: the first asks it to stop, the second ends the process.
///
/// No signal may reach a thread that multiplies matrices. oneDNN's sgemm, before its correction of
/// March 2026, points the stack pointer into the heap while it runs, so that the frame the kernel
/// pushes for a handler overwrites what lies there. A thread that does nothing else takes them.
enum Interrupt {
  /// Listens for SIGINT and SIGTERM from now on, for the rest of the process. Called on the thread
  /// that computes, before it computes: the threads it starts inherit that no signal reaches them.
  static func listen() -> Interruption { listening }

  private static let listening: Interruption = {
    let wish = Self.wish  // made before a handler may ask for it
    for number in numbers { signal(number) { _ in Interrupt.note() } }
    Thread.detachNewThread {
      mask(SIG_UNBLOCK)
      while true { pause() }
    }
    mask(SIG_BLOCK)
    return wish
  }()

  private static let numbers = [SIGINT, SIGTERM]

  private static func mask(_ how: Int32) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(how, &signals, nil)
  }

  private static let wish = Interruption()

  /// Runs in the handler: no lock, no memory from the heap.
  private static func note() {
    if wish.isRequested { _exit(2) }
    wish.request()
  }
}
