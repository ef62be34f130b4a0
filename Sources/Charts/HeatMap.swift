/// Colour over columns and rows, in one or more panels that share both axes and the colour scale.
public struct HeatMap: Sendable {
  /// One map.
  public struct Panel: Sendable, Equatable {
    /// The name, printed above the map.
    public let name: String
    /// What the colour of the name means.
    public let role: ColorRole
    /// Values by row, then by column; NaN for missing. Minus infinity (and zero on a logarithmic scale) is
    /// drawn as `HeatMap.below`.
    public let values: [[Double]]

    /// A map.
    public init(_ name: String, role: ColorRole = .neutral, values: [[Double]]) {
      self.name = name
      self.role = role
      self.values = values
    }
  }

  /// The axis of the columns.
  public let x: Axis
  /// The axis of the rows; the first row is drawn at the bottom.
  public let y: Axis
  /// What the colour measures.
  public let value: Axis
  /// Positions of the columns, in increasing order, evenly spaced.
  public let columns: [Double]
  /// Positions of the rows, in increasing order, evenly spaced.
  public let rows: [Double]
  /// The maps, from top to bottom.
  public let panels: [Panel]
  /// What a cell without a logarithm is called in the legend ("zero in Float32").
  public let below: String
  /// With a name, a slider walks through the rows; figures that name the same group move together.
  public let group: String?

  /// A heat map; traps unless every panel has `rows.count` rows of `columns.count` values.
  public init(
    x: Axis, y: Axis, value: Axis, columns: [Double], rows: [Double], panels: [Panel],
    below: String = "zero", group: String? = nil
  ) {
    for panel in panels {
      precondition(
        panel.values.count == rows.count && panel.values.allSatisfy { $0.count == columns.count },
        "panel \(panel.name): \(panel.values.count) rows for \(rows.count) x \(columns.count)")
    }
    self.x = x
    self.y = y
    self.value = value
    self.columns = columns
    self.rows = rows
    self.panels = panels
    self.below = below
    self.group = group
  }
}
