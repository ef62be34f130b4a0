import Charts

/// A table in GitHub's Markdown.
enum MarkdownTable {
  static func text(_ table: DataTable) -> String {
    let headings = table.columns.map { column in
      MarkdownText.escaped(
        LabelText(column.name).plain + (column.unit.map { " (\($0))" } ?? ""))
    }
    let sides = table.columns.indices.map { column in
      table.rows.contains { $0[column].isWord } ? ":---" : "---:"
    }
    let rows = table.rows.map { row in
      zip(row, table.columns).map { cell, column in
        MarkdownText.escaped(TableText.label(cell, column.scale).plain)
      }
    }
    return ([headings, sides] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }
}
