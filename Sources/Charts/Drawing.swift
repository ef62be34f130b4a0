/// A drawn figure: everything inside the plot's rectangle, the room that it needs around it, and its legend.
///
/// Positions across are percentages and sizes are pixels, so that one drawing serves every width: lines stretch,
/// text doesn't. What can't stretch (which labels fit where) is drawn twice, for a wide and for a narrow plot,
/// and a container query shows one.
struct Drawing {
  /// Pixels around the plot.
  struct Margins {
    var top = 14.0
    var right = 16.0
    var bottom = 26.0
    var left = 16.0

    /// Room enough for both.
    func union(_ other: Margins) -> Margins {
      Margins(
        top: max(top, other.top), right: max(right, other.right),
        bottom: max(bottom, other.bottom), left: max(left, other.left))
    }
  }

  /// Which of the two plots a piece belongs to.
  enum Variant: String, CaseIterable {
    case wide, narrow

    /// The plot width in pixels for which labels are placed. The wide one may grow, the narrow one little.
    var plotWidth: Double { self == .wide ? Drawing.nominalWidth : 290 }

    /// How many marks an x axis carries.
    var ticksAcross: Int { self == .wide ? 8 : 4 }
  }

  /// The width for which wide labels are placed, and the plot width of a file of its own.
  static let nominalWidth = 600.0

  var margins = Margins()
  var height: Double
  /// The height where the plot is narrow, if it is another one: the same pieces in more rows.
  var narrowHeight: Double?
  var body = Markup.empty
  var legend: [LegendEntry] = []

  init(height: Double) { self.height = height }

  /// Adds a piece to the body.
  mutating func add(_ piece: Markup) { body += piece }
}

/// One entry of a legend.
struct LegendEntry: Equatable {
  /// What the entry looks like.
  enum Swatch: Equatable {
    case line(Series.Dash)
    case area
    case dot
    /// A line over a coloured ground.
    case trail(Series.Dash)
    case phase
    /// With the id of its pattern.
    case hatched(String)
  }

  let name: String
  let role: ColorRole
  let swatch: Swatch
  /// Nil shows it at every width.
  var only: Drawing.Variant?
}

/// A share of the plot's width or height as a percentage.
func percent(_ fraction: Double) -> String { coordinate(100 * fraction, decimals: 2) + "%" }

/// CSS classes, without the absent ones.
func classes(_ names: String?...) -> String { names.compactMap(\.self).joined(separator: " ") }

extension ColorRole {
  /// The class that sets the current colour.
  var className: String { "c-" + rawValue }
}
