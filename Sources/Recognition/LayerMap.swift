import Checkpoints

/// A user's word that tensors of some names are the recurrent weights of layers: `*.U_rec=lstm`.
public struct LayerMap: Sendable, Equatable {
  /// Which names, with `*` and `?` standing for anything.
  public let pattern: String
  /// Which equations.
  public let equations: CellEquations
  /// Which way the matrices lie, and in which order their gates.
  public let layout: Layout

  /// How a program stores the weights of a layer.
  public enum Layout: String, Sendable, CaseIterable {
    /// [G H, H], gates i, f, g, o and r, z, n.
    case pytorch
    /// [H, G H], gates i, f, c, o and z, r, h.
    case keras
    /// [G H, H], gates i, o, f, c and z, r, h.
    case onnx
  }

  /// Takes `PATTERN=CELL` or `PATTERN=CELL:LAYOUT` apart; `nil` for anything else.
  public init?(_ text: String) {
    guard let place = text.lastIndex(of: "="), place > text.startIndex else { return nil }
    let words = text[text.index(after: place)...].split(
      separator: ":", omittingEmptySubsequences: false)
    guard 1...2 ~= words.count, let equations = Self.cells[String(words[0])],
      let layout = words.count == 1 ? .pytorch : Layout(rawValue: String(words[1]))
    else { return nil }
    pattern = String(text[..<place])
    self.equations = equations
    self.layout = layout
  }

  /// The cells that can be named.
  public static let cells: [String: CellEquations] = [
    "rnn": CellEquations(.rnn), "rnn-tanh": CellEquations(.rnn),
    "rnn-relu": CellEquations(.rnnRelu), "lstm": CellEquations(.lstm), "gru": CellEquations(.gru),
  ]

  /// Whether a tensor's name is meant.
  /// - Complexity: O(name x pattern).
  public func matches(_ name: String) -> Bool {
    let (pattern, name) = (Array(pattern.unicodeScalars), Array(name.unicodeScalars))
    var (p, n) = (0, 0)
    // Where the last star was, and what it has swallowed so far.
    var (star, swallowed): (Int?, Int) = (nil, 0)
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        (star, swallowed) = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
        (p, n) = (p + 1, n + 1)
      } else if let star {
        swallowed += 1
        (p, n) = (star + 1, swallowed)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
