import LinearAlgebra

/// h' = phi(W_ih x + W_hh h + b); dh' = phi' W_hh dh.
struct RNNReplay: ReplayCell {
  private let layer: RecurrentLayer
  private var slopes = Coefficients()

  init(_ layer: RecurrentLayer) { self.layer = layer }

  mutating func step(
    _ drive: [Double], _ state: [Double]
  ) -> (state: [Double], gates: [Double]) {
    let phi = layer.equations.stateActivation
    let fromState = product(layer.recurrentWeights.matrix, state[...])
    let next = drive.indices.map { phi.value(drive[$0] + fromState[$0] + layer.recurrentBias[$0]) }
    slopes.append(next.map(phi.slope))
    return (next, next)
  }

  func push(_ members: [Int], _ x: Matrix) -> Matrix {
    slopes.times(members, x.multiplied(by: layer.recurrentWeights.matrix, transposingOther: true))
  }

  func pull(_ members: [Int], _ y: Matrix) -> Matrix {
    slopes.times(members, y) * layer.recurrentWeights.matrix
  }
}
