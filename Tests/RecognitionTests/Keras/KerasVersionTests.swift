import Testing

@testable import Recognition

/// What Keras takes for granted, by its version: gates were hard sigmoids before 2.3 and TensorFlow 2.
@Suite struct KerasVersionTests {
  @Test(
    arguments: [
      ("1.2.2", false, true), ("2.0.8", false, true), ("2.2.4", false, true),
      ("2.3.0", false, false),
      ("2.1.6-tf", false, true), ("2.2.4-tf", true, false), ("2.11.0", true, false),
      ("3.15.1", true, false), (nil, false, false), ("", false, false), ("x.y", true, false),
    ] as [(String?, Bool, Bool)])
  func gatesAreHardSigmoidsBeforeTheirTime(text: String?, hasCellGroup: Bool, isHard: Bool) {
    let version = KerasVersion(text, isNumbered: false)
    let gates = version.gateActivation(hasCellGroup: hasCellGroup)
    #expect(gates == (isHard ? .hardSigmoid(slope: 0.2, offset: 0.5) : .sigmoid))
  }

  @Test(
    arguments: [
      ("2.2.4", false, false), ("2.2.4-tf", true, true), ("3.0.0", true, true), (nil, false, false),
    ] as [(String?, Bool, Bool)])
  func resetComesAfterSinceTensorFlow2(text: String?, hasCellGroup: Bool, isAfter: Bool) {
    let version = KerasVersion(text, isNumbered: false)
    #expect(version.resetsAfter(hasCellGroup: hasCellGroup) == isAfter)
  }

  /// Only Keras 3 numbers its variables.
  @Test func numberedVariablesAreOfKeras3() {
    let version = KerasVersion(nil, isNumbered: true)
    #expect(version.hardSigmoid == .hardSigmoid(slope: 1.0 / 6, offset: 0.5))
    #expect(version.resetsAfter(hasCellGroup: false))
  }
}
