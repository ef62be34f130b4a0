import Foundation
import Report

/// What the terminal can do: colour only there, progress only there.
struct Terminal {
  let isColored: Bool
  let showsProgress: Bool

  static let current = Terminal(
    isColored: isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil,
    showsProgress: isatty(STDERR_FILENO) == 1)

  /// Text in a colour of the terminal's own palette.
  func colored(_ text: String, _ color: Color) -> String {
    isColored ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }

  enum Color: Int {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
  }

  /// One line on standard error that the next one overwrites; silent when that is no terminal.
  func progress(_ line: String) {
    guard showsProgress else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(line.prefix(columns - 1))".utf8))
  }

  /// Removes the line of progress.
  func endProgress() {
    guard showsProgress else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }

  private var columns: Int {
    var size = winsize()
    let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20
    return known ? Int(size.ws_col) : 80
  }
}

extension Terminal {
  /// A claim on one line: a mark, the sentence, the number, the range.
  func line(of claim: Claim) -> String {
    let mark = colored(claim.holds ? "✓" : "✗", claim.holds ? .green : .red)
    return
      "\(mark) \(claim.sentence.plain)  \(colored(claim.measuredText, .bold)) "
      + colored("(\(claim.expectedText))", .dim)
  }
}
