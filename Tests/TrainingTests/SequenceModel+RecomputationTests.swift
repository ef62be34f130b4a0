import Autodiff
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct RecomputationTests {
  /// Loss, gradient, last state and observed cotangents are those of the walk that keeps everything.
  @Test(arguments: CellKind.allCases, [1, 4, 11, 30])
  func gradientIsThatOfTheWholeRecord(kind: CellKind, segment: Int) throws {
    let model = try smallModel(kind, layers: 2)
    let batch = vectorBatch(T: 11, B: 3)
    let start = model.pullback(vectorBatch(T: 3, B: 3, seed: 9), on: Tape()).final
    let (whole, seen) = watched {
      model.pullback(batch, from: start, on: $0, instrument: $1)
    }
    let (again, seenAgain) = watched {
      model.recomputedPullback(batch, from: start, on: $0, segment: segment, instrument: $1)
    }
    #expect(abs(whole.loss - again.loss) < 1e-12)
    #expect(distance(whole.gradients, again.gradients) < 1e-12)
    for (a, b) in zip(whole.final.layers, again.final.layers) {
      #expect(a.hidden == b.hidden && a.cell == b.cell)
    }
    #expect(seen.count == seenAgain.count && seen.count >= 22)
    for (key, norm) in seen { #expect(abs(norm - (seenAgain[key] ?? .nan)) < 1e-12, "\(key)") }
  }

  @Test func questionAtTheEndReachesTheFirstSegment() throws {
    let model = try smallModel(.lstm)
    let tokens = (0..<20).map { Int32($0 % 3) }
    let batch = Batch(steps: 10, size: 2, input: .tokens(tokens), target: .lastToken([4, 0]))
    let whole = model.pullback(batch, on: Tape())
    let again = model.recomputedPullback(batch, on: Tape(), segment: 3)
    #expect(abs(whole.loss - again.loss) < 1e-13)
    #expect(distance(whole.gradients, again.gradients) < 1e-13)
  }

  /// sqrt(T) segments of sqrt(T) steps: a hundred times the steps take ten times the memory.
  @Test func memoryGrowsLikeTheRootOfTheLength() throws {
    let model = try smallModel(.lstm, Float.self, H: 16)
    func bytes(_ T: Int) -> Int {
      let tape = Tape<Float>()
      let tokens = [Int32](repeating: 1, count: T)
      let batch = Batch(steps: T, size: 1, input: .tokens(tokens), target: .lastToken([1]))
      _ = model.recomputedPullback(batch, on: tape)
      return tape.pool.bytesHeld
    }
    #expect(bytes(40_000) < 12 * bytes(400))
  }

  @Test func truncationIsRefused() {
    var settings = TrainingSettings()
    (settings.recomputes, settings.truncation) = (true, Truncation(window: 3))
    #expect(throws: SettingError.self) { try settings.check() }
  }

  private func watched(
    _ body: (Tape<Double>, NamedInstrument<Double>) -> BatchPullback<Double>
  ) -> (BatchPullback<Double>, [String: Double]) {
    let tape = Tape<Double>()
    var seen: [String: Double] = [:]
    tape.observe(
      Observer(
        wants: { $0.hasSuffix(".h") || $0.hasSuffix(".c") },
        cotangent: { sighting in
          seen["\(sighting.name) \(sighting.step ?? 0)"] = sighting.values.reduce(0) {
            $0 + $1 * $1
          }
        }))
    return (body(tape, NamedInstrument(["rnn.0", "rnn.1"], on: tape)), seen)
  }
}
