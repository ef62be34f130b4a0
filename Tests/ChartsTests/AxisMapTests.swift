import Charts
import Testing

@Suite struct AxisMapTests {
  @Test(arguments: Axis.Scale.allCases)
  func mapsItsEndsToZeroAndOne(scale: Axis.Scale) {
    let map = AxisMap(Axis("x", scale: scale), fitting: [1, 10, 50], fit: .tight)
    #expect(abs(map.fraction(1)!) < 1e-15)
    #expect(abs(map.fraction(50)! - 1) < 1e-15)
    #expect(map.fraction(10)! > 0 && map.fraction(10)! < 1)
  }

  @Test func naturalAndDecimalLogsAreTheSameAxis() {
    let natural = AxisMap(Axis("x", scale: .naturalLogs), fitting: [-10_000, 0], fit: .tight)
    let decimal = AxisMap(
      Axis("x", scale: .decimalLogs), fitting: [-4_342.944_819_032_518, 0], fit: .tight)
    #expect(abs(natural.lower - decimal.lower) < 1e-9)
    #expect(abs(natural.fraction(-5_000)! - 0.5) < 1e-12)
  }

  @Test(arguments: [0, -1, -.infinity, .infinity, .nan] as [Double])
  func logarithmicAxisHasNoPlaceFor(value: Double) {
    let map = AxisMap(Axis("x", scale: .logarithmic), fitting: [0.1, value, 10], fit: .tight)
    #expect(map.fraction(value) == nil)
    #expect(map.lower == -1 && map.upper == 1)
  }

  @Test func nothingToShowGivesAUsableAxis() {
    let map = AxisMap(Axis("x"), fitting: [.nan, .infinity], fit: .marks)
    #expect(map.lower == 0 && map.upper == 1)
  }

  @Test(arguments: [0, 3, -3, 1e-300, 1e300, -1.797e308] as [Double])
  func constantDataLiesInside(value: Double) {
    let map = AxisMap(Axis("x"), fitting: [value, value], fit: .marks)
    #expect(map.lower < map.upper)
    #expect((0...1).contains(map.fraction(value)!))
  }

  @Test func extremesOfDoubleAreDrawn() {
    let map = AxisMap(Axis("x"), fitting: [-1.7e308, 1.7e308], fit: .marks)
    #expect(abs(map.fraction(0)! - 0.5) < 1e-9)
    #expect(map.ticks(5).count >= 2)
  }

  @Test func valuesReachTheNextMarks() {
    let map = AxisMap(Axis("x"), fitting: [0.13, 0.87], fit: .marks)
    #expect(map.lower == 0 && abs(map.upper - 1) < 1e-12)
  }

  @Test func noWholeDecadeIsWasted() {
    let map = AxisMap(Axis("x", scale: .logarithmic), fitting: [1e-10, 1.1], fit: .marks)
    #expect(map.lower == -10)
    #expect(map.upper < 0.5)
  }

  @Test func givenRangeIsKept() {
    let map = AxisMap(Axis("x", range: 1...5), fitting: [-100, 100], fit: .marks)
    #expect(map.lower == 1 && map.upper == 5)
  }

  @Test func barsReachZero() {
    #expect(AxisMap(Axis("x"), fitting: [5, 6], fit: .zero).lower == 0)
  }

  @Test func labelSaysWhatTheAxisIs() {
    #expect(Axis("loss", unit: "nats", scale: .logarithmic).caption == "loss (nats, log scale)")
    #expect(Axis("loss").caption == "loss")
  }
}
