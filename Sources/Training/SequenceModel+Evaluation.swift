import Autodiff
import Recurrent

/// How well a model does on data that it isn't trained on.
public struct Evaluation: Sendable, Equatable {
  /// The mean loss over all that was asked, in the unit of the batches' targets.
  public let loss: Double
  /// The share of classes that were told right; `nil` for numbers.
  public let accuracy: Double?
  /// How many answers the means are over.
  public let count: Int
}

extension SequenceModel {
  /// The mean loss over batches, without dropout and without a gradient; the state is carried into a
  /// batch that continues the one before, and starts at zero otherwise.
  ///
  /// - Complexity: O(T B G H (H + I)) time; the memory of the longest batch.
  public func evaluate(_ batches: [Batch], on tape: Tape<Scalar> = Tape()) -> Evaluation {
    defer { tape.pool.trim() }
    var (loss, count, correct) = (0.0, 0, 0)
    var state: ModelState<Scalar>?
    var isClasses = false
    for batch in batches {
      let steps = 0..<batch.steps
      let walk = ModelWalk(
        BatchRun(self, batch, on: tape), steps, from: batch.continues ? state : nil, asked: steps,
        wantsGradient: false)
      state = walk.final
      guard let answer = walk.answer else { continue }
      loss += answer.loss * Double(batch.counted)
      count += batch.counted
      if let right = answer.correct { (correct, isClasses) = (correct + right, true) }
    }
    let share = Double(max(count, 1))
    return Evaluation(
      loss: loss / share, accuracy: isClasses ? Double(correct) / share : nil, count: count)
  }
}
