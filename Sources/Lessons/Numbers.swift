import LinearAlgebra
import Recurrent

/// The mean of some numbers.
func mean(_ values: some Collection<Double>) -> Double {
  values.reduce(0, +) / Double(values.count)
}

/// The standard error of their mean, from their scatter; needs at least two.
func standardError(_ values: some Collection<Double>) -> Double {
  precondition(values.count > 1, "\(values.count) values have no scatter")
  let center = mean(values)
  let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
  return (squares / Double(values.count * (values.count - 1))).squareRoot()
}

extension ClosedRange<Double> {
  /// center ± margin.
  static func around(_ center: Double, _ margin: Double) -> ClosedRange {
    center - abs(margin)...center + abs(margin)
  }
}

extension CellWeights {
  /// A vanilla RNN of which each unit hears a source of its own: W_ih = drive I, no biases.
  static func driven(_ kind: CellKind = .rnn, by drive: Double, _ weightHH: Matrix) -> CellWeights {
    CellWeights(kind: kind, weightIH: drive * .identity(weightHH.rows), weightHH: weightHH)
  }

  /// The recurrent matrix that a vanilla RNN of H units starts with.
  static func recurrentMatrix(
    _ initialization: Initialization, _ H: Int, using generator: inout RandomGenerator
  ) throws -> Matrix {
    try initial(
      .rnn, inputSize: 1, hiddenSize: H, initialization: initialization, using: &generator
    ).weightHH
  }
}
