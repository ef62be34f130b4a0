import LinearAlgebra
import Recurrent

/// A recognised layer along one sequence, in Float64 and in its own equations: states, gates, and the
/// derivative of every step.
///
/// Time is in processing order: a layer that walks backwards starts at the last input.
public struct LayerReplay: Sendable {
  /// The layer.
  public let layer: RecurrentLayer
  /// s_0 ... s_T, (T + 1) x n: h, or h then c.
  public let states: Matrix
  /// The activated gates of steps 1 ... T, T x (G H) in the order of `CellKind.gateNames`.
  public let gates: Matrix
  /// J_1 ... J_T over the whole state, applied and never built.
  public let jacobians: ReplayJacobians

  /// T, the number of steps.
  public var steps: Int { states.rows - 1 }

  /// h at each step, T x S, in the order of the input's time: what a layer above sees.
  public var output: Matrix {
    let width = layer.stateWidth
    let rows = (1...steps).map { Array(states.row($0)[..<width]) }
    return Matrix(rows: layer.direction == .reverse ? rows.reversed() : rows)
  }

  /// Replays a layer.
  ///
  /// - Parameters:
  ///   - inputs: x, T x I with T >= 1, in the order of time.
  ///   - initial: s_0 of n numbers, h or h then c; zero if nil.
  /// - Complexity: O(T G H (S + I)) time, O(T (G + 6) H) memory.
  public init(_ layer: RecurrentLayer, inputs: Matrix, initial: [Double]? = nil) {
    precondition(inputs.rows > 0, "a replay needs a step")
    precondition(
      inputs.columns == layer.inputSize,
      "inputs have \(inputs.columns) columns, the layer takes \(layer.inputSize)")
    precondition(
      initial == nil || initial?.count == layer.stateSize,
      "the state has \(layer.stateSize) numbers, not \(initial?.count ?? 0)")
    self.layer = layer
    var cell = layer.replayCell
    let fromInput = inputs.multiplied(by: layer.inputWeights.matrix, transposingOther: true)
    var states = [initial ?? Array(repeating: 0, count: layer.stateSize)]
    var gates: [[Double]] = []
    for t in 0..<inputs.rows {
      let row = fromInput.row(layer.direction == .reverse ? inputs.rows - 1 - t : t)
      let step = cell.step(zip(row, layer.inputBias).map(+), states[t])
      states.append(step.state)
      gates.append(step.gates)
    }
    self.states = Matrix(rows: states)
    self.gates = Matrix(rows: gates)
    jacobians = ReplayJacobians(cell: cell, count: inputs.rows, size: layer.stateSize)
  }
}

/// The derivatives of the steps of a replay, as operators that share the layer's weights.
public struct ReplayJacobians: OperatorFamily, Sendable {
  let cell: any ReplayCell
  /// T.
  public let count: Int
  let size: Int

  /// n, the width of the whole state.
  public var rows: Int { size }
  /// n, the width of the whole state.
  public var columns: Int { size }

  /// Row i of `y` becomes J_k x_i with k = `members[i]`.
  public func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix) {
    y = cell.push(members, x)
  }

  /// Row i of `x` becomes J_k' y_i with k = `members[i]`.
  public func applyTransposed(_ members: [Int], _ y: Matrix, into x: inout Matrix) {
    x = cell.pull(members, y)
  }
}

/// A cell's step with its derivative in factored form: dense products with the weights, and between
/// them elementwise coefficients of the step.
protocol ReplayCell: Sendable {
  /// Takes a step and keeps its coefficients.
  ///
  /// - Parameters:
  ///   - drive: W_ih x + b_ih, G H numbers.
  ///   - state: h, or h then c.
  mutating func step(_ drive: [Double], _ state: [Double]) -> (state: [Double], gates: [Double])

  /// Row i becomes J_k x_i with k = `members[i]`.
  func push(_ members: [Int], _ x: Matrix) -> Matrix

  /// Row i becomes J_k' y_i with k = `members[i]`.
  func pull(_ members: [Int], _ y: Matrix) -> Matrix
}

extension RecurrentLayer {
  /// S, the width of h: H, or P with a projection.
  public var stateWidth: Int { recurrentWeights.matrix.columns }
  /// n, the width of the whole state: S, or S + H for the LSTM.
  public var stateSize: Int { stateWidth + (equations.kind == .lstm ? hiddenSize : 0) }

  fileprivate var replayCell: any ReplayCell {
    switch equations.kind {
    case .rnn, .rnnRelu: RNNReplay(self)
    case .lstm: LSTMReplay(self)
    case .gru: GRUReplay(self)
    }
  }
}
