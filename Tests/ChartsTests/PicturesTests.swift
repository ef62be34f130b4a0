import Testing

@testable import Charts

/// Pixels as rectangles of one colour.
@Suite struct PicturesTests {
  private static func picture(columns: Int, rows: Int) -> Pictures.Picture {
    let pixels = (0..<columns * rows).map { i in
      let (x, y) = (i % columns, i / columns)
      return Pictures.Color(UInt8(x / 3 * 40 % 256), UInt8(y / 2 * 60 % 256), UInt8((x * y) % 2))
    }
    return Pictures.Picture("p", columns: columns, pixels: pixels)
  }

  @Test(arguments: [(1, 1), (7, 1), (1, 5), (13, 11)])
  func tilesCoverEveryPixelOnceWithItsColour(columns: Int, rows: Int) {
    let picture = Self.picture(columns: columns, rows: rows)
    var painted = [Pictures.Color?](repeating: nil, count: columns * rows)
    for tile in picture.tiles {
      for y in tile.rows {
        for x in tile.columns {
          #expect(painted[y * columns + x] == nil)
          painted[y * columns + x] = tile.color
        }
      }
    }
    #expect(painted == picture.pixels.map(Optional.some))
  }

  /// A band, a block in it and what is left and right of the block.
  @Test func equalStretchesAreOneTile() {
    let (black, red) = (Pictures.Color(gray: 0), Pictures.Color(200, 72, 72))
    var pixels = [Pictures.Color](repeating: black, count: 60)
    for y in 2..<4 { for x in 3..<6 { pixels[y * 10 + x] = red } }
    let tiles = Pictures.Picture("p", columns: 10, pixels: pixels).tiles
    #expect(tiles.count == 5)
    #expect(tiles.filter { $0.color == red }.map(\.columns) == [3..<6])
    #expect(red.css == "#c84848" && black.css == "#000000")
  }

  @Test func everyPictureMarkAndNameIsDrawn() {
    let mark = Pictures.Mark("seen", role: .violet, columns: 1..<3, rows: 0..<2)
    let pixels = Self.picture(columns: 4, rows: 3).pixels
    let figure = Figure(
      id: "f", title: "t", alt: "a",
      .pictures(
        Pictures([
          .init("one <x>", columns: 4, pixels: pixels),
          .init("two", columns: 4, pixels: pixels, marks: [mark]),
        ])))
    let source = figure.inline().source
    #expect(source.matches(of: /viewBox="0 0 4 3"/).count == 2)
    #expect(source.contains("one &lt;x&gt;") && source.contains("seen"))
    #expect(source.contains("x=\"1\" y=\"0\" width=\"2\" height=\"2\""))
    #expect(figure.table.rows.count == 2 * Self.picture(columns: 4, rows: 3).tiles.count)
  }
}
