import LinearAlgebra

/// c' = f c + i g, m = o phi(c'), h' = m, or W_hr m with a projection; peepholes let i and f see c, o see c'.
///
/// With u = W_hh dh by gate: dc' = k_f u_f + k_i u_i + k_g u_g + d dc and dm = q u_o + r dc', where
/// k_f = c f', k_i = g i', k_g = i g', d = f + p_f c f' + p_i g i', q = phi(c') o', and
/// r = o phi'(c') + p_o phi(c') o'.
struct LSTMReplay: ReplayCell {
  private let layer: RecurrentLayer
  private let H: Int
  private let S: Int
  private var kInput = Coefficients()
  private var kForget = Coefficients()
  private var kCandidate = Coefficients()
  private var q = Coefficients()
  private var r = Coefficients()
  private var d = Coefficients()

  init(_ layer: RecurrentLayer) {
    self.layer = layer
    H = layer.hiddenSize
    S = layer.stateWidth
  }

  mutating func step(
    _ drive: [Double], _ state: [Double]
  ) -> (state: [Double], gates: [Double]) {
    let (sigma, phi, psi) = (
      layer.equations.gateActivation, layer.equations.stateActivation,
      layer.equations.outputActivation
    )
    let c = state[S...]
    let fromState = product(layer.recurrentWeights.matrix, state[..<S])
    var a = drive.indices.map { drive[$0] + fromState[$0] + layer.recurrentBias[$0] }
    let zeros = Array(repeating: 0.0, count: H)
    let p = layer.peepholes ?? Peepholes(input: zeros, forget: zeros, output: zeros)
    var next = zeros
    var gates = Array(repeating: 0.0, count: 4 * H)
    var rows = Array(repeating: zeros, count: 6)
    for j in 0..<H {
      let old = c[S + j]
      a[j] += p.input[j] * old
      a[H + j] += p.forget[j] * old
      let (i, f, g) = (sigma.value(a[j]), sigma.value(a[H + j]), phi.value(a[2 * H + j]))
      next[j] = f * old + i * g
      let o = sigma.value(a[3 * H + j] + p.output[j] * next[j])
      let out = psi.value(next[j])
      (gates[j], gates[H + j], gates[2 * H + j], gates[3 * H + j]) = (i, f, g, o)
      rows[0][j] = g * sigma.slope(at: i)
      rows[1][j] = old * sigma.slope(at: f)
      rows[2][j] = i * phi.slope(at: g)
      rows[3][j] = out * sigma.slope(at: o)
      rows[4][j] = o * psi.slope(at: out) + p.output[j] * rows[3][j]
      rows[5][j] = f + p.forget[j] * rows[1][j] + p.input[j] * rows[0][j]
    }
    keep(rows)
    let m = next.indices.map { gates[3 * H + $0] * psi.value(next[$0]) }
    let h = layer.projection.map { product($0, m[...]) } ?? m
    return (h + next, gates)
  }

  private mutating func keep(_ rows: [[Double]]) {
    kInput.append(rows[0])
    kForget.append(rows[1])
    kCandidate.append(rows[2])
    q.append(rows[3])
    r.append(rows[4])
    d.append(rows[5])
  }

  func push(_ members: [Int], _ x: Matrix) -> Matrix {
    let u = x.columns(0..<S).multiplied(
      by: layer.recurrentWeights.matrix, transposingOther: true)
    let cell =
      kInput.times(members, u.columns(0..<H)) + kForget.times(members, u.columns(H..<2 * H))
      + kCandidate.times(members, u.columns(2 * H..<3 * H))
      + d.times(members, x.columns(S..<S + H))
    let m = q.times(members, u.columns(3 * H..<4 * H)) + r.times(members, cell)
    let h = layer.projection.map { m.multiplied(by: $0, transposingOther: true) } ?? m
    return .beside([h, cell])
  }

  func pull(_ members: [Int], _ y: Matrix) -> Matrix {
    let h = y.columns(0..<S)
    let m = layer.projection.map { h * $0 } ?? h
    let cell = y.columns(S..<S + H) + r.times(members, m)
    let u = Matrix.beside([
      kInput.times(members, cell), kForget.times(members, cell), kCandidate.times(members, cell),
      q.times(members, m),
    ])
    return .beside([u * layer.recurrentWeights.matrix, d.times(members, cell)])
  }
}
