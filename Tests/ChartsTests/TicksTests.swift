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

  @Test func decadesAreThinnedWholePowers() {
    let ticks = Ticks.between(-4342, 0, scale: .naturalLogs, count: 5)
    #expect(ticks.count >= 3 && ticks.count <= 6)
    #expect(ticks.last?.label == "1")
    #expect(ticks.first?.label.hasPrefix("10^{−") == true)
  }

  private func leadingDigit(_ value: Double) -> Int {
    Int(String(NumberText.format(value, digits: 1).first { "123456789".contains($0) } ?? "0")) ?? 0
  }
}
