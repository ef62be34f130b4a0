/// A table of words in columns of equal width, numbers to the right, the first and the last to the left.
public struct TextTable: Sendable, Equatable {
  let header: [String]
  let rows: [[String]]

  /// The lines, the header first.
  ///
  /// - Parameter bold: what is done to the header.
  public func lines(bold: (String) -> String = { $0 }) -> [String] {
    if rows.isEmpty { return [] }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    return [bold(line(header, widths))] + rows.map { line($0, widths) }
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let space = String(repeating: " ", count: widths[column] - cell.count)
      let isText = column == 0 || column == cells.count - 1
      line += (column == 0 ? "" : "  ") + (isText ? cell + space : space + cell)
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return line
  }
}
