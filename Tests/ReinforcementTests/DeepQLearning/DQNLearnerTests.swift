import Autodiff
import LinearAlgebra
import Testing
import Training

@testable import Reinforcement

@Suite struct DQNLearnerTests {
  let network: QNetwork = {
    var generator = RandomGenerator(seed: 1)
    return .perceptron(inputs: 2, hidden: [8], actions: 2, using: &generator)
  }()

  /// Large errors, so that Huber's loss is in its straight part for some.
  let batch = TransitionBatch(
    observations: Tensor(shape: [3, 2], [0.5, -1, 1, 0.2, -0.3, 0.7]), actions: [1, 0, 1],
    rewards: [5, 0.3, -4],
    nextObservations: Tensor(shape: [3, 2], [1, 0.2, -0.3, 0.7, 0, 0]),
    terminal: [false, false, true])

  func settings(_ change: (inout DQNSettings) -> Void = { _ in }) -> DQNSettings {
    var settings = DQNSettings()
    (settings.optimizer, settings.learningRate) = (.sgd(), 1)
    change(&settings)
    return settings
  }

  /// The loss by its definition, in Float64, of a network whose target network is `network`.
  func loss(of online: QNetwork, _ settings: DQNSettings) -> Double {
    let (q, next) = (online.values(batch.observations), network.values(batch.nextObservations))
    var sum = 0.0
    for j in 0..<3 {
      let best = Double(max(next[j, 0], next[j, 1]))
      let y =
        Double(batch.rewards[j]) + (batch.terminal[j] ? 0 : Double(Float(0.99)) * best)
      let d = abs(y - Double(q[j, Int(batch.actions[j])]))
      sum += settings.loss == .squared ? d * d : d <= 1 ? d * d / 2 : d - 0.5
    }
    return sum / 3
  }

  @Test(
    "an update descends along the slope of the loss by its definition",
    arguments: ValueLoss.allCases)
  func slope(loss: ValueLoss) throws {
    let settings = settings { $0.loss = loss }
    var learner = DQNLearner(network, settings)
    let result = try learner.learn(from: batch, step: 1)
    #expect(abs(result.loss - self.loss(of: network, settings)) < 1e-5)
    var square = 0.0
    for index in network.parameters.indices {
      for element in 0..<network.parameters[index].count {
        let step =
          Double(network.parameters[index].array[element])
          - Double(learner.online.parameters[index].array[element])
        square += step * step
        let h: Float = 1e-2
        var (up, down) = (network, network)
        up.parameters[index].withUnsafeMutablePointer { $0[element] += h }
        down.parameters[index].withUnsafeMutablePointer { $0[element] -= h }
        let slope =
          (self.loss(of: up, settings) - self.loss(of: down, settings)) / (2 * Double(h))
        #expect(abs(step - slope) < 2e-3 * max(1, abs(slope)), "\(index) \(element)")
      }
    }
    #expect(abs(square.squareRoot() - result.clip.normBefore) < 1e-4)
  }

  @Test("TD errors are y - Q(s, a), and the mean value is Q's")
  func errors() throws {
    var learner = DQNLearner(network, settings())
    let result = try learner.learn(from: batch, step: 1)
    let q = network.values(batch.observations)
    #expect(abs(result.errors[2] - (-4 - q[2, 1])) < 1e-6)
    let mean = (q[0, 1] + q[1, 0] + q[2, 1]) / 3
    #expect(abs(result.meanValue - Double(mean)) < 1e-6)
  }

  @Test("Double DQN's targets are of the online network's choice")
  func double() throws {
    // After some steps the two networks choose differently.
    var learner = DQNLearner(network, settings { $0.isDouble = true })
    for step in 1...5 { _ = try learner.learn(from: batch, step: step) }
    let next = (learner.target.values(batch.nextObservations), learner.online)
    let choice = next.1.values(batch.nextObservations)
    let q = learner.online.values(batch.observations)
    let result = try learner.learn(from: batch, step: 6)
    var differing = 0
    for j in 0..<2 {
      let best = choice[j, 0] >= choice[j, 1] ? 0 : 1
      let y = batch.rewards[j] + 0.99 * next.0[j, best]
      #expect(abs(result.errors[j] - (y - q[j, Int(batch.actions[j])])) < 1e-5)
      if next.0[j, best] < next.0[j, 1 - best] { differing += 1 }
    }
    #expect(differing > 0)
  }

  @Test("the target stays until it is copied, and learns by tau where it is soft")
  func target() throws {
    var hard = DQNLearner(network, settings())
    _ = try hard.learn(from: batch, step: 1)
    #expect(hard.target == network && hard.online != network)
    hard.copyTarget()
    #expect(hard.target == hard.online)
    var soft = DQNLearner(network, settings { $0.target = .soft(tau: 0.25) })
    _ = try soft.learn(from: batch, step: 1)
    for index in network.parameters.indices {
      for (i, new) in soft.target.parameters[index].array.enumerated() {
        let mixed =
          0.25 * soft.online.parameters[index].array[i] + 0.75 * network.parameters[index].array[i]
        #expect(abs(new - mixed) < 1e-6)
      }
    }
  }

  @Test("clipping scales the step, and the norm before it is kept")
  func clipping() throws {
    var learner = DQNLearner(network, settings { $0.clipping = .norm(0.1) })
    let clip = try learner.learn(from: batch, step: 1).clip
    #expect(clip.didBind && clip.normBefore > 0.1 && clip.normAfter == 0.1)
  }

  @Test("the learning rate falls in a line to the share that is left")
  func decay() throws {
    let settings = settings { ($0.steps, $0.decay) = (1000, 0.5) }
    #expect(settings.learningRates.value(at: 500) == 0.75)
    var learner = DQNLearner(network, settings)
    #expect(try learner.learn(from: batch, step: 500).learningRate == 0.75)
  }

  @Test("a reward that Float32 can't hold ends the run with the step and the loss named")
  func nonFinite() throws {
    var (learner, broken) = (DQNLearner(network, settings()), batch)
    broken.rewards[0] = .infinity
    #expect(throws: NonFinite(step: 7, tensor: "the loss")) {
      try learner.learn(from: broken, step: 7)
    }
    #expect(learner.online == network)
  }

  @Test("every sabotage changes what it says and nothing else")
  func sabotage() {
    let faulty = Sabotage.allCases.map { $0.corrupted(batch, actions: 2) }
    #expect(faulty[0].terminal == [false, false, false])
    #expect(faulty[1].actions == [0, 1, 0])
    #expect(faulty[3].rewards == [-5, -0.3, 4])
    #expect(faulty[4].nextObservations == batch.observations)
    #expect(faulty[2].rewards == batch.rewards && faulty[2].terminal == batch.terminal)
    var learner = DQNLearner(network, settings { $0.sabotage = .targetNeverCopied })
    _ = try? learner.learn(from: batch, step: 1)
    learner.copyTarget()
    #expect(learner.target == network)
  }
}
