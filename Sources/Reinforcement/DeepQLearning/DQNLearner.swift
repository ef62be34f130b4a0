import Autodiff
import Training

/// The online network, the target network, and how a batch changes the first: the lower half of
/// Algorithm 1.
struct DQNLearner {
  /// Q, which acts and learns.
  private(set) var online: QNetwork
  /// Q', which targets are computed from.
  private(set) var target: QNetwork
  /// The updates made.
  private(set) var updates = 0

  private let settings: DQNSettings
  private let names: [String]
  private var optimizer: Optimizer<Float>
  private let tape = Tape<Float>()

  /// What an update met.
  struct Result {
    var loss: Double
    /// y_j, [n].
    var targets: [Float]
    /// y_j - Q(s_j, a_j), [n].
    var errors: [Float]
    /// The mean of Q(s_j, a_j).
    var meanValue: Double
    var clip: ClipResult
    var learningRate: Double
  }

  init(_ network: QNetwork, _ settings: DQNSettings) {
    (online, target, self.settings) = (network, network, settings)
    names = network.parameterNames
    optimizer = Optimizer(settings.optimizer, shapes: network.parameters.map(\.shape))
  }

  /// The memory for a batch's tensors.
  var pool: Pool { tape.pool }

  /// Makes one update from a batch.
  ///
  /// - Throws: `NonFinite`, with the networks as they were if loss or gradient is to blame.
  mutating func learn(from batch: TransitionBatch, step: Int) throws(NonFinite) -> Result {
    let batch =
      settings.sabotage?.corrupted(batch, actions: online.actionCount) ?? batch
    var (result, gradients) = pullback(batch)
    tape.reset()
    guard result.loss.isFinite else { throw NonFinite(step: step, tensor: "the loss") }
    let norm = try norm(gradients, step)
    result.learningRate = settings.learningRates.value(at: step)
    let scale: Double
    (result.clip, scale) = settings.clipping.apply(to: &gradients, norm: norm)
    try update(by: gradients, rate: result.learningRate, scale: scale, step)
    updates += 1
    if case .soft(let tau) = settings.target { follow(tau) }
    return result
  }

  /// Makes the target network a copy of the online network.
  mutating func copyTarget() {
    if settings.sabotage == .targetNeverCopied { return }
    target = online
  }

  /// y_j of a batch, [n].
  private func targets(_ batch: TransitionBatch) -> Tensor<Float> {
    BellmanTargets.targets(
      rewards: batch.rewards, terminal: batch.terminal, discount: Float(settings.discount),
      target: target.values(batch.nextObservations, on: tape),
      choosing: settings.isDouble ? online.values(batch.nextObservations, on: tape) : nil)
  }

  /// The loss of a batch and its gradient; targets are numbers, no gradient flows through them.
  private func pullback(_ batch: TransitionBatch) -> (Result, [Tensor<Float>]) {
    let y = targets(batch)
    let leaves = online.parameters.map { tape.variable($0) }
    let values = online.outputs(tape.constant(batch.observations), leaves).last!
    let q = values.pick(batch.actions)
    let loss = settings.loss(q, tape.constant(y))
    let gradients = tape.gradients(of: loss)
    let (errors, sum) = differences(y, q.value)
    let result = Result(
      loss: Double(loss.value.item), targets: y.array, errors: errors,
      meanValue: sum / Double(batch.count),
      clip: ClipResult(normBefore: 0, normAfter: 0, didBind: false), learningRate: 0)
    return (result, leaves.map { gradients[$0] })
  }

  /// y - q, and the sum of q.
  private func differences(_ y: Tensor<Float>, _ q: Tensor<Float>) -> ([Float], sum: Double) {
    let errors = y.withUnsafePointer { y in
      q.withUnsafePointer { values in (0..<q.count).map { y[$0] - values[$0] } }
    }
    return (errors, q.sum)
  }

  private func norm(_ gradients: [Tensor<Float>], _ step: Int) throws(NonFinite) -> Double {
    var sum = 0.0
    for (index, gradient) in gradients.enumerated() {
      let square = gradient.sumOfSquares
      guard square.isFinite else {
        throw NonFinite(step: step, tensor: "the gradient of \(names[index])")
      }
      sum += square
    }
    return sum.squareRoot()
  }

  private mutating func update(
    by gradients: [Tensor<Float>], rate: Double, scale: Double, _ step: Int
  ) throws(NonFinite) {
    optimizer.beginStep()
    for index in gradients.indices {
      let square = optimizer.update(
        index, &online.parameters[index], by: gradients[index], rate: rate, scale: scale)
      guard square.isFinite else {
        throw NonFinite(step: step, tensor: "the parameter \(names[index])")
      }
    }
  }

  /// theta' <- tau theta + (1 - tau) theta'.
  private mutating func follow(_ tau: Double) {
    if settings.sabotage == .targetNeverCopied { return }
    for index in online.parameters.indices {
      let n = online.parameters[index].count
      target.parameters[index].withUnsafeMutablePointer { old in
        online.parameters[index].withUnsafePointer { new in
          Float.scale(n, Float(1 - tau), old, old)
          Float.addScaled(n, Float(tau), new, old)
        }
      }
    }
  }
}
