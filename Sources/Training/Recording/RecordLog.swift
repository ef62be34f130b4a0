/// What a recorder saw of steps whose ``StepRecord`` nobody asked for yet, in two flat lists: a record's own
/// arrays cost more than the norms of the smallest network.
struct RecordLog {
  private struct Entry {
    /// Where the step's metrics are in their list.
    let index: Int32
    /// T of the step's batch.
    let steps: Int32
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

  /// Adds a step, the metrics of which are at `index` in their list, and the norms that were seen of it.
  @specialized(where Scalar == Float)
  mutating func append<Scalar: TrainingScalar>(_ index: Int, _ watch: StepWatch<Scalar>) {
    if entries.isEmpty {
      entries.reserveCapacity(Self.steps)
      let each = watch.norms.norms.count
      norms.reserveCapacity(min(Self.steps * each, Self.norms + each))
    }
    entries.append(Entry(index: Int32(index), steps: Int32(watch.steps)))
    norms.append(contentsOf: watch.norms.norms)
  }

  /// What is in it, as records.
  ///
  /// - Parameters:
  ///   - layers: the number of recurrent layers.
  ///   - quantities: of how many quantities a layer has norms: 0, 1 (h) or 2 (h and c).
  ///   - metrics: the list.
  func records(layers: Int, quantities: Int, _ metrics: [StepMetrics]) -> [StepRecord] {
    var next = 0
    return entries.map { entry in
      var record = StepRecord(metrics[Int(entry.index)])
      var lists: [[GradientNorm]] = []
      for _ in 0..<layers * quantities {
        let list = norms[next..<next + Int(entry.steps)]
        lists.append(list.map { GradientNorm($0, least: 0) })
        next += Int(entry.steps)
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

extension StepRecord {
  /// A record that has a step's few numbers, but for the loss on unseen data.
  fileprivate init(_ metrics: StepMetrics) {
    self.init(step: metrics.step, loss: metrics.loss)
    clip = metrics.clip
    learningRate = metrics.learningRate
    seconds = metrics.seconds
  }
}
