import Charts

extension MathNode {
  /// The tree in characters, for a terminal and for places without markup.
  var plain: String {
    switch self {
    case .row(let nodes): Self.joined(nodes)
    case .identifier(let name, _), .words(let name), .number(let name), .large(let name): name
    case .symbol(let sign): Self.spaced.contains(sign) ? " \(sign) " : sign
    case .function(let name, _): name + " "
    case .fraction(let upper, let lower): upper.grouped + "/" + lower.grouped
    case .root(let node, let degree): (degree?.plain ?? "") + "√" + node.grouped
    case .scripts(let base, let lower, let upper):
      base.plain.trimmingSuffix(" ")
        + (lower.map { LabelText("_{\($0.plain.trimmingSuffix(" "))}").plain } ?? "")
        + (upper.map { LabelText("^{\($0.plain.trimmingSuffix(" "))}").plain } ?? "")
        + (base.isFunction ? " " : "")
    case .fenced(let open, let body, let close): open + body.plain + close
    case .accent(let node, _), .braced(let node): node.plain
    case .table(let rows, _):
      "[" + rows.map { $0.map(\.plain).joined(separator: ", ") }.joined(separator: "; ") + "]"
    case .space(let ems): ems > 0 ? " " : ""
    }
  }

  /// A sign at the start, or after another one, belongs to what follows; spaces aren't doubled.
  private static func joined(_ nodes: [MathNode]) -> String {
    var text = ""
    for node in nodes {
      var next = node.plain
      if text.isEmpty || text.hasSuffix(" ") || text.hasSuffix("(") {
        next = String(next.drop { $0 == " " })
      }
      let isSign = node == .symbol("−") || node == .symbol("+")
      let leads = text.isEmpty || text.hasSuffix("(") || text.hasSuffix("= ")
      text += isSign && leads ? next.trimmingSuffix(" ") : next
    }
    return text
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
