import Buffers
import Checkpoints
import Foundation

extension TensorListing {
  /// Format and extent in a line: `pytorch, 14 tensors, 388,412 numbers`.
  public var summary: String {
    let numbers = rows.reduce(0) { $0 + $1.tensor.count }
    let tensors = rows.count == 1 ? "1 tensor" : "\(rows.count) tensors"
    return "\(format.rawValue), \(tensors), \(grouped(numbers)) number\(numbers == 1 ? "" : "s")"
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
        ].map { text($0, isWhole: !row.tensor.elementType.isFloat) }
        if hasChecksums { cells.append(row.checksum.map { String(format: "%08x", $0) } ?? "") }
        return cells + [([row.tensor.name.shown] + row.remarks).joined(separator: "  ")]
      })
  }

  private func text(_ number: Double?, isWhole: Bool) -> String {
    guard let number, number.isFinite else { return "-" }
    if isWhole, let whole = Int(exactly: number), whole.magnitude < 1 << 53 { return "\(whole)" }
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
