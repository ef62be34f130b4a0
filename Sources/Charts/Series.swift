/// One named line, or one group of points.
public struct Series: Sendable, Equatable {
  /// How the line is drawn.
  public enum Dash: String, Sendable, CaseIterable { case solid, dashed, dotted }

  /// The name printed where the line runs; none for an empty one. `_{...}` and `^{...}` set subscripts and
  /// superscripts.
  public let name: String
  /// What the colour means.
  public let role: ColorRole
  /// The dash pattern.
  public let dash: Dash
  /// Positions, in the units of the x axis.
  public let x: [Double]
  /// Values, as many as `x`. NaN, infinities and (on a logarithmic axis) values without a logarithm are gaps.
  public let y: [Double]
  /// Lower and upper edge of a shaded spread about the line (over seeds, say), as many as `x`; nil for none.
  public let spread: Spread?

  /// The edges of a shaded spread.
  public struct Spread: Sendable, Equatable {
    /// The lower edge.
    public let lower: [Double]
    /// The upper edge.
    public let upper: [Double]

    /// A spread between two edges of equal length.
    public init(lower: [Double], upper: [Double]) {
      precondition(
        lower.count == upper.count, "spread: \(lower.count) lower, \(upper.count) upper values")
      self.lower = lower
      self.upper = upper
    }
  }

  /// A series; traps unless `x`, `y` and the spread have one length.
  public init(
    _ name: String, role: ColorRole, dash: Dash = .solid, x: [Double], y: [Double],
    spread: Spread? = nil
  ) {
    precondition(x.count == y.count, "series \(name): \(x.count) positions, \(y.count) values")
    precondition(
      spread.map { $0.lower.count == x.count } ?? true, "series \(name): spread of another length")
    self.name = name
    self.role = role
    self.dash = dash
    self.x = x
    self.y = y
    self.spread = spread
  }

  /// The same line with other values.
  func with(y: [Double]) -> Series { Series(name, role: role, dash: dash, x: x, y: y) }
}

/// Which axis a line or band across the plot stands on.
public enum Direction: String, Sendable { case horizontal, vertical }

/// A straight line across the plot at one value: a criterion, a baseline, a chance level.
public struct Threshold: Sendable, Equatable {
  /// The value: on the y axis for a horizontal line, on the x axis for a vertical one.
  public let value: Double
  /// What it is; printed along it.
  public let label: String
  /// Horizontal or vertical.
  public let direction: Direction
  /// What the colour means.
  public let role: ColorRole

  /// A threshold.
  public init(
    _ value: Double, _ label: String, direction: Direction = .horizontal,
    role: ColorRole = .threshold
  ) {
    self.value = value
    self.label = label
    self.direction = direction
    self.role = role
  }
}

/// A shaded stretch of one axis.
public struct Band: Sendable, Equatable {
  /// The stretch, in the axis' units. A horizontal band covers a range of y.
  public let range: ClosedRange<Double>
  /// What it is; printed inside it.
  public let label: String
  /// Horizontal or vertical.
  public let direction: Direction
  /// What the colour means.
  public let role: ColorRole

  /// A band.
  public init(
    _ range: ClosedRange<Double>, _ label: String, direction: Direction = .horizontal,
    role: ColorRole = .neutral
  ) {
    self.range = range
    self.label = label
    self.direction = direction
    self.role = role
  }
}

/// The values of every series at successive moments (training iterations), for a slider to walk through.
public struct Frames: Sendable, Equatable {
  /// One moment.
  public struct Frame: Sendable, Equatable {
    /// Where the moment lies (the training iteration).
    public let position: Double
    /// Values by series, then by point.
    public let y: [[Double]]

    /// A moment.
    public init(at position: Double, y: [[Double]]) {
      self.position = position
      self.y = y
    }
  }

  /// What the slider counts ("training step").
  public let label: String
  /// The moments in order.
  public let frames: [Frame]
  /// Figures of one page that name the same group move together.
  public let group: String?

  /// Moments in order; at least one.
  public init(_ label: String, group: String? = nil, _ frames: [Frame]) {
    precondition(!frames.isEmpty, "frames \(label): none given")
    self.label = label
    self.group = group
    self.frames = frames
  }
}
