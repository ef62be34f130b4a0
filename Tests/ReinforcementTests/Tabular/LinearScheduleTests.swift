import Reinforcement
import Testing

@Suite struct LinearScheduleTests {
  @Test(arguments: [(0, 1.0), (25, 0.75), (50, 0.5), (99, 0.01), (100, 0), (1000, 0), (-3, 1)])
  func aScheduleIsAStraightLineAndThenFlat(step: Int, value: Double) {
    #expect(abs(LinearSchedule(from: 1, to: 0, over: 100).value(at: step) - value) < 1e-15)
  }

  @Test func aConstantStays() {
    #expect([0, 7].map(LinearSchedule(constant: 0.3).value) == [0.3, 0.3])
  }

  @Test func aDecayingStepSizeAverages() {
    #expect(
      (1...4).map { StepSize.decaying(power: 1).value(update: $0) } == [1, 0.5, 1.0 / 3, 0.25])
    #expect(StepSize.constant(0.2).value(update: 9) == 0.2)
  }
}
