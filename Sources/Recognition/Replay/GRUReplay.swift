import LinearAlgebra

/// h' = (1 - z) n + z h with n = phi(W_n x + b_in + r (U_n h + b_hn)), or, where the reset comes first,
/// n = phi(W_n x + b_in + U_n (r h) + b_hn).
///
/// dh' = z dh + a_z u_z + a_n w with a_z = (h - n) z', a_n = (1 - z) n', and w = r U_n dh + (U_n h + b_hn) r' u_r,
/// or w = U_n (r dh + h r' u_r).
struct GRUReplay: ReplayCell {
  private let layer: RecurrentLayer
  private let H: Int
  private let gateWeights: Matrix
  private let candidateWeights: Matrix
  private var reset = Coefficients()
  private var keep = Coefficients()
  private var aUpdate = Coefficients()
  private var aCandidate = Coefficients()
  /// What moves with r: (U_n h + b_hn) r', or h r'.
  private var aReset = Coefficients()

  init(_ layer: RecurrentLayer) {
    self.layer = layer
    H = layer.hiddenSize
    gateWeights = layer.recurrentWeights.matrix.rows(0..<2 * H)
    candidateWeights = layer.recurrentWeights.matrix.rows(2 * H..<3 * H)
  }

  mutating func step(
    _ drive: [Double], _ state: [Double]
  ) -> (state: [Double], gates: [Double]) {
    let (sigma, phi) = (layer.equations.gateActivation, layer.equations.stateActivation)
    let fromState = product(gateWeights, state[...])
    let bias = layer.recurrentBias
    let r = (0..<H).map { sigma.value(drive[$0] + fromState[$0] + bias[$0]) }
    let z = (H..<2 * H).map { sigma.value(drive[$0] + fromState[$0] + bias[$0]) }
    let seen = layer.equations.resetsAfter ? state : zip(r, state).map(*)
    let u = product(candidateWeights, seen[...])
    let n = (0..<H).map { j in
      let inner = u[j] + bias[2 * H + j]
      return phi.value(drive[2 * H + j] + (layer.equations.resetsAfter ? r[j] * inner : inner))
    }
    reset.append(r)
    keep.append(z)
    aUpdate.append((0..<H).map { (state[$0] - n[$0]) * sigma.slope(at: z[$0]) })
    aCandidate.append((0..<H).map { (1 - z[$0]) * phi.slope(at: n[$0]) })
    aReset.append(
      (0..<H).map {
        let inner = layer.equations.resetsAfter ? u[$0] + bias[2 * H + $0] : state[$0]
        return inner * sigma.slope(at: r[$0])
      })
    return ((0..<H).map { (1 - z[$0]) * n[$0] + z[$0] * state[$0] }, r + z + n)
  }

  func push(_ members: [Int], _ x: Matrix) -> Matrix {
    let u = x.multiplied(by: gateWeights, transposingOther: true)
    let fromReset = aReset.times(members, u.columns(0..<H))
    let candidate: Matrix
    if layer.equations.resetsAfter {
      candidate =
        reset.times(members, x.multiplied(by: candidateWeights, transposingOther: true))
        + fromReset
    } else {
      candidate = (reset.times(members, x) + fromReset)
        .multiplied(by: candidateWeights, transposingOther: true)
    }
    return keep.times(members, x) + aUpdate.times(members, u.columns(H..<2 * H))
      + aCandidate.times(members, candidate)
  }

  func pull(_ members: [Int], _ y: Matrix) -> Matrix {
    let candidate = aCandidate.times(members, y)
    let direct: Matrix
    let toReset: Matrix
    if layer.equations.resetsAfter {
      direct = reset.times(members, candidate) * candidateWeights
      toReset = aReset.times(members, candidate)
    } else {
      let seen = candidate * candidateWeights
      direct = reset.times(members, seen)
      toReset = aReset.times(members, seen)
    }
    let u = Matrix.beside([toReset, aUpdate.times(members, y)])
    return keep.times(members, y) + direct + u * gateWeights
  }
}
