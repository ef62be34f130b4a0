/// Points in planes side by side: one stretch of both axes for all of them, and a unit across as long as a unit up,
/// so that a circle is a circle.
public struct Planes: Sendable {
  /// The x axis of every plane.
  public let x: Axis
  /// The y axis of every plane.
  public let y: Axis
  /// The points, one plane a group.
  public let groups: [Series]
  /// Circles about the origin of every plane, such as the unit circle.
  public let circles: [Circle]

  /// A circle about the origin.
  public struct Circle: Sendable, Equatable {
    /// The radius, in the units of both axes.
    public let radius: Double
    /// What it is; printed in the legend.
    public let label: String
    /// What the colour means.
    public let role: ColorRole

    /// A circle; traps on a radius that isn't finite and positive.
    public init(_ radius: Double, _ label: String, role: ColorRole = .threshold) {
      precondition(radius.isFinite && radius > 0, "circle \(label): radius \(radius)")
      (self.radius, self.label, self.role) = (radius, label, role)
    }
  }

  /// Planes; traps unless both axes are linear, because a circle is none on decades.
  public init(x: Axis, y: Axis, groups: [Series], circles: [Circle] = []) {
    precondition(!x.scale.showsDecades && !y.scale.showsDecades, "planes with an axis of decades")
    (self.x, self.y, self.groups, self.circles) = (x, y, groups, circles)
  }

  /// The square of all planes: as wide as it is high, with every point and circle in it.
  ///
  /// - Complexity: O(points).
  public var maps: (x: AxisMap, y: AxisMap) {
    let ends = circles.flatMap { [-$0.radius, $0.radius] }
    let points = groups.flatMap { zip($0.x, $0.y) }.filter { $0.0.isFinite && $0.1.isFinite }
    let across = Self.extent(ends + points.map(\.0))
    let up = Self.extent(ends + points.map(\.1))
    // Halves, because the whole of -1e308...1e308 is not a Double.
    let half = 1.06 * max(across.half, up.half, .leastNormalMagnitude)
    return (
      AxisMap(x, ruler: Self.around(across.middle, half)),
      AxisMap(y, ruler: Self.around(up.middle, half))
    )
  }

  private static func extent(_ values: [Double]) -> (middle: Double, half: Double) {
    guard let low = values.min(), let high = values.max() else { return (0, 1) }
    return (low / 2 + high / 2, high / 2 - low / 2)
  }

  private static func around(_ middle: Double, _ half: Double) -> ClosedRange<Double> {
    let limit = Double.greatestFiniteMagnitude
    return max(-limit, middle - half)...min(limit, middle + half)
  }
}

extension Planes {
  /// One row a point.
  var table: DataTable {
    ScatterPlot(x: x, y: y, groups: groups).table
  }
}
