/// Small pictures made of pixels, side by side: what a network is shown, stage by stage.
public struct Pictures: Sendable {
  /// The colour of a pixel, from 0, dark, to 255; the same on light and on dark paper.
  public struct Color: Hashable, Sendable {
    /// Its parts.
    public let red, green, blue: UInt8

    /// A colour.
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
      (self.red, self.green, self.blue) = (red, green, blue)
    }

    /// A grey.
    public init(gray level: UInt8) { self.init(level, level, level) }

    /// As CSS: `#c84848`.
    public var css: String {
      "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }

  /// A square or rectangle drawn around some pixels.
  public struct Mark: Equatable, Sendable {
    /// Its name, in the legend.
    public let name: String
    /// What its colour means.
    public let role: ColorRole
    /// The pixels inside, from the top left.
    public let columns, rows: Range<Int>

    /// A mark.
    public init(_ name: String, role: ColorRole, columns: Range<Int>, rows: Range<Int>) {
      (self.name, self.role, self.columns, self.rows) = (name, role, columns, rows)
    }
  }

  /// One picture.
  public struct Picture: Sendable {
    /// Its name, printed below.
    public let name: String
    /// Pixels from left to right.
    public let columns: Int
    /// Row by row from the top left.
    public let pixels: [Color]
    /// Rectangles drawn on it.
    public let marks: [Mark]

    /// Pixels from top to bottom.
    public var rows: Int { pixels.count / columns }

    /// A picture; traps unless its rows are whole.
    public init(_ name: String, columns: Int, pixels: [Color], marks: [Mark] = []) {
      precondition(
        columns > 0 && !pixels.isEmpty && pixels.count % columns == 0,
        "\(pixels.count) pixels in rows of \(columns)")
      (self.name, self.columns, self.pixels, self.marks) = (name, columns, pixels, marks)
    }
  }

  /// From left to right.
  public let pictures: [Picture]

  /// Pictures; at least one.
  public init(_ pictures: [Picture]) {
    precondition(!pictures.isEmpty, "no picture")
    self.pictures = pictures
  }
}

extension Pictures.Picture {
  /// A part of one colour.
  struct Tile: Hashable {
    var columns: Range<Int>
    var rows: Range<Int>
    var color: Pictures.Color
  }

  /// Rectangles of one colour that cover every pixel once: stretches of a row, joined downwards where they are alike.
  ///
  /// - Complexity: O(pixels).
  var tiles: [Tile] {
    var done: [Tile] = []
    var open: [Range<Int>: Tile] = [:]
    for row in 0..<rows {
      var next: [Range<Int>: Tile] = [:]
      for (columns, color) in stretches(row) {
        if var tile = open[columns], tile.color == color {
          tile.rows = tile.rows.lowerBound..<row + 1
          next[columns] = tile
          open[columns] = nil
        } else {
          next[columns] = Tile(columns: columns, rows: row..<row + 1, color: color)
        }
      }
      done += open.values
      open = next
    }
    done += open.values
    return done.sorted {
      ($0.rows.lowerBound, $0.columns.lowerBound) < ($1.rows.lowerBound, $1.columns.lowerBound)
    }
  }

  private func stretches(_ row: Int) -> [(columns: Range<Int>, color: Pictures.Color)] {
    var result: [(columns: Range<Int>, color: Pictures.Color)] = []
    for column in 0..<columns {
      let color = pixels[row * columns + column]
      if let last = result.last, last.color == color {
        result[result.count - 1].columns = last.columns.lowerBound..<column + 1
      } else {
        result.append((column..<column + 1, color))
      }
    }
    return result
  }
}
