/// Turns a grid of classes into one path a class, by merging equal neighbours into rectangles.
///
/// A heat map of ten thousand cells becomes a few dozen paths: the file stays small, and no seams show between
/// cells of one colour.
struct CellPaths {
  /// Units across and up in which the paths are written; the plot stretches them.
  static let units = 1000

  /// Path data by class.
  private(set) var paths: [Int: String] = [:]

  /// Paths for classes given by row (the first at the bottom), then by column; nil cells are left open.
  ///
  /// - Complexity: O(cells).
  init(_ classes: [[Int?]], columns: CellGrid, rows: CellGrid) {
    let across = columns.edges.map { Int(($0 * Double(Self.units)).rounded()) }
    let up = rows.edges.map { Int(((1 - $0) * Double(Self.units)).rounded()) }
    var open: [Span: Int] = [:]  // a rectangle still growing, and the row where it began
    var ends: [Int: (x: Int, y: Int)] = [:]
    func close(_ span: Span, from first: Int, to last: Int) {
      let corner = (x: across[span.start], y: up[last])
      let size = (across[span.end] - corner.x, up[first] - corner.y)
      let before = ends[span.kind]
      let move =
        before.map { "m\(corner.x - $0.x) \(corner.y - $0.y)" } ?? "M\(corner.x) \(corner.y)"
      paths[span.kind, default: ""] += move + "h\(size.0)v\(size.1)h-\(size.0)z"
      ends[span.kind] = corner
    }
    for row in classes.indices {
      let spans = Self.spans(classes[row])
      let kept = Set(spans)
      for (span, first) in open.sorted(by: { ($0.value, $0.key.start) < ($1.value, $1.key.start) })
      where !kept.contains(span) {
        close(span, from: first, to: row)
        open[span] = nil
      }
      for span in spans where open[span] == nil { open[span] = row }
    }
    for (span, first) in open.sorted(by: { ($0.value, $0.key.start) < ($1.value, $1.key.start) }) {
      close(span, from: first, to: classes.count)
    }
  }

  /// A stretch of equal cells in one row.
  private struct Span: Hashable {
    var start: Int
    var end: Int
    var kind: Int
  }

  private static func spans(_ row: [Int?]) -> [Span] {
    var spans: [Span] = []
    for (column, kind) in row.enumerated() {
      guard let kind else { continue }
      if let last = spans.last, last.end == column, last.kind == kind {
        spans[spans.count - 1].end = column + 1
      } else {
        spans.append(Span(start: column, end: column + 1, kind: kind))
      }
    }
    return spans
  }
}
