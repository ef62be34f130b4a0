/// Regions of a grid where a surface lies at or above a level (Lorensen & Cline 1987, in two dimensions).
struct MarchingSquares {
  /// A point in grid units: columns across, rows up.
  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  /// Heights by row, then by column, inside a border of minus infinity, which closes every outline.
  private let heights: [[Double]]
  private let columns: Int
  private let rows: Int

  /// A surface; NaN counts as below every level.
  init(_ z: [[Double]]) {
    columns = z.first?.count ?? 0
    rows = z.count
    let border = [Double](repeating: -.infinity, count: columns + 2)
    heights =
      [border]
      + z.map { row in [-.infinity] + row.map { $0.isNaN ? -.infinity : $0 } + [-.infinity] }
      + [border]
  }

  /// Closed outlines of the region at or above a level; islands and lakes alike, for the even-odd rule.
  ///
  /// - Complexity: O(grid points).
  func outlines(atOrAbove level: Double) -> [[Point]] {
    var next: [Edge: Edge] = [:]
    for row in 0...rows {
      for column in 0...columns { link(column, row, level, into: &next) }
    }
    return traced(next).map { loop in loop.map { point(on: $0, level) } }
  }

  /// A side between two neighbouring grid points, named by its lower left end.
  private struct Edge: Hashable, Comparable {
    var column: Int
    var row: Int
    var upright: Bool

    static func < (left: Edge, right: Edge) -> Bool {
      (left.row, left.column, left.upright ? 1 : 0)
        < (right.row, right.column, right.upright ? 1 : 0)
    }
  }

  /// Adds the directed segments of one cell, with the region on their left.
  private func link(_ column: Int, _ row: Int, _ level: Double, into next: inout [Edge: Edge]) {
    let corners = [
      heights[row][column], heights[row][column + 1], heights[row + 1][column + 1],
      heights[row + 1][column],
    ]
    let inside = corners.map { $0 >= level }
    let sides = [
      Edge(column: column, row: row, upright: false),
      Edge(column: column + 1, row: row, upright: true),
      Edge(column: column, row: row + 1, upright: false),
      Edge(column: column, row: row, upright: true),
    ]
    // Walking round the cell, the region is left through `exits` and entered through `entries`.
    let exits = (0..<4).filter { inside[$0] && !inside[($0 + 1) % 4] }
    let entries = (0..<4).filter { !inside[$0] && inside[($0 + 1) % 4] }
    guard !exits.isEmpty else { return }
    if exits.count == 1 {
      next[sides[exits[0]]] = sides[entries[0]]
      return
    }
    // A saddle: the height of the middle decides whether the two high corners are one region.
    let joined = corners.reduce(0) { $0 + $1 / 4 } >= level
    for exit in exits {
      next[sides[exit]] = sides[joined ? (exit + 1) % 4 : (exit + 3) % 4]
    }
  }

  private func traced(_ links: [Edge: Edge]) -> [[Edge]] {
    var next = links
    var loops: [[Edge]] = []
    for start in links.keys.sorted() where next[start] != nil {
      var loop: [Edge] = []
      var edge = start
      while let following = next.removeValue(forKey: edge) {
        loop.append(edge)
        edge = following
      }
      loops.append(loop)
    }
    return loops
  }

  private func point(on edge: Edge, _ level: Double) -> Point {
    let end = edge.upright ? (edge.column, edge.row + 1) : (edge.column + 1, edge.row)
    let (low, high) = (heights[edge.row][edge.column], heights[end.1][end.0])
    let share: Double
    if low == -.infinity || high == -.infinity {
      share = low == -.infinity ? 1 : 0  // outlines that reach the border run along it
    } else if low == .infinity || high == .infinity {
      share = 0.5
    } else {
      share = (level / 2 - low / 2) / (high / 2 - low / 2)
    }
    // The border's own row and column are taken off again.
    return edge.upright
      ? Point(x: Double(edge.column) - 1, y: Double(edge.row) - 1 + share)
      : Point(x: Double(edge.column) - 1 + share, y: Double(edge.row) - 1)
  }
}
