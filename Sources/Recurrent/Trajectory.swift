import Autodiff
import LinearAlgebra

/// One layer's states along one sequence, replayed in Float64 with all that its step Jacobians need.
public struct Trajectory: Sendable {
  /// The layer.
  public let weights: CellWeights
  /// x, T x I.
  public let inputs: Matrix
  /// s_0 ... s_T, (T + 1) x n: h, or h then c.
  public let states: Matrix
  /// The activated gates of steps 1 ... T, T x (G H) in the order of `CellKind.gateNames`.
  public let gates: Matrix
  /// U_n h_(t-1) + b_hn of the GRU, T x H.
  let candidateFromState: Matrix?
  let linearization: Linearization

  /// T, the number of steps.
  public var steps: Int { inputs.rows }
  /// h_1 ... h_T, T x H: the input of a layer above.
  public var hidden: Matrix { states.rows(1..<steps + 1).columns(0..<weights.hiddenSize) }
  /// c_1 ... c_T of an LSTM, T x H.
  public var cells: Matrix? {
    let H = weights.hiddenSize
    return weights.kind == .lstm ? states.rows(1..<steps + 1).columns(H..<2 * H) : nil
  }
  /// One gate's activations at every step, T x H.
  public func gate(_ index: Int) -> Matrix {
    gates.columns(index * weights.hiddenSize..<(index + 1) * weights.hiddenSize)
  }
  /// J_1 ... J_T over the whole state.
  public var jacobians: StepJacobians { StepJacobians(linearization) }
}

/// Replays one layer along one sequence in Float64, by the same passes that training runs in Float32.
///
/// - Parameters:
///   - inputs: x, T x I.
///   - initial: s_0 of n numbers (h, or h then c); zero if nil.
/// - Complexity: O(T G H (H + I)) time, O(T G H) memory.
public func trajectory(
  _ weights: CellWeights, inputs: Matrix, initial: [Double]? = nil
) -> Trajectory {
  precondition(
    inputs.columns == weights.inputSize,
    "inputs have \(inputs.columns) columns, the layer takes \(weights.inputSize)")
  precondition(
    initial == nil || initial!.count == weights.stateSize,
    "the state has \(weights.stateSize) numbers, not \(initial?.count ?? 0)")
  let H = weights.hiddenSize
  let start = initial ?? [Double](repeating: 0, count: weights.stateSize)
  let parameters = CellParameters<Double>(weights)
  let pass = ForwardPass<Double>(
    kind: weights.kind, T: inputs.rows, B: 1, H: H, reversed: false, lengths: nil,
    initial: LayerState(
      hidden: Tensor(shape: [1, H], Array(start[..<H])),
      cell: weights.kind == .lstm ? Tensor(shape: [1, H], Array(start[H...])) : nil))
  inputs.elements.withUnsafeBufferPointer { x in
    let (I, width) = (weights.inputSize, weights.weightIH.rows)
    gemm(
      false, true, inputs.rows, width, I, 1, x.baseAddress!, I, parameters.weightIH.pointer, I, 0,
      pass.gates.uniquePointer(), width)
  }
  pass.run(weightHH: parameters.weightHH, biasIH: parameters.biasIH, biasHH: parameters.biasHH)
  return Trajectory(weights, inputs: inputs, start: start, pass: pass)
}

extension Trajectory {
  init(_ weights: CellWeights, inputs: Matrix, start: [Double], pass: ForwardPass<Double>) {
    let T = inputs.rows
    let H = weights.hiddenSize
    var states = Matrix(zeros: T + 1, weights.stateSize)
    states.elements.replaceSubrange(0..<start.count, with: start)
    let hidden = pass.hidden.array
    let cells = pass.cell?.array
    for t in 0..<T {
      for j in 0..<H {
        states[t + 1, j] = hidden[t * H + j]
        if let cells { states[t + 1, H + j] = cells[t * H + j] }
      }
    }
    let candidate = pass.fromState.map { fromState in
      Matrix(rows: T, columns: 3 * H, elements: fromState.array).columns(2 * H..<3 * H)
    }
    // A vanilla RNN's single block is its state.
    let gates = weights.kind.gates == 1 ? hidden : pass.gates.array
    self.weights = weights
    self.inputs = inputs
    self.states = states
    self.gates = Matrix(rows: T, columns: weights.kind.gates * H, elements: gates)
    candidateFromState = candidate
    linearization = Linearization(
      weights: weights, states: self.states, gates: self.gates, candidateFromState: candidate)
  }
}

/// A stack of layers along one sequence: each layer's input is the hidden state of the layer below.
public struct StackTrajectory: Sendable {
  /// From the bottom up.
  public let layers: [Trajectory]

  /// J_1 ... J_T over the whole state of the stack: layer 0's, then layer 1's, ...
  public var jacobians: StackJacobians { StackJacobians(layers.map(\.linearization)) }
}

/// Replays a stack of layers along one sequence in Float64, from zero states unless `initial` gives one a layer.
public func trajectory(
  stack: [CellWeights], inputs: Matrix, initial: [[Double]]? = nil
) -> StackTrajectory {
  var layers: [Trajectory] = []
  for (index, weights) in stack.enumerated() {
    layers.append(
      trajectory(weights, inputs: layers.last?.hidden ?? inputs, initial: initial?[index]))
  }
  return StackTrajectory(layers: layers)
}
