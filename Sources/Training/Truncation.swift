/// Truncated backpropagation through time, BPTT(K; S) of Williams and Peng (1990).
///
/// The sequence is cut into strides of S steps, ending at e = S, 2 S, ..., T (the last may be
/// shorter). The losses of the steps e - S + 1 ... e reach the weights through the steps
/// e - K + 1 ... e and no further: the state after step e - K is taken as given. So the loss of step
/// e reaches K steps back, its own among them, and the first loss of a stride K - S + 1 steps; each
/// loss is counted once. The gradient is the sum over the strides; with K >= T it is the full one.
/// States are carried on exactly, so the losses are those of full backpropagation.
///
/// Steps that lie in several windows are run once for each: about K/S forward and backward passes.
public struct Truncation: Sendable, Equatable {
  /// K, how many steps a gradient reaches back at most.
  public let window: Int
  /// S, how many steps' losses go back together; at most K.
  public let stride: Int

  /// A window of K steps, taken every S steps; 1 <= S <= K.
  public init(window: Int, stride: Int? = nil) {
    precondition(
      window >= (stride ?? window) && (stride ?? window) >= 1,
      "a window of \(window) steps every \(stride ?? window)")
    self.window = window
    self.stride = stride ?? window
  }

  /// A part of the sequence that a gradient goes back through; steps are numbered from 0.
  struct Span: Equatable {
    /// The steps that are run: those the gradient passes, and those of the losses.
    let steps: Range<Int>
    /// The first step whose loss counts here; the last is that of `steps`.
    let firstLoss: Int
    /// Where the next span starts: the state before this step is handed on.
    let nextStart: Int
  }

  /// The spans of a sequence of T steps, in order.
  func spans(steps T: Int) -> [Span] {
    var ends = Array(Swift.stride(from: stride, to: T, by: stride))
    ends.append(T)
    let starts = ends.map { max(0, $0 - window) }
    var spans: [Span] = []
    for (j, end) in ends.enumerated() {
      let isLast = j + 1 == ends.count
      spans.append(
        Span(
          steps: starts[j]..<end, firstLoss: j == 0 ? 0 : ends[j - 1],
          nextStart: isLast ? T : starts[j + 1]))
    }
    return spans
  }
}

// MARK: Text

extension Truncation: RawRepresentable, Codable {
  /// `K` or `K:S`.
  public var rawValue: String { window == stride ? "\(window)" : "\(window):\(stride)" }

  /// Reads what ``rawValue`` writes.
  public init?(rawValue: String) {
    do { self = try Truncation(parsing: rawValue) } catch { return nil }
  }

  /// Reads `K` or `K:S`, whole numbers with 1 <= S <= K.
  ///
  /// - Throws: ``SettingError``.
  public init(parsing text: String) throws(SettingError) {
    let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let (window, stride) = (numbers[0], numbers.last ?? 0)
    guard numbers.count <= 2, stride >= 1, window >= stride else {
      throw SettingError(
        "truncation", text,
        allowed: "K or K:S, whole numbers of steps with 1 <= S <= K, such as 20 or 20:10")
    }
    self.init(window: window, stride: stride)
  }
}
