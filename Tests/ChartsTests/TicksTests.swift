import Charts
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0, 1.0), (1, 40), (-3, 7), (0, 1e-9), (1e6, 3e6), (-1e308, 1e308), (0.1, 0.3),
  ])
  func linearStepIsOneTwoOrFiveTimesAPowerOfTen(ends: (Double, Double)) {
    let ticks = Ticks.between(ends.0, ends.1, scale: .linear, count: 6)
    #expect((2...8).contains(ticks.count))
    let step = ticks[1].position - ticks[0].position
    let power = NumberText.rounded(step, digits: 1)
    #expect([1, 2, 5].contains(leadingDigit(power)))
    for tick in ticks {
      #expect(tick.position >= ends.0 - step * 1e-6 && tick.position <= ends.1 + step * 1e-6)
    }
    #expect(Set(ticks.map(\.label)).count == ticks.count)
  }

  @Test func zeroHasNoSign() {
    #expect(
      Ticks.between(-1, 1, scale: .linear, count: 4).map(\.label) == [
        "−1", "−0.5", "0", "0.5", "1",
      ])
  }

  @Test func decadesAreThinnedWholePowers() {
    let ticks = Ticks.between(-4342, 0, scale: .naturalLogs, count: 5)
    #expect(ticks.map(\.position) == [-4000, -3000, -2000, -1000, 0])
    #expect(ticks.map(\.label) == ["10^{−4000}", "10^{−3000}", "10^{−2000}", "10^{−1000}", "1"])
  }

  @Test func fewDecadesAreWrittenOut() {
    let ticks = Ticks.between(-2, 2, scale: .logarithmic, count: 6)
    #expect(ticks.map(\.label) == ["0.01", "0.1", "1", "10", "100"])
  }

  @Test func oneDecadeGetsMarksBetweenPowers() {
    let ticks = Ticks.between(-1, 0.3, scale: .logarithmic, count: 5)
    #expect(ticks.map(\.label) == ["0.1", "0.2", "0.5", "1"])
  }

  @Test func aFractionOfADecadeIsMarkedLikeALine() {
    let ticks = Ticks.between(0.3, 0.6, scale: .logarithmic, count: 5)
    #expect(ticks.map(\.label) == ["2", "2.5", "3", "3.5"])
  }

  @Test(arguments: [-5_000.0, -300.2, -17, 0])
  func marksOfDecadesLieInside(lower: Double) {
    for count in 2...8 {
      let ticks = Ticks.between(lower, lower + 40, scale: .decimalLogs, count: count)
      #expect(ticks.allSatisfy { $0.position >= lower - 1e-6 && $0.position <= lower + 40 + 1e-6 })
      #expect((1...count + 1).contains(ticks.count))
    }
  }

  private func leadingDigit(_ value: Double) -> Int {
    Int(String(NumberText.format(value, digits: 1).first { "123456789".contains($0) } ?? "0")) ?? 0
  }
}
