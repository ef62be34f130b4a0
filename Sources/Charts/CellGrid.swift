/// Where the cells of one axis of a map begin and end.
public struct CellGrid: Sendable, Equatable {
  /// The axis, from the first cell's outer edge to the last one's.
  public let map: AxisMap
  /// The edges as shares of the axis, one more than cells; the first is 0 and the last 1.
  public let edges: [Double]

  /// Cells around increasing positions: an edge lies midway between two neighbours on the axis' ruler.
  ///
  /// Positions without a place on the ruler (0 on a logarithmic axis) are a programmer's error.
  public init(_ axis: Axis, positions: [Double]) {
    let rulers = positions.map { position in
      guard let ruler = axis.scale.ruler(position) else {
        preconditionFailure("cell position \(position) on a \(axis.scale) axis")
      }
      return ruler
    }
    for (index, pair) in zip(rulers, rulers.dropFirst()).enumerated() {
      precondition(pair.0 < pair.1, "cell positions \(index), \(index + 1) don't increase")
    }
    let ends = Self.ends(rulers)
    map = AxisMap(axis, ruler: (ends.first ?? 0)...(ends.last ?? 1))
    let map = map
    edges = ends.map { map.fraction(ruler: $0) }
  }

  /// The cell at a share of the axis; nil outside.
  func cell(at share: Double) -> Int? {
    guard (0...1).contains(share) else { return nil }
    return edges.dropFirst().firstIndex { share <= $0 }.map { $0 - 1 }
  }

  private static func ends(_ rulers: [Double]) -> [Double] {
    guard let first = rulers.first, let last = rulers.last else { return [0, 1] }
    guard rulers.count > 1 else { return [first - 0.5, first + 0.5] }
    let between = zip(rulers, rulers.dropFirst()).map { ($0 + $1) / 2 }
    return [first - (between[0] - first)] + between + [last + (last - between[between.count - 1])]
  }
}
