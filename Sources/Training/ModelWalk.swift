import Autodiff
import Recurrent

/// A model over some steps of a batch: forward when it is made, and back once.
///
/// Layers and head are walked one after another without a record of operations, so that a step of
/// training costs what its products cost, however small they are.
final class ModelWalk<Scalar: TrainingScalar> {
  /// The state after the last step.
  let final: ModelState<Scalar>
  /// What is said to what was asked, if anything was.
  @exclusivity(unchecked) private(set) var answer: Answer<Scalar>?

  private let run: BatchRun<Scalar>
  private let steps: Range<Int>
  @exclusivity(unchecked) private var layers: [LayerWalk<Scalar>] = []

  /// Walks forward.
  ///
  /// - Parameters:
  ///   - state: the state before the first step; zero if `nil`.
  ///   - asked: the last of the steps: those whose answers count.
  @specialized(where Scalar == Float)
  init(
    _ run: BatchRun<Scalar>, _ steps: Range<Int>, from state: ModelState<Scalar>?,
    asked: Range<Int>, wantsGradient: Bool = true
  ) {
    let model = run.model
    self.run = run
    self.steps = steps
    layers.reserveCapacity(model.layers)
    var input = run.input(steps)
    var states: [LayerState<Scalar>] = []
    for index in 0..<model.layers {
      let layer = LayerWalk(
        model.stack.parameters[index], input: input, initial: state?.layers[index],
        lengths: run.batch.lengths, instrument: run.instrument, layer: index,
        stepsBefore: steps.lowerBound,
        on: run.tape)
      states.append(layer.final)
      let output = layer.sequence
      layers.append(layer)
      if index + 1 < model.layers {
        input = .vectors(run.dropped(output, after: index, steps))
      } else if let asked = run.asks(asked) {
        let last = steps.count - asked.steps.count
        let hidden =
          !asked.isEachStep
          ? states[index].hidden : last == 0 ? output : output.sliced(axis: 0, last..<steps.count)
        answer = Answer(run, asked, hidden, wantsGradient: wantsGradient)
      }
    }
    final = ModelState(layers: states)
  }

  /// Walks back, and adds to the gradients.
  ///
  /// - Parameters:
  ///   - cotangents: dL/ds of each layer's state after the last step; zero if `nil`.
  ///   - wantsInitial: whether dL/ds before the first step is wanted.
  /// - Returns: that, of each layer; `nil` for zero or if it isn't wanted.
  @specialized(where Scalar == Float)
  func back(
    from cotangents: [LayerState<Scalar>]? = nil, into gradients: inout GradientSum<Scalar>,
    wantsInitial: Bool
  ) -> [LayerState<Scalar>]? {
    if answer == nil && cotangents == nil { return nil }
    var sequence: Tensor<Scalar>?
    var toLast: Tensor<Scalar>?
    if let answer = answer.take() {
      let hidden = answer.back(into: &gradients, at: 4 * layers.count)
      if answer.asked.isEachStep { sequence = widened(hidden) } else { toLast = hidden }
    }
    var initial: [LayerState<Scalar>] = []
    while let layer = layers.popLast() {
      let index = layers.count
      var final = cotangents?[index]
      if let added = toLast.take() {
        final = LayerState(
          hidden: final.map { $0.hidden + added } ?? added, cell: final?.cell)
      }
      let found = layer.back(
        from: sequence.take(), final: final, wantsInput: index > 0, wantsInitial: wantsInitial)
      gradients.add(found.weightIH, at: 4 * index)
      gradients.add(found.weightHH, at: 4 * index + 1)
      gradients.add(found.biasIH, at: 4 * index + 2)
      gradients.add(found.biasHH, at: 4 * index + 3)
      if let before = found.initial { initial.append(before) }
      if let input = found.input { sequence = run.dropped(input, after: index - 1, steps) }
    }
    return wantsInitial ? initial.reversed() : nil
  }

  /// A cotangent of the last steps as one of all: zero before them.
  @specialized(where Scalar == Float)
  private func widened(_ last: Tensor<Scalar>) -> Tensor<Scalar> {
    if last.shape[0] == steps.count { return last }
    let shape: Shape = [steps.count, last.shape[1], last.shape[2]]
    var all = Tensor<Scalar>.zeros(shape, in: run.tape.pool)
    let skipped = all.count - last.count
    all.withUnsafeMutablePointer { all in
      last.withUnsafePointer { (all + skipped).update(from: $0, count: last.count) }
    }
    return all
  }
}

/// Gradients that are added up from several walks.
struct GradientSum<Scalar: TrainingScalar> {
  /// One a parameter, in the order of `SequenceModel.namedTensors`; `nil` where nothing came.
  private var sums: [Tensor<Scalar>?]

  @specialized(where Scalar == Float)
  init(count: Int) { sums = Array(repeating: nil, count: count) }

  @specialized(where Scalar == Float)
  mutating func add(_ gradient: Tensor<Scalar>, at index: Int) {
    if sums[index] == nil { sums[index] = gradient } else { sums[index]! += gradient }
  }

  /// A gradient for every parameter of a model: zero where nothing came.
  @specialized(where Scalar == Float)
  func gradients(of model: SequenceModel<Scalar>) -> [Tensor<Scalar>] {
    let found = sums.compactMap { $0 }
    if found.count == sums.count { return found }
    let parameters = model.namedTensors
    return sums.indices.map { sums[$0] ?? .zeros(parameters[$0].tensor.shape) }
  }
}
