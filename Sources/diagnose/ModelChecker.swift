import Buffers
import Checkpoints
import FlowAnalysis
import LinearAlgebra
import ModelFiles
import ModelReport
import Recognition
import Synchronization

/// Reads, recognises, measures and replays models, several at a time.
struct ModelChecker: Sendable {
  let replay: ModelReplay?
  let maps: [LayerMap]
  let jobs: Int

  /// Checks every model, and hands them on in order.
  ///
  /// Several files are checked side by side, and of one file the layers.
  func check(_ search: ModelSearch, _ take: (CheckedModel) -> Void) throws {
    Interrupt.leave(saying: "stopped; not every file was read, and no report was written")
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
      let (results, replayError) = results(read)
      let count = Counter(of: model.layers.count, in: path)
      let layers = try concurrentMap(
        Array(model.layers.indices), jobs: min(jobs, max(model.layers.count, 1))
      ) { index in
        defer { count.finishOne() }
        return try measure(model.layers[index], results[index])
      }
      return CheckedModel(
        path: path, format: checkpoint.format, layers: layers, passedOver: model.passedOver,
        replayError: replayError)
    } catch {
      return CheckedModel(path: path, error: "\(error)")
    }
  }

  /// What came of the layers that were asked for; an input that doesn't go with a model leaves its weights to be
  /// measured.
  private func results(
    _ model: ReadModel
  ) -> (results: [Int: ModelReplay.Result], error: String?) {
    do { return (try replay?.results(model) ?? [:], nil) } catch {
      let failed = ModelReplay.Result.not("\(error)")
      return (
        Dictionary(uniqueKeysWithValues: model.layers.indices.map { ($0, failed) }), "\(error)"
      )
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
        return CheckedLayer(
          measurement, traces: try replays.map { try LayerTrace($0, input: input) })
      } catch let error as LinearAlgebraError {
        return CheckedLayer(measurement, untraced: "\(error)")
      }
    }
  }
}

/// How far the layers of a model are, on the terminal.
private final class Counter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let path: String

  init(of total: Int, in path: String) {
    self.total = total
    self.path = path.split(separator: "/").last.map { String($0).shown } ?? ""
    show(1)
  }

  func finishOne() {
    done.withLock { done in
      done += 1
      show(done + 1)
    }
  }

  private func show(_ layer: Int) {
    if layer <= total { Terminal.current.progress("layer \(layer) of \(total), \(path)") }
  }
}
