import Autodiff
import Reinforcement
import Testing

@Suite struct BellmanTargetsTests {
  let target = Tensor<Float>(shape: [3, 2], [1, 5, 4, 2, 7, 9])
  let online = Tensor<Float>(shape: [3, 2], [3, 2, 0, 6, 8, 1])

  @Test("y is r + gamma max over the actions of Q', and r where the episode has ended")
  func plain() {
    let y = BellmanTargets.targets(
      rewards: [1, 2, 3], terminal: [false, false, true], discount: 0.5, target: target)
    // 1 + 5 / 2, 2 + 4 / 2.
    #expect(y.array == [3.5, 4, 3])
  }

  @Test("Double DQN: the online network chooses, the target network values")
  func double() {
    let y = BellmanTargets.targets(
      rewards: [1, 2, 3], terminal: [false, false, true], discount: 0.5, target: target,
      choosing: online)
    // 1 + 1 / 2, 2 + 2 / 2.
    #expect(y.array == [1.5, 3, 3])
  }

  @Test("an infinite value behind an end leaves no trace")
  func masked() {
    let y = BellmanTargets.targets(
      rewards: [1], terminal: [true], discount: 0.9,
      target: Tensor(shape: [1, 2], [.infinity, .nan]))
    #expect(y.array == [1])
  }
}
