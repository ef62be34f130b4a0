import Charts

extension MathNode {
  /// The tree in characters, for a terminal and for places without markup.
  var plain: String {
    switch self {
    case .row(let nodes): nodes.map(\.plain).joined()
    case .identifier(let name, _), .words(let name), .number(let name), .large(let name): name
    case .symbol(let sign): Self.spaced.contains(sign) ? " \(sign) " : sign
    case .function(let name, _): name + " "
    case .fraction(let upper, let lower): upper.grouped + "/" + lower.grouped
    case .root(let node, let degree): (degree?.plain ?? "") + "√" + node.grouped
    case .scripts(let base, let lower, let upper):
      base.plain.trimmingSuffix(" ")
        + (lower.map { LabelText("_{\($0.plain)}").plain } ?? "")
        + (upper.map { LabelText("^{\($0.plain)}").plain } ?? "")
        + (base.isFunction ? " " : "")
    case .fenced(let open, let body, let close): open + body.plain + close
    case .accent(let node, _), .braced(let node): node.plain
    case .table(let rows, _):
      "[" + rows.map { $0.map(\.plain).joined(separator: ", ") }.joined(separator: "; ") + "]"
    case .space(let ems): ems > 0 ? " " : ""
    }
  }

  /// In parentheses unless it is one sign.
  private var grouped: String {
    switch self {
    case .row(let nodes) where nodes.count > 1: "(" + plain + ")"
    default: plain
    }
  }

  private var isFunction: Bool {
    if case .function = self { return true }
    return false
  }

  private static let spaced: Set<String> = [
    "=", "<", ">", "≤", "≥", "≠", "≈", "≡", "∼", "∝", "≪", "≫", "∈", "∉", "→", "←", "↦", "⇒", "⇔",
    "+", "−", "×", "±", "⊙",
  ]
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
