import LinearAlgebra

extension Trainer {
  /// Makes all the steps that are left, and measures the loss on unseen data on the way.
  ///
  /// - Parameters:
  ///   - interruption: looked at before every step.
  ///   - onStep: called after every step, and after its validation if it had one.
  /// - Returns: How it ended; the recorder's recording says the same.
  @discardableResult
  public func run(
    interruption: Interruption? = nil, onStep: (StepMetrics) -> Void = { _ in }
  ) -> RecordingEnd {
    while step < settings.steps {
      if interruption?.isRequested ?? false { return ended(.interrupted(step: step)) }
      do throws(NonFinite) { try advance() } catch {
        return ended(.nonFinite(step: error.step, tensor: error.tensor))
      }
      let every = settings.validateEvery
      if step == settings.steps || every > 0 && step % every == 0 { validate() }
      onStep(list.all[list.all.count - 1])
    }
    return ended(.completed)
  }

  private func ended(_ end: RecordingEnd) -> RecordingEnd {
    recorder?.recording.end = end
    return end
  }

  /// Measures the loss on unseen data now, and keeps the model if it is the best so far.
  @discardableResult
  public func validate() -> Evaluation {
    setThreads(settings.threads)
    let evaluation = model.evaluate(validation, on: tape)
    if evaluation.loss < best?.validation ?? .infinity {
      best = BestModel(model: model, validation: evaluation.loss, step: step)
    }
    if let last = list.all.last, last.step == step {
      recorder?.note(validation: evaluation.loss, after: last)
      list.all[list.all.count - 1].validation = evaluation.loss
      list.all[list.all.count - 1].seconds = watch.seconds
    }
    return evaluation
  }
}
