import Foundation
import Testing

@testable import Charts

@Suite struct LabelPlacerTests {
  private func line(_ y: (Double) -> Double) -> [[(x: Double, y: Double)]] {
    [stride(from: 0.0, through: 400, by: 4).map { (x: $0, y: y($0)) }]
  }

  @Test func namesTouchNeitherLinesNorEachOther() {
    var placer = LabelPlacer(width: 400, height: 280)
    let lines = [
      placer.add(line { 40 + $0 / 10 }), placer.add(line { 120 + 20 * sin($0 / 40) }),
      placer.add(line { 260 - $0 / 4 }),
    ]
    let boxes = lines.compactMap { placer.place($0, width: 60, height: 15) }
    #expect(boxes.count == 3)
    for (index, box) in boxes.enumerated() {
      #expect(box.x >= 0 && box.x + box.width <= 400 && box.y >= 0 && box.y + box.height <= 280)
      #expect(boxes[..<index].allSatisfy { !$0.overlaps(box) })
    }
  }

  @Test func nameStandsNearestToItsOwnLine() throws {
    var placer = LabelPlacer(width: 400, height: 280)
    let upper = placer.add(line { _ in 100 })
    let lower = placer.add(line { _ in 130 })
    let boxes = [lower, upper].map { placer.place($0, width: 60, height: 15) }
    #expect(distance(try #require(boxes[0]), 130) < distance(try #require(boxes[0]), 100))
    #expect(distance(try #require(boxes[1]), 100) < distance(try #require(boxes[1]), 130))
  }

  private func distance(_ box: LabelPlacer.Box, _ level: Double) -> Double {
    max(box.y - level, level - box.y - box.height)
  }

  @Test func crowdedNameFindsNoPlace() {
    var placer = LabelPlacer(width: 400, height: 280)
    let lines = (0..<28).map { level in placer.add(line { _ in Double(level) * 10 }) }
    let box = placer.place(lines[14], width: 60, height: 15)
    #expect(box == nil)
  }

  @Test func lineOutsideOrEmptyHasNoName() {
    var placer = LabelPlacer(width: 400, height: 280)
    let outside = placer.add(line { _ in 900 })
    let empty = placer.add([])
    let boxes = [outside, empty].map { placer.place($0, width: 60, height: 15) }
    #expect(boxes == [nil, nil])
  }
}
