import Foundation
import Testing

@testable import Charts

@Suite struct MarchingSquaresTests {
  /// Signed area of a closed outline.
  private func area(_ loop: [MarchingSquares.Point]) -> Double {
    var sum = 0.0
    for (index, point) in loop.enumerated() {
      let next = loop[(index + 1) % loop.count]
      sum += point.x * next.y - next.x * point.y
    }
    return sum / 2
  }

  @Test func planeIsCutInHalf() {
    let z = (0...4).map { _ in (0...4).map(Double.init) }
    let loops = MarchingSquares(z).outlines(atOrAbove: 2)
    #expect(loops.count == 1)
    #expect(abs(abs(area(loops[0])) - 8) < 1e-12)
  }

  @Test func everythingAboveIsTheWholeGrid() {
    let loops = MarchingSquares([[5, 6], [7, 8]]).outlines(atOrAbove: 0)
    #expect(loops.count == 1)
    #expect(abs(abs(area(loops[0])) - 1) < 1e-12)
  }

  @Test func nothingAboveIsNothing() {
    #expect(MarchingSquares([[5, 6], [7, 8]]).outlines(atOrAbove: 9).isEmpty)
    #expect(MarchingSquares([[.nan, .nan], [.nan, .nan]]).outlines(atOrAbove: 0).isEmpty)
  }

  /// A hill has area pi r² at height 1 - r²; a crater inside is a lake with the opposite sense.
  @Test func hillAndCrater() {
    let side = (0...80).map { Double($0) / 40 - 1 }
    let hill = side.map { y in side.map { x in 1 - x * x - y * y } }
    let loops = MarchingSquares(hill).outlines(atOrAbove: 0.75)
    #expect(loops.count == 1)
    let disc = abs(area(loops[0])) / 1600
    #expect(abs(disc - Double.pi / 4) < 2e-3)

    let ring = side.map { y in side.map { x in -abs(x * x + y * y - 0.4) } }
    let rings = MarchingSquares(ring).outlines(atOrAbove: -0.1)
    #expect(rings.count == 2)
    #expect(area(rings[0]) * area(rings[1]) < 0)
    let between = abs(rings.map(area).reduce(0, +)) / 1600
    #expect(abs(between - 0.2 * Double.pi) < 4e-3)
  }

  @Test func saddleFollowsItsMiddle() {
    #expect(MarchingSquares([[1, 0], [0, 1]]).outlines(atOrAbove: 0.4).count == 1)
    #expect(MarchingSquares([[1, 0], [0, 1]]).outlines(atOrAbove: 0.6).count == 2)
  }
}
