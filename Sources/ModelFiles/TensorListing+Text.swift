import Checkpoints
import Foundation

extension TensorListing {
  /// Format and extent in a line: `pytorch, 14 tensors, 388,412 numbers`.
  public var summary: String {
    let numbers = rows.reduce(0) { $0 + $1.tensor.count }
    let tensors = rows.count == 1 ? "1 tensor" : "\(rows.count) tensors"
    return "\(format.rawValue), \(tensors), \(grouped(numbers)) numbers"
  }

  /// A row for each tensor, its name last: names may be long.
  public var table: TextTable {
    let hasChecksums = rows.contains { $0.checksum != nil }
    let header = ["type", "shape", "min", "max", "mean", "norm"] + (hasChecksums ? ["crc32"] : [])
    return TextTable(
      header: header + ["name"],
      rows: rows.map { row in
        var cells = [row.tensor.elementType.rawValue, row.tensor.shape.description]
        cells += [
          row.statistics?.minimum, row.statistics?.maximum, row.statistics?.mean,
          row.statistics?.norm,
        ].map(text)
        if hasChecksums { cells.append(row.checksum.map { String(format: "%08x", $0) } ?? "") }
        return cells + [([visible(row.tensor.name)] + row.remarks).joined(separator: "  ")]
      })
  }

  private func text(_ number: Double?) -> String {
    guard let number, number.isFinite else { return "-" }
    return String(format: "%.4g", number)
  }

  private func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in "\(number)".reversed().enumerated() {
      if place > 0 && place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// A name from a file must not move the cursor or change colours.
  private func visible(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}

extension TensorListing.Row {
  /// What a reader must not miss.
  fileprivate var remarks: [String] {
    guard let statistics else { return ["(not converted)"] }
    var parts: [String] = []
    if statistics.nanCount > 0 { parts.append("(\(statistics.nanCount) NaN)") }
    if statistics.infiniteCount > 0 { parts.append("(\(statistics.infiniteCount) infinite)") }
    return parts
  }
}
