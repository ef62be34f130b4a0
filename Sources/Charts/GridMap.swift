/// Cells in rows and columns: a value each as colour and number, chosen directions as arrows.
public struct GridMap: Sendable {
  /// A direction out of a cell.
  public enum Arrow: Int, Sendable, CaseIterable {
    case up, right, down, left

    /// As a character, for tables.
    public var character: String { ["↑", "→", "↓", "←"][rawValue] }
  }

  /// What a cell is at every moment.
  public struct Cell: Sendable, Equatable {
    /// A word or letter in its corner; none for an empty one.
    public let name: String
    /// A closed cell is hatched and has neither value nor arrows.
    public let isClosed: Bool

    /// A cell.
    public init(_ name: String = "", isClosed: Bool = false) {
      (self.name, self.isClosed) = (name, isClosed)
    }
  }

  /// One moment.
  public struct Frame: Sendable, Equatable {
    /// Where the moment lies: what the slider shows.
    public let position: Double
    /// A value for each cell, row by row from the top left; NaN for none.
    public let values: [Double]
    /// The arrows of each cell; several for a tie.
    public let arrows: [[Arrow]]

    /// A moment.
    public init(at position: Double, values: [Double], arrows: [[Arrow]]) {
      (self.position, self.values, self.arrows) = (position, values, arrows)
    }
  }

  /// What the colour measures.
  public let value: Axis
  /// How many cells lie side by side.
  public let columns: Int
  /// The cells, row by row from the top left.
  public let cells: [Cell]
  /// What the arrows are ("best moves").
  public let arrowLabel: String
  /// What the slider counts ("sweep").
  public let label: String
  /// Figures of one page that name the same group move together.
  public let group: String?
  /// The moments in order; the last is drawn.
  public let frames: [Frame]

  /// How many rows of cells there are.
  public var rows: Int { cells.count / columns }

  /// A grid; traps unless rows are whole and every frame has a value and arrows for each cell.
  public init(
    value: Axis, columns: Int, cells: [Cell], arrowLabel: String = "best moves",
    label: String = "moment", group: String? = nil, frames: [Frame]
  ) {
    precondition(columns > 0 && cells.count % columns == 0, "\(cells.count) cells by \(columns)")
    precondition(!frames.isEmpty, "a grid without a moment")
    for frame in frames {
      precondition(
        frame.values.count == cells.count && frame.arrows.count == cells.count,
        "moment \(frame.position): \(frame.values.count) values for \(cells.count) cells")
    }
    (self.value, self.columns, self.cells) = (value, columns, cells)
    (self.arrowLabel, self.label, self.group, self.frames) = (arrowLabel, label, group, frames)
  }
}

extension GridMap {
  /// The range of the colours, over all moments, so that a colour means the same in each.
  public var valueMap: AxisMap {
    AxisMap(value, fitting: frames.flatMap(openValues), fit: .tight)
  }

  /// The first level whose colour wants dark text on it: below it light text has the greater contrast.
  public static let firstLightLevel = 15

  /// A value as printed in its cell.
  public func text(_ value: Double) -> String {
    value.isNaN ? "" : NumberText.format(value, scale: self.value.scale)
  }

  private func openValues(_ frame: Frame) -> [Double] {
    zip(cells, frame.values).filter { !$0.0.isClosed }.map(\.1)
  }
}
