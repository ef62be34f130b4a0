import Autodiff
import Dispatch
import LinearAlgebra
import Recurrent
import Synchronization

/// The loss of a batch and its gradient by several threads, each with a share of the sequences.
///
/// The shares' losses and gradients are means over the whole batch, so they add up to its own, always
/// in the same order. Products inside use one thread each: no step waits for another thread.
///
/// - Parameters:
///   - tapes: one a thread; at most B are used.
///   - pullback: how a share is computed, on its own tape.
@specialized(where Scalar == Float)
func pullbackByShares<Scalar: TrainingScalar>(
  _ batch: Batch, from state: ModelState<Scalar>?, masks: DropoutMasks<Scalar>?,
  on tapes: [Tape<Scalar>],
  _ pullback: (
    Batch, ModelState<Scalar>?, DropoutMasks<Scalar>?, Tape<Scalar>
  ) -> BatchPullback<Scalar>
) -> BatchPullback<Scalar> {
  let count = min(tapes.count, batch.size)
  let found = Mutex([BatchPullback<Scalar>?](repeating: nil, count: count))
  // Each call has a tape of its own and only reads the rest.
  nonisolated(unsafe) let (tapes, pullback) = (tapes, pullback)
  DispatchQueue.concurrentPerform(iterations: count) { index in
    setThreads(1)
    let rows = batch.size * index / count..<batch.size * (index + 1) / count
    let pass = pullback(
      batch.share(rows), state?.share(rows), masks?.share(rows), tapes[index])
    found.withLock { $0[index] = pass }
  }
  let passes = found.withLock { $0.compactMap { $0 } }
  var gradients = passes[0].gradients
  for pass in passes.dropFirst() {
    for index in gradients.indices { gradients[index] += pass.gradients[index] }
  }
  return BatchPullback(
    loss: passes.reduce(0) { $0 + $1.loss }, gradients: gradients,
    final: ModelState(joining: passes.map(\.final)))
}

extension Batch {
  /// Some of the sequences, whose losses are still taken as shares of the whole batch's mean.
  func share(_ rows: Range<Int>) -> Batch {
    func each(_ list: [Int32]) -> [Int32] {
      (0..<steps).flatMap { list[$0 * size + rows.lowerBound..<$0 * size + rows.upperBound] }
    }
    let input: Input =
      switch input {
      case .vectors(let x): .vectors(x.sliced(axis: 1, rows))
      case .tokens(let tokens): .tokens(each(tokens))
      }
    let target: Target =
      switch target {
      case .tokens(let targets): .tokens(each(targets))
      case .lastToken(let targets): .lastToken(Array(targets[rows]))
      case .lastNumbers(let y): .lastNumbers(y.sliced(axis: 0, rows))
      }
    var share = Batch(
      steps: steps, size: rows.count, input: input, target: target,
      lengths: lengths.map { Array($0[rows]) }, continues: continues)
    share.countedInAll = counted
    return share
  }
}

extension DropoutMasks {
  /// The masks of some of the sequences.
  fileprivate func share(_ rows: Range<Int>) -> DropoutMasks {
    DropoutMasks(masks: masks.map { $0.sliced(axis: 1, rows) })
  }
}

extension ModelState {
  /// The state of some of the sequences.
  fileprivate func share(_ rows: Range<Int>) -> ModelState {
    ModelState(
      layers: layers.map { layer in
        LayerState(
          hidden: layer.hidden.sliced(axis: 0, rows), cell: layer.cell?.sliced(axis: 0, rows))
      })
  }

  /// The states of all sequences, from those of shares in order.
  fileprivate init(joining shares: [ModelState]) {
    layers = shares[0].layers.indices.map { index in
      LayerState(
        hidden: Tensor(joiningRows: shares.map { $0.layers[index].hidden }),
        cell: shares[0].layers[index].cell == nil
          ? nil : Tensor(joiningRows: shares.compactMap { $0.layers[index].cell }))
    }
  }
}

extension Tensor {
  /// Matrices of the same width one under another.
  fileprivate init(joiningRows parts: [Tensor]) {
    let width = parts[0].shape[1]
    self.init(
      shape: [parts.reduce(0) { $0 + $1.shape[0] }, width], parts.flatMap(\.array))
  }
}
