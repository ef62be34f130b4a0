import Autodiff
import LinearAlgebra
import Recurrent

/// Random weights of one layer, small enough not to expand.
func randomWeights(
  _ kind: CellKind, I: Int, H: Int, scale: Double = 0.5, using generator: inout RandomGenerator
) -> CellWeights {
  let rows = kind.gates * H
  return CellWeights(
    kind: kind, weightIH: .gaussian(rows, I, standardDeviation: scale, using: &generator),
    weightHH: .gaussian(
      rows, H, standardDeviation: scale / Double(H).squareRoot(), using: &generator),
    biasIH: Matrix.gaussian(1, rows, standardDeviation: scale, using: &generator).elements,
    biasHH: Matrix.gaussian(1, rows, standardDeviation: scale, using: &generator).elements)
}

func randomTensor(_ shape: Shape, using generator: inout RandomGenerator) -> Tensor<Double> {
  let count = shape.reduce(1, *)
  return Tensor(shape: shape, (0..<count).map { _ in generator.normal() })
}

/// The largest |a - b| over two equally long lists.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "\(a.count) and \(b.count) numbers")
  return zip(a, b).map { abs($0 - $1) }.max() ?? 0
}

/// A loss of a layer's sequence and final state with fixed random weights, so that every output matters differently.
struct WeightedLoss {
  let sequence: Tensor<Double>
  let hidden: Tensor<Double>
  let cell: Tensor<Double>

  init(T: Int, B: Int, H: Int, using generator: inout RandomGenerator) {
    sequence = randomTensor([T, B, H], using: &generator)
    hidden = randomTensor([B, H], using: &generator)
    cell = randomTensor([B, H], using: &generator)
  }

  func callAsFunction(_ output: RecurrentOutput<Double>, on tape: Tape<Double>) -> Variable<Double>
  {
    var loss =
      (output.sequence * tape.constant(sequence)).sum()
      + (output.final.hidden * tape.constant(hidden)).sum()
    if let c = output.final.cell { loss = loss + (c * tape.constant(cell)).sum() }
    return loss
  }
}
