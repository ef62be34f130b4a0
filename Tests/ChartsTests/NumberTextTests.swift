import Charts
import Testing

@Suite struct NumberTextTests {
  @Test(
    arguments: [
      (0.53, "0.53"), (0, "0"), (-0.0, "0"), (-2, "−2"), (5.15377520732e-8, "5.15 × 10⁻⁸"),
      (1e-12, "10⁻¹²"), (0.001, "0.001"), (0.000999, "9.99 × 10⁻⁴"), (123_456, "123000"),
      (999_999, "10⁶"), (1e300, "10³⁰⁰"), (Double.leastNonzeroMagnitude, "4.94 × 10⁻³²⁴"),
      (20, "20"), (0.1, "0.1"),
      (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "not a number"),
    ] as [(Double, String)])
  func threeDigits(value: Double, written: String) {
    #expect(NumberText.format(value) == written)
  }

  @Test(
    arguments: [
      (-4342.9448, "1.14 × 10⁻⁴³⁴³"), (-4343.0, "10⁻⁴³⁴³"), (-4342.00001, "10⁻⁴³⁴²"), (0, "1"),
      (2, "100"), (-.infinity, "0"), (5000.30103, "2 × 10⁵⁰⁰⁰"),
    ] as [(Double, String)])
  func powersBeyondTheRangeOfDouble(log: Double, written: String) {
    #expect(NumberText.format(powerOfTen: log) == written)
  }

  @Test func tenThousandNats() {
    #expect(NumberText.format(-10_000, scale: .naturalLogs) == "1.14 × 10⁻⁴³⁴³")
    #expect(NumberText.format(-3, scale: .decimalLogs) == "0.001")
    #expect(NumberText.format(-3, scale: .linear) == "−3")
  }

  @Test(arguments: 1...17)
  func moreDigitsComeCloser(digits: Int) {
    let error = abs(NumberText.rounded(.pi, digits: digits) - .pi)
    var unit = 1.0
    for _ in 1..<digits { unit /= 10 }
    #expect(error <= unit / 2)
  }
}
