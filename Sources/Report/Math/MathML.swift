import Charts

extension MathNode {
  /// The tree as presentation MathML (MathML Core, which every current browser draws).
  var mathML: Markup {
    switch self {
    case .row(let nodes): .element("mrow", [:], Self.spaced(nodes))
    case .identifier(let name, let face): Self.letter(name, face)
    case .number(let digits): .element("mn", [:], .text(digits))
    case .symbol(let sign):
      .element(
        "mo",
        [
          "stretchy": Self.brackets.contains(sign) ? "false" : nil,
          "lspace": sign == "/" ? "0" : nil, "rspace": sign == "/" ? "0" : nil,
        ], .text(sign))
    case .function(let name, let limits):
      limits
        ? .element("mo", ["movablelimits": "true", "lspace": "0.167em"], .text(name))
        : .element("mi", ["mathvariant": name.count == 1 ? "normal" : nil], .text(name))
          + .element("mo", [:], .text("\u{2061}"))
    case .large(let sign): .element("mo", [:], .text(sign))
    case .words(let text): .element("mtext", [:], .text(text))
    case .fraction(let upper, let lower): .element("mfrac", [:], upper.one, lower.one)
    case .root(let node, nil): .element("msqrt", [:], node.one)
    case .root(let node, let degree?): .element("mroot", [:], node.one, degree.one)
    case .scripts(let base, let lower, let upper): Self.scripts(base, lower, upper)
    case .fenced(let open, let body, let close):
      .element("mrow", [:], Self.fence(open), body.mathML, Self.fence(close))
    case .accent(let node, let mark):
      .element(
        "mover", ["accent": "true"], node.one,
        .element("mo", ["stretchy": "false"], .text(mark)))
    case .braced(let node):
      .element("munder", [:], node.one, .element("mo", ["stretchy": "true"], .text("⏟")))
    case .table(let rows, let kind): Self.table(rows, kind)
    case .space(let ems): .element("mspace", ["width": "\(ems)em"])
    }
  }

  /// The pieces of a row, with a thin space between a function's name and an argument without brackets.
  private static func spaced(_ nodes: [MathNode]) -> Markup {
    var result = Markup.empty
    for (index, node) in nodes.enumerated() {
      result += node.mathML
      if node.isFunctionName, index + 1 < nodes.count, nodes[index + 1].isBareArgument {
        result += MathNode.space(0.167).mathML
      }
    }
    return result
  }

  private var isFunctionName: Bool {
    switch self {
    case .function(_, limits: false): true
    case .scripts(let base, _, _): base.isFunctionName
    default: false
    }
  }

  private var isBareArgument: Bool {
    switch self {
    case .identifier, .number, .fraction, .root, .accent, .large, .words: true
    case .function: true
    case .scripts(let base, _, _): base.isBareArgument
    default: false
    }
  }

  /// A Latin letter is set in the italics of the text around it: readers without a mathematical font would see it
  /// in a face of another size.
  private static func letter(_ name: String, _ face: Face) -> Markup {
    let latin = face == .italic && name.count == 1 && name.allSatisfy(\.isASCII)
    let plain = name.count == 1 && (latin || face != .italic)
    return .element(
      "mi",
      [
        "mathvariant": plain ? "normal" : nil,
        "class": latin ? "latin" : face == .bold ? "bold" : nil,
      ], .text(name))
  }

  /// Exactly one element, as fractions and scripts want their parts.
  private var one: Markup {
    switch self {
    case .function(_, limits: false): .element("mrow", [:], mathML)
    default: mathML
    }
  }

  private static let brackets: Set<String> = ["(", ")", "[", "]", "{", "}", "|", "‖", "⟨", "⟩"]

  private static func fence(_ sign: String) -> Markup {
    sign.isEmpty
      ? .empty : .element("mo", ["fence": "true", "stretchy": "true"], .text(sign))
  }

  private static func scripts(_ base: MathNode, _ lower: MathNode?, _ upper: MathNode?) -> Markup {
    // The invisible "apply" sign comes after the scripts of a function's name.
    if case .function(let name, limits: false) = base {
      let bare = MathNode.identifier(name, .upright)
      return scripts(bare, lower, upper) + .element("mo", [:], .text("\u{2061}"))
    }
    let below = base.carriesLimits
    switch (lower, upper) {
    case (let lower?, let upper?):
      return .element(below ? "munderover" : "msubsup", [:], base.one, lower.one, upper.one)
    case (let lower?, nil): return .element(below ? "munder" : "msub", [:], base.one, lower.one)
    case (nil, let upper?): return .element(below ? "mover" : "msup", [:], base.one, upper.one)
    case (nil, nil): return base.mathML
    }
  }

  private var carriesLimits: Bool {
    switch self {
    case .large, .function(_, limits: true), .braced: true
    default: false
    }
  }

  private static func table(_ rows: [[MathNode]], _ kind: Table) -> Markup {
    let cells = rows.map { row in
      Markup.element(
        "mtr", [:],
        .joined(
          row.enumerated().map { index, cell in
            .element("mtd", ["class": alignment(index, kind)], cell.mathML)
          }))
    }
    // Brackets of a table are borders: only mathematical fonts have brackets that grow.
    let body = Markup.element(
      "mtable",
      ["displaystyle": kind == .aligned ? "true" : nil, "class": kind.borders],
      .joined(cells))
    return body
  }

  private static func alignment(_ column: Int, _ kind: Table) -> String? {
    switch kind {
    case .matrix: nil
    case .cases: "left"
    case .aligned: column % 2 == 0 ? "right" : "left"
    }
  }
}

extension MathNode.Table {
  /// The class that draws the brackets.
  fileprivate var borders: String? {
    switch self {
    case .matrix("(", _): "round"
    case .matrix("[", _): "square"
    case .matrix("|", _): "bars"
    case .cases: "cases"
    case .matrix, .aligned: nil
    }
  }
}
