import Foundation
import Synchronization
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
    let wish = Self.wish  // both made before a handler may ask for them
    first.store(0, ordering: .relaxed)
    for number in numbers { signal(number) { _ in Interrupt.note() } }
    Thread.detachNewThread {
      mask(SIG_UNBLOCK)
      while true { pause() }
    }
    mask(SIG_BLOCK)
    return wish
  }()

  /// Ends the process at the first signal, for work that leaves nothing half done: what was printed stays.
  static func leave(saying sentence: String) {
    let wish = listen()
    Thread.detachNewThread {
      while !wish.isRequested { usleep(20_000) }
      Terminal.current.endProgress()
      fflush(nil)
      FileHandle.standardError.write(Data("diagnose: \(sentence)\n".utf8))
      _exit(2)
    }
  }

  private static let numbers = [SIGINT, SIGTERM]

  private static func mask(_ how: Int32) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(how, &signals, nil)
  }

  private static let wish = Interruption()
  /// When the first signal came, in milliseconds.
  private static let first = Atomic(0)

  /// Runs in the handler: no lock, no memory from the heap. A second signal within half a second is
  /// the first one's echo: who presses twice, or stops a group of processes, sends both at once.
  private static func note() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let milliseconds = 1000 * now.tv_sec + now.tv_nsec / 1_000_000
    guard wish.isRequested else {
      first.store(milliseconds, ordering: .relaxed)
      return wish.request()
    }
    if milliseconds - first.load(ordering: .relaxed) < 500 { return }
    let sentence: StaticString = "diagnose: stopped at once; nothing was written\n"
    _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
    _exit(130)
  }
}
