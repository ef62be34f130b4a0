/// The table of layers in `docs/architecture.md`, and what it permits.
struct LayerTable {
  struct Row: Equatable {
    /// Nil for what comes from outside the package.
    let layer: Int?
    let target: String
    /// Nil if any target above may import it.
    let importers: [String]?
  }

  let rows: [Row]

  /// Reads the rows whose first cell is a number or `outside`; other tables on the page don't match.
  init(markdown: String) {
    rows = markdown.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmed }
      guard cells.count == 4, cells[0] == "outside" || Int(cells[0]) != nil else { return nil }
      return Row(
        layer: Int(cells[0]), target: cells[1].names.first ?? cells[1],
        importers: cells[2].hasPrefix("any") ? nil : cells[2].names)
    }
  }

  var targets: [String] { rows.filter { $0.layer != nil }.map(\.target) }

  /// Why a target may not import a module; nil if it may.
  func objection(target: String, importing module: String) -> String? {
    guard let importer = row(target) else { return "\(target) is not in the table of layers" }
    guard let imported = row(module) else { return "\(module) is not in the table of layers" }
    if let importers = imported.importers, !importers.contains(target) {
      return "\(module) is for \(importers.joined(separator: ", ")), not for \(target)"
    }
    if let above = importer.layer, let below = imported.layer, below >= above {
      return "\(target) (layer \(above)) imports \(module) (layer \(below))"
    }
    return nil
  }

  private func row(_ name: String) -> Row? { rows.first { $0.target == name } }
}

/// The modules that Swift source imports, submodules and attributes aside.
func importedModules(_ lines: [Substring]) -> [String] {
  lines.compactMap { line in
    let words = line.split(separator: " ")
    guard let at = words.firstIndex(of: "import"), words[..<at].allSatisfy(isImportPrefix),
      at + 1 < words.count
    else { return nil }
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
    let named =
      kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
    return named.split(separator: ".").first.map(String.init)
  }
}

private func isImportPrefix(_ word: Substring) -> Bool {
  word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// What stands between backticks.
  fileprivate var names: [String] {
    split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
