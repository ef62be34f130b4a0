import Report
import Testing

@Suite struct ClaimTests {
  @Test func printsSentenceNumberAndRange() {
    let claim = Claim(
      id: "a", "The gradient *shrinks*.", measured: 0.53, expected: 0.45...0.62,
      strength: .measurement)
    #expect(claim.holds)
    #expect(claim.line == "✓ The gradient shrinks.  0.53 (expected 0.45 to 0.62)")
  }

  @Test func notANumberNeverHolds() {
    let claim = Claim(
      id: "a", "x", measured: .nan, expected: -.infinity ... .infinity, strength: .measurement)
    #expect(!claim.holds)
    #expect(claim.line == "✗ x  not a number (expected any number)")
  }
}
