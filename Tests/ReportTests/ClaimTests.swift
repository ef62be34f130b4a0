import Report
import Testing

@Suite struct ClaimTests {
  private func claim(
    _ measured: Double, _ expected: ClosedRange<Double>, unit: String = ""
  ) -> Claim {
    Claim(
      id: "a", "It *holds*.", measured: measured, expected: expected, unit: unit,
      strength: .measurement)
  }

  @Test func printsSentenceNumberAndRange() {
    #expect(claim(0.53, 0.45...0.62).line == "✓ It holds.  0.53 (expected 0.45 to 0.62)")
    #expect(claim(0.7, 0.45...0.62).line == "✗ It holds.  0.7 (expected 0.45 to 0.62)")
  }

  @Test func notANumberNeverHolds() {
    #expect(!claim(.nan, -.infinity ... .infinity).holds)
    #expect(claim(.nan, 0...1).line == "✗ It holds.  not a number (expected 0 to 1)")
  }

  @Test(arguments: [-Double.infinity, .infinity])
  func infinityHoldsOnlyWhereTheRangeReachesIt(value: Double) {
    #expect(!claim(value, -1e308...1e308).holds)
    #expect(claim(value, -.infinity ... .infinity).holds)
  }

  @Test func openEndsAreSaidInWords() {
    #expect(claim(3, -.infinity...0.01).expectedText == "expected at most 0.01")
    #expect(claim(3, 10 ... .infinity, unit: "nats").expectedText == "expected at least 10 nats")
    #expect(claim(3, -.infinity ... .infinity).expectedText == "expected any number")
    #expect(claim(3, 2...2).expectedText == "expected 2")
  }

  /// A number that fails by a hair must not print as one that holds, nor the reverse.
  @Test(arguments: [
    (0.620_1, 0.45...0.62), (0.449_96, 0.45...0.62), (1.000_000_1, 0...1), (0.999_999, 0...1),
  ])
  func printedNumberLiesOnItsSideOfTheRange(measured: Double, expected: ClosedRange<Double>) throws
  {
    let claim = claim(measured, expected)
    let printed = try #require(Double(claim.measuredText))
    #expect(expected.contains(printed) == claim.holds)
  }

  @Test func closedFormsPrintEnoughDigits() {
    let claim = claim(5.153_775_207_32e-3, 5.153_775_206e-3...5.153_775_208e-3)
    #expect(claim.measuredText == "0.0051537752073")
    #expect(claim.expectedText == "expected 0.005153775206 to 0.005153775208")
  }

  @Test func infiniteMeasurementHasNoUnit() {
    #expect(claim(-.infinity, -1...1, unit: "nats").measuredText == "−∞")
  }
}
