/// What a recorder saw of steps whose ``StepRecord`` nobody asked for yet, in two flat lists: a record's own
/// arrays cost more than the norms of the smallest network.
struct RecordLog {
  /// What a ``StepMetrics`` has, and T of the step's batch.
  private struct Entry {
    let step, steps: Int
    let loss, normBefore, normAfter, learningRate, seconds: Double
    let didBind: Bool

    var record: StepRecord {
      var record = StepRecord(step: step, loss: loss)
      record.clip = ClipResult(normBefore: normBefore, normAfter: normAfter, didBind: didBind)
      (record.learningRate, record.seconds) = (learningRate, seconds)
      return record
    }
  }

  private var entries: [Entry] = []
  /// For each entry and layer the norms of dL/dh_t, and then those of dL/dc_t if the layer has them; 0 for
  /// what was lost.
  private var norms: [Double] = []

  /// How much it holds: a list that grew on and on would be copied again and again.
  private static var steps: Int { 1000 }
  private static var norms: Int { 10_000 }

  /// Whether another log should take what comes.
  var isFull: Bool { entries.count == Self.steps || norms.count >= Self.norms }
  /// Whether there is nothing in it.
  var isEmpty: Bool { entries.isEmpty }

  /// Adds a step and the norms that were seen of it.
  @specialized(where Scalar == Float)
  mutating func append<Scalar: TrainingScalar>(
    _ metrics: StepMetrics, _ watch: StepWatch<Scalar>
  ) {
    if entries.isEmpty {
      entries.reserveCapacity(Self.steps)
      let each = watch.norms.norms.count
      norms.reserveCapacity(min(Self.steps * each, Self.norms + each))
    }
    entries.append(
      Entry(
        step: metrics.step, steps: watch.steps, loss: metrics.loss,
        normBefore: metrics.clip.normBefore, normAfter: metrics.clip.normAfter,
        learningRate: metrics.learningRate, seconds: metrics.seconds,
        didBind: metrics.clip.didBind))
    norms.append(contentsOf: watch.norms.norms)
  }

  /// What is in it, as records.
  ///
  /// - Parameters:
  ///   - layers: the number of recurrent layers.
  ///   - quantities: of how many quantities a layer has norms: 0, 1 (h) or 2 (h and c).
  func records(layers: Int, quantities: Int) -> [StepRecord] {
    var next = 0
    return entries.map { entry in
      var record = entry.record
      var lists: [[GradientNorm]] = []
      for _ in 0..<layers * quantities {
        let list = norms[next..<next + entry.steps]
        lists.append(list.map { GradientNorm($0, least: 0) })
        next += entry.steps
      }
      if quantities > 0 { record.hiddenGradients = every(quantities, of: lists, from: 0) }
      if quantities > 1 { record.cellGradients = every(quantities, of: lists, from: 1) }
      return record
    }
  }
}

private func every<Element>(_ n: Int, of list: [Element], from start: Int) -> [Element] {
  stride(from: start, to: list.count, by: n).map { list[$0] }
}
