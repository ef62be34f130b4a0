import Foundation
import Testing

@testable import FlowAnalysis

struct NumberTextTests {
  @Test(
    arguments: [
      (Foundation.log(5.153_775e-3), "0.00515"), (-10_000, "1.14e-4343"), (0, "1"),
      (-.infinity, "0"),
      (2_000, "3.88e+868"), (-1_000 * Foundation.log(10), "1e-1000"),
    ] as [(Double, String)])
  func aLogarithmIsPrintedAsItsNumber(log: Double, text: String) {
    #expect(number(expOf: log) == text)
  }

  @Test(
    arguments: [(1.1312, "1.13"), (-.infinity, "minus infinity"), (.nan, "NaN"), (38.74, "38.7")]
      as [(Double, String)])
  func aNumberHasThreeDigits(value: Double, text: String) { #expect(number(value) == text) }
}
