import Buffers
import Checkpoints
import FlowAnalysis
import LinearAlgebra
import ModelFiles
import ModelReport
import Recognition
import Synchronization
import Training

/// Reads, recognises, measures and replays models, several at a time.
struct ModelChecker: Sendable {
  let replay: ModelReplay?
  let maps: [LayerMap]
  let jobs: Int
  let interruption: Interruption

  /// Checks every model, and hands them on in order.
  ///
  /// Several files are checked side by side, and of one file the layers.
  /// - Throws: An `Outcome` when it was interrupted.
  func check(_ search: ModelSearch, _ take: (CheckedModel) -> Void) throws {
    defer { Terminal.current.endProgress() }
    let outer = min(jobs, max(search.models.count, 1))
    let each = max(jobs / outer, 1)
    for first in stride(from: 0, to: search.models.count, by: 4 * outer) {
      let paths = Array(search.models[first...].prefix(4 * outer))
      let models = try concurrentMap(paths, jobs: outer) { try check($0, jobs: each) }
      Terminal.current.endProgress()
      models.forEach(take)
    }
    for error in search.unread {
      take(CheckedModel(path: (error as? CheckpointError)?.path ?? "", error: "\(error)"))
    }
  }

  private func check(_ path: String, jobs: Int) throws -> CheckedModel {
    do {
      let checkpoint = try ModelFile.read(path)
      let model = try ModelFile.naming(path) { () throws(CheckpointFault) in
        try RecognisedModel(checkpoint, maps: maps)
      }
      let read = ReadModel(path: path, checkpoint: checkpoint, layers: model.layers)
      let results = try replay?.results(read) ?? [:]
      let count = Counter(of: model.layers.count, in: path)
      let layers = try concurrentMap(
        Array(model.layers.indices), jobs: min(jobs, max(model.layers.count, 1))
      ) { index in
        if interruption.isRequested { throw Stopped() }
        defer { count.finishOne() }
        return try measure(model.layers[index], results[index])
      }
      return CheckedModel(
        path: path, format: checkpoint.format, layers: layers, passedOver: model.passedOver)
    } catch is Stopped {
      throw Outcome.unanswered("stopped; not every file was read")
    } catch {
      return CheckedModel(path: path, error: "\(error)")
    }
  }

  private func measure(
    _ layer: RecurrentLayer, _ result: ModelReplay.Result?
  ) throws -> CheckedLayer {
    let measurement = try LayerMeasurement(layer)
    switch result {
    case nil: return CheckedLayer(measurement)
    case .not(let reason):
      let isFinite = measurement.census.isFinite
      return CheckedLayer(measurement, untraced: isFinite ? reason : "its weights aren't finite")
    case .replayed(let replays, let input):
      do {
        return CheckedLayer(measurement, traces: try replays.map { try trace($0, input) })
      } catch let error as LinearAlgebraError {
        return CheckedLayer(measurement, untraced: "\(error)")
      }
    }
  }

  private func trace(_ replay: LayerReplay, _ input: String) throws -> LayerTrace {
    if interruption.isRequested { throw Stopped() }
    return try LayerTrace(replay, input: input)
  }

  private struct Stopped: Error {}
}

/// How far the layers of a model are, on the terminal.
private final class Counter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let path: String

  init(of total: Int, in path: String) {
    (self.total, self.path) = (total, path)
    if total > 0 { Terminal.current.progress("\(path.shown): layer 1 of \(total)") }
  }

  func finishOne() {
    done.withLock { done in
      done += 1
      guard done < total else { return }
      Terminal.current.progress("\(path.shown): layer \(done + 1) of \(total)")
    }
  }
}
