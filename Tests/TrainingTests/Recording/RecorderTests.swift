import Autodiff
import Foundation
import LinearAlgebra
import Recurrent
import Testing

@testable import Training

@Suite struct RecorderTests {
  /// A task that gives one batch again and again.
  struct Fixed: SequenceTask {
    let batch: Batch
    let inputSize: Int
    let outputSize: Int
    var name: String { "fixed" }
    var length: Int { batch.steps }
    var lossUnit: LossUnit { .nats }
    var baseline: Double { 1 }
    func batch(_ index: Int, size B: Int, using generator: inout RandomGenerator) -> Batch { batch }
    func validation(using generator: inout RandomGenerator) -> [Batch] { [] }
  }

  private func record<Scalar: TrainingScalar>(
    _ model: SequenceModel<Scalar>, _ batch: Batch, steps: Int = 1,
    recorder settings: RecorderSettings = RecorderSettings(),
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> (recording: Recording, trainer: Trainer<Scalar>) {
    var run = TrainingSettings()
    run.cell = model.kind
    run.hiddenSize = model.hiddenSize
    run.layers = model.layers
    run.batch = batch.size
    run.steps = steps
    run.validateEvery = 0
    change(&run)
    let recorder = Recorder<Scalar>(settings)
    let task = Fixed(batch: batch, inputSize: model.inputSize, outputSize: model.outputSize)
    let trainer = try Trainer(model, run, task: task, recorder: recorder)
    for _ in 0..<steps { try trainer.advance() }
    return (recorder.recording, trainer)
  }

  /// dL/dh_t and dL/dc_t of every layer, from the equations step by step: each state is named, and
  /// the tape reports its total cotangent.
  private func composedNorms(
    _ model: SequenceModel<Double>, _ batch: Batch
  ) -> [String: [Int: Double]] {
    let tape = Tape<Double>()
    var norms: [String: [Int: Double]] = [:]
    tape.observe(
      Observer(
        wants: { _ in true },
        cotangent: { seen in
          let square = seen.values.reduce(0) { $0 + $1 * $1 }
          norms[seen.name, default: [:]][seen.step!] = square.squareRoot()
        }))
    let weights = model.stack.parameters.map { CellVariables($0, on: tape) }
    let head = (tape.variable(model.headWeight), tape.variable(model.headBias))
    var states = ComposedPass<Double>.zeroStates(model, batch.size, tape)
    var loss: Variable<Double>?
    for t in 0..<batch.steps {
      var x = ComposedPass<Double>.input(batch, t, model.inputSize, tape)
      for layer in weights.indices {
        var state = tape.composedStep(weights[layer], x, states[layer])
        state.hidden = state.hidden.named("\(layer).h", step: t + 1)
        state.cell = state.cell?.named("\(layer).c", step: t + 1)
        // h_t was made from c_t before c_t had its name: the rest of dL/dc_t goes through it.
        states[layer] = state
        x = state.hidden
      }
      let logits = x.matmul(head.0, transposingOther: true) + head.1
      let term = ComposedPass<Double>.loss(batch, t, logits)
      loss = loss.map { $0 + term } ?? term
    }
    _ = tape.gradients(of: loss!)
    return norms
  }

  @Test(arguments: CellKind.allCases, [1, 2])
  func normsAreThoseOfTheComposedTape(kind: CellKind, layers: Int) throws {
    let model = try smallModel(kind, layers: layers)
    let batch = vectorBatch(T: 9, B: 3)
    let seen = try record(model, batch).recording.steps[0]
    let expected = composedNorms(model, batch)
    let hidden = try #require(seen.hiddenGradients)
    #expect(hidden.count == layers && hidden.allSatisfy { $0.count == 9 })
    #expect((seen.cellGradients != nil) == (kind == .lstm))
    for layer in 0..<layers {
      for t in 1...9 {
        let norm = try #require(expected["\(layer).h"]?[t])
        #expect(abs(try #require(hidden[layer][t - 1].value) - norm) < 1e-12)
        guard let cells = seen.cellGradients else { continue }
        let cell = try #require(expected["\(layer).c"]?[t])
        #expect(abs(try #require(cells[layer][t - 1].value) - cell) < 1e-12)
      }
    }
  }

  /// A vanilla RNN with W_hh = w I at zero input keeps h = 0: dL/dh_t = w^(T - t) dL/dh_T exactly.
  @Test func gradientBelowFloat32IsToldWithItsStep() throws {
    let T = 60
    var model = try smallModel(.rnn, Float.self, I: 1, H: 2, O: 2)
    model.forEachParameter { index, tensor in
      switch index {
      case 1: tensor = Tensor(shape: [2, 2], [0.125, 0, 0, 0.125])
      case 4: tensor = Tensor(shape: [2, 2], [1, 0, 0, 1])
      default: tensor = .zeros(tensor.shape)
      }
    }
    let batch = Batch(
      steps: T, size: 1, input: .vectors(.zeros([T, 1, 1])), target: .lastToken([0]))
    let norms = try #require(record(model, batch).recording.steps[0].hiddenGradients)[0]
    // |dL/dh_T| = |(-1/2, 1/2)| = 2^-1/2, and 2^-1/2 2^(-3 k) >= 2^-126 for k <= 41.
    for t in 1...T {
      let k = T - t
      if k <= 41 {
        let expected = 0.5.squareRoot() * pow(0.125, Double(k))
        #expect(abs(norms[t - 1].value! / expected - 1) < 1e-6)
        #expect(abs(norms[t - 1].log! - log(expected)) < 1e-6)
      } else {
        #expect(norms[t - 1] == .belowFloat32 && norms[t - 1].log == nil)
      }
    }
    #expect(norms.lastStepBelowFloat32 == 18)
  }

  /// Sums of cotangents over the windows, by the definition: each window's losses alone.
  @Test func truncatedCotangentsAreSummedOverTheWindows() throws {
    let model = try smallModel(.lstm)
    let batch = vectorBatch(T: 7, B: 2)
    let (K, S) = (4, 3)
    var sums = (0..<7).map { _ in Tensor<Double>.zeros([2, 4]) }
    guard case .vectors(let x) = batch.input, case .tokens(let y) = batch.target else { return }
    for (start, first, end) in [(0, 0, 3), (2, 3, 6), (3, 6, 7)] {
      #expect(end - start <= K && end - first <= S)
      let before = Batch(
        steps: max(start, 1), size: 2, input: .vectors(x.sliced(axis: 0, 0..<max(start, 1))),
        target: .lastToken([-1, -1]))
      let state = start == 0 ? nil : model.pullback(before, on: Tape()).final
      var targets = Array(y[2 * start..<2 * end])
      for k in 0..<2 * (first - start) { targets[k] = -1 }
      let window = Batch(
        steps: end - start, size: 2, input: .vectors(x.sliced(axis: 0, start..<end)),
        target: .tokens(targets))
      let tape = Tape<Double>()
      let share = Double(window.counted) / Double(batch.counted)
      tape.observe(
        Observer(
          wants: { $0 == "m.0.h" },
          cotangent: { seen in
            let part = Tensor(shape: [2, 4], Array(seen.values))
            sums[start + seen.step! - 1] += share * part
          }))
      let instrument = NamedInstrument(["m.0"], on: tape)
      _ = model.pullback(window, from: state, on: tape, instrument: instrument)
    }
    let seen = try record(model, batch) {
      $0.truncation = Truncation(window: K, stride: S)
    }.recording.steps[0]
    let norms = try #require(seen.hiddenGradients)[0]
    for t in 0..<7 {
      #expect(abs(norms[t].value! - sums[t].sumOfSquares.squareRoot()) < 1e-14)
    }
  }

  @Test func gatesAreThoseOfTheReplay() throws {
    for kind in CellKind.allCases {
      let model = try smallModel(kind, H: 6)
      let batch = vectorBatch(T: 12, B: 1)
      guard case .vectors(let x) = batch.input else { return }
      let gates = try #require(record(model, batch).recording.steps[0].gates)[0]
      #expect(gates.map(\.gate) == kind.gateNames)
      let replay = trajectory(
        model.stack.weights[0], inputs: Matrix(rows: 12, columns: 3, elements: x.doubles))
      for (index, gate) in gates.enumerated() {
        let values = replay.gate(index).elements
        let count = Double(values.count)
        #expect(abs(gate.mean - values.reduce(0, +) / count) < 1e-12)
        let isSigmoid = ["i", "f", "o", "r", "z"].contains(gate.gate)
        let low = kind == .rnnRelu ? .leastNonzeroMagnitude : isSigmoid ? 0.1 : -0.9
        #expect(gate.low == Double(values.count { $0 < low }) / count)
        let high = kind == .rnnRelu ? .infinity : 0.9
        #expect(gate.high == Double(values.count { $0 > high }) / count)
      }
    }
  }

  @Test func saturationIsCountedAtBothEnds() throws {
    var model = try smallModel(.lstm, H: 4)
    var bias = [Double](repeating: 0, count: 16)
    // i: shut, shut, open, half.
    (bias[0], bias[1], bias[2]) = (-50, -50, 50)
    model.stack.parameters[0].weightIH = .zeros([16, 3])
    model.stack.parameters[0].weightHH = .zeros([16, 4])
    model.stack.parameters[0].biasIH = Tensor(shape: [16], bias)
    model.stack.parameters[0].biasHH = .zeros([16])
    let gates = try #require(record(model, vectorBatch(T: 3, B: 2)).recording.steps[0].gates)[0]
    #expect(gates[0].low == 0.5 && gates[0].high == 0.25 && gates[0].saturated == 0.75)
    #expect(abs(gates[0].mean - 0.375) < 1e-12)
    #expect(gates[1].low == 0 && gates[1].high == 0 && gates[1].mean == 0.5)
  }

  @Test func spectraAndJacobiansAreThoseOfTheWeights() throws {
    var settings = RecorderSettings()
    settings.spectraEvery = 1
    settings.jacobiansEvery = 1
    let model = try smallModel(.lstm, layers: 2)
    let batch = vectorBatch(T: 5, B: 2)
    let seen = try record(model, batch, recorder: settings).recording.steps[0]
    let spectra = try #require(seen.spectra)
    let jacobians = try #require(seen.jacobianNorms)
    guard case .vectors(let x) = batch.input else { return }
    var inputs = Matrix(zeros: 5, 3)
    for t in 0..<5 { for i in 0..<3 { inputs[t, i] = Double(x[t, 0, i]) } }
    let replay = trajectory(stack: model.stack.weights, inputs: inputs)
    for (layer, weights) in model.stack.weights.enumerated() {
      let whole = try weights.weightHH.singularValues()[0]
      #expect(abs(spectra[layer].sigmaMax - whole) < 1e-10)
      #expect(spectra[layer].blocks.map(\.gate) == ["i", "f", "g", "o"])
      for gate in 0..<4 {
        let block = weights.recurrentBlock(gate)
        let (sigma, radius) = (try block.singularValues()[0], try block.spectralRadius())
        #expect(abs(spectra[layer].blocks[gate].sigmaMax - sigma) < 1e-10)
        #expect(abs(spectra[layer].blocks[gate].spectralRadius - radius) < 1e-10)
      }
      for t in 0..<5 {
        let sigma = try replay.layers[layer].jacobians[t].dense().singularValues()[0]
        #expect(abs(jacobians[layer][t] - sigma) < 1e-10)
      }
    }
  }

  @Test func updateRatioIsThatOfTheStep() throws {
    let model = try smallModel(.gru)
    let (recording, trainer) = try record(model, vectorBatch(T: 4, B: 2))
    let ratios = try #require(recording.steps[0].updateRatios)
    for (before, after) in zip(model.namedTensors, trainer.model.namedTensors) {
      let moved = (after.tensor - before.tensor).sumOfSquares.squareRoot()
      let expected = moved / before.tensor.sumOfSquares.squareRoot()
      #expect(abs(try #require(ratios[before.name]) - expected) < 1e-12)
    }
  }

  @Test func everyKthStepIsRecordedAndTheFirst() throws {
    var settings = RecorderSettings()
    settings.every = 4
    settings.spectraEvery = 2
    let recording = try record(
      smallModel(.rnn), vectorBatch(T: 3, B: 2), steps: 9, recorder: settings
    ).recording
    #expect(recording.steps.map(\.step) == [1, 4, 8])
    #expect(recording.steps.map { $0.spectra != nil } == [true, false, true])
    #expect(recording.steps.allSatisfy { $0.loss != nil && $0.clip != nil && $0.seconds != nil })
    #expect(recording.header.kind == .rnn && recording.header.length == 3)
  }

  /// Wherever a run ends, its records lie evenly and are as many as the limit, or half of it.
  @Test(arguments: [1, 7, 8, 9, 30, 37])
  func recordsAreThinnedToTheLimit(steps: Int) throws {
    var settings = RecorderSettings()
    (settings.every, settings.limit, settings.spectraEvery) = (1, 8, 2)
    let recording = try record(
      smallModel(.rnn), vectorBatch(T: 3, B: 2), steps: steps, recorder: settings
    ).recording
    let recorded = recording.steps.map(\.step)
    let pace = recorded.count > 2 ? recorded[2] - recorded[1] : 1
    #expect(recorded == [1] + (2...max(2, steps)).filter { $0 <= steps && $0 % pace == 0 })
    #expect(recorded.count <= 8 && recorded.count >= min(steps, 4))
    #expect(recording.steps.count { $0.spectra != nil } >= recorded.count / 2)
  }

  /// Records that wait in the log until someone asks are those that are made at once, over several logs.
  @Test(arguments: [CellKind.rnn, .lstm])
  func recordsThatWaitedAreTheSame(kind: CellKind) throws {
    var settings = RecorderSettings()
    (settings.every, settings.gates, settings.spectraEvery) = (1, false, 0)
    let model = try smallModel(kind, layers: 2)
    let batch = vectorBatch(T: 3, B: 1)
    let atOnce = try record(model, batch, steps: 1003, recorder: settings).recording.steps
    settings.updates = false
    let waited = try record(model, batch, steps: 1003, recorder: settings).recording.steps
    #expect(waited.map(\.step) == Array(1...1003))
    for (waited, atOnce) in zip(waited, atOnce) {
      #expect(waited.hiddenGradients == atOnce.hiddenGradients)
      #expect(waited.cellGradients == atOnce.cellGradients)
      #expect(waited.loss == atOnce.loss && waited.clip == atOnce.clip)
      #expect(waited.updateRatios == nil && atOnce.updateRatios != nil)
    }
    #expect(Set(waited.map { $0.hiddenGradients![1][0].value }).count > 1000)
  }

  @Test func aRunGoesOnAtTheRecordingsPace() {
    let recording = Recording(
      steps: [1, 8, 16].map {
        var record = StepRecord(step: $0)
        record.clip = ClipResult(normBefore: 1, normAfter: 1, didBind: false)
        return record
      } + [StepRecord(step: 17)])
    let recorder = Recorder<Double>(RecorderSettings(), recording: recording)
    #expect((18...40).filter { recorder.records($0) } == [20, 30, 40])
    var dense = RecorderSettings()
    dense.every = 1
    #expect(
      (18...40).filter { Recorder<Double>(dense, recording: recording).records($0) } == [
        24, 32, 40,
      ])
  }

  @Test func watchingChangesNoBit() throws {
    let model = try smallModel(.lstm, Float.self, layers: 2)
    let batch = vectorBatch(T: 6, B: 3)
    var settings = RecorderSettings()
    settings.every = 1
    settings.jacobiansEvery = 1
    let (_, watched) = try record(model, batch, steps: 4, recorder: settings)
    var run = watched.settings
    run.steps = 4
    let task = Fixed(batch: batch, inputSize: 3, outputSize: 5)
    let alone = try Trainer(model, run, task: task)
    for _ in 0..<4 { try alone.advance() }
    #expect(
      alone.model.namedTensors.map(\.tensor.array) == watched.model.namedTensors.map(\.tensor.array)
    )
  }
}
