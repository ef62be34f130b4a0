import Foundation
import LinearAlgebra
import Recurrent

@testable import FlowAnalysis

/// A vanilla RNN that sees no input and has no bias: its state stays 0, where tanh' = 1, so that
/// J_t = W exactly.
func undriven(_ w: Matrix, kind: CellKind = .rnn) -> CellWeights {
  CellWeights(kind: kind, weightIH: Matrix(zeros: kind.gates * w.columns, 1), weightHH: w)
}

/// A layer as it stands before training.
func untrained(
  _ kind: CellKind, hidden: Int, input: Int = 3, seed: UInt64,
  initialization: Initialization = .pytorch, forgetBias: Double? = nil
) throws -> CellWeights {
  var generator = RandomGenerator(seed: seed)
  return try CellWeights.initial(
    kind, inputSize: input, hiddenSize: hidden, initialization: initialization,
    forgetBias: forgetBias, using: &generator)
}

func noise(_ steps: Int, _ width: Int, seed: UInt64, scale: Double = 1) -> Matrix {
  var generator = RandomGenerator(seed: seed)
  return Matrix.gaussian(steps, width, standardDeviation: scale, using: &generator)
}

/// The product J_T ... J_(t+1) written out, from dense matrices.
func explicitProduct(_ jacobians: some OperatorFamily, from t: Int) -> Matrix {
  (t..<jacobians.count).reduce(Matrix.identity(jacobians.rows)) { jacobians[$1].dense() * $0 }
}

/// The rotation by an angle, as a matrix.
func rotation(_ angle: Double) -> Matrix {
  Matrix(rows: [[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
}

func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "\(a.count) numbers beside \(b.count)")
  return zip(a, b).reduce(0) { $1.0 == $1.1 ? $0 : Swift.max($0, abs($1.0 - $1.1)) }
}
