import Foundation
import LinearAlgebra

/// The least ||P W P^-1||_2 over positive diagonal matrices P, from above: every P that was tried
/// is itself a proof.
///
/// For D diagonal, P D W P^-1 = D P W P^-1, so a scaling of the units costs nothing when D =
/// diag(phi') changes from step to step, and the scaled norm takes the place of ||W||_2 in every
/// argument. ln of the smooth Schatten norm (Σ σ^β)^(1/β) is descended in ln P, its gradient in
/// unit i being Σ_k w_k (u_ki² - v_ki²) over the singular vectors, with β rising until it is the
/// largest singular value that falls. Starts from the balanced matrix (Osborne 1960), and beyond
/// 64 units stays there.
public struct ScaledNorm: Equatable, Sendable {
  /// One scaling that was tried.
  struct Scaling: Equatable, Sendable {
    /// ||P W P^-1||_2.
    let norm: Double
    /// ln of the condition number of P, max p / min p: what the scaling costs, once.
    let logCondition: Double
  }

  /// The least norm found. Never below the spectral radius of W; equal to it for a nonnegative W
  /// (Perron).
  public let norm: Double
  /// ln of the diagonal of P at the least norm.
  public let logScaling: [Double]
  /// Scalings none of which is both larger and worse conditioned than another.
  let tried: [Scaling]

  /// Minimises over the diagonal scalings of a square matrix.
  /// - Throws: `LinearAlgebraError` for a matrix that isn't finite.
  /// - Complexity: about 200 singular value decompositions up to n = 64, beyond that about 20 and
  ///   O(200 n²).
  public init(_ w: Matrix) throws {
    precondition(w.rows == w.columns, "\(w.rows) x \(w.columns) has no diagonal scaling")
    var search = try ScalingSearch(w)
    if w.rows <= 64 {
      for beta in [8.0, 32, 128, 512, 2048] { try search.descend(beta: beta) }
    }
    try search.trySmallerScalings()
    norm = search.best.norm
    logScaling = search.best.logScaling
    tried = search.frontier
  }
}

/// Descent on ln P.
private struct ScalingSearch {
  struct Point {
    var logScaling: [Double]
    var norm: Double
    var objective: Double
    var gradient: [Double]
  }

  let w: Matrix
  var best: Point
  var current: Point
  var frontier: [ScaledNorm.Scaling] = []

  init(_ w: Matrix) throws {
    self.w = w
    let n = w.rows
    let plain = try point(w, [Double](repeating: 0, count: n), beta: 8)
    let balanced = try point(w, balancing(w), beta: 8)
    best = plain
    current = balanced
    note(plain)
    note(balanced)
  }

  /// Gradient steps of Barzilai and Borwein (1988), shortened until they descend.
  mutating func descend(beta: Double) throws {
    current = try point(w, current.logScaling, beta: beta)
    var length = 1.0
    for _ in 0..<25 {
      let squared = dot(current.gradient, current.gradient)
      guard squared > 1e-14, let next = try step(&length, squared, beta) else { return }
      let moved = zip(next.logScaling, current.logScaling).map { $0 - $1 }
      let turned = zip(next.gradient, current.gradient).map { $0 - $1 }
      let curvature = dot(moved, turned)
      if curvature > 0 { length = min(dot(moved, moved) / curvature, 10) }
      current = next
    }
  }

  /// The way from no scaling to the best one: a larger norm can be had for a better condition.
  mutating func trySmallerScalings() throws {
    let target = best.logScaling
    for tenth in 1..<20 { note(try point(w, target.map { $0 * Double(tenth) / 20 }, beta: 1)) }
  }

  private mutating func step(
    _ length: inout Double, _ squared: Double, _ beta: Double
  ) throws -> Point? {
    while length > 1e-6 {
      let moved = zip(current.logScaling, current.gradient).map { $0 - length * $1 }
      // A nilpotent matrix could be scaled to nothing: e^300 leaves its entries within Float64.
      if spread(moved) <= 300 {
        let next = try point(w, moved, beta: beta)
        note(next)
        if next.objective <= current.objective - 1e-4 * length * squared { return next }
      }
      length /= 4
    }
    return nil
  }

  private mutating func note(_ point: Point) {
    if point.norm < best.norm { best = point }
    let found = ScaledNorm.Scaling(norm: point.norm, logCondition: spread(point.logScaling))
    func beats(_ a: ScaledNorm.Scaling, _ b: ScaledNorm.Scaling) -> Bool {
      a.norm <= b.norm && a.logCondition <= b.logCondition
    }
    if frontier.contains(where: { beats($0, found) }) { return }
    frontier.removeAll { beats(found, $0) }
    frontier.append(found)
  }
}

private func point(
  _ w: Matrix, _ logScaling: [Double], beta: Double
) throws -> ScalingSearch.Point {
  let svd = try scaled(w, logScaling).singularValueDecomposition()
  let largest = svd.s[0]
  guard largest > 0 else {
    return .init(
      logScaling: logScaling, norm: 0, objective: -.infinity, gradient: logScaling.map { _ in 0 })
  }
  let weights = svd.s.map { pow($0 / largest, beta) }
  let total = weights.reduce(0, +)
  let gradient = (0..<w.rows).map { i in
    zip(weights, zip(svd.u.row(i), svd.v.row(i))).reduce(0) { sum, term in
      sum + term.0 / total * (term.1.0 * term.1.0 - term.1.1 * term.1.1)
    }
  }
  return .init(
    logScaling: logScaling, norm: largest, objective: log(largest) + log(total) / beta,
    gradient: gradient)
}

/// P W P^-1.
private func scaled(_ w: Matrix, _ logScaling: [Double]) -> Matrix {
  let n = w.columns
  var result = w
  for i in 0..<n {
    for j in 0..<n { result.elements[i * n + j] *= exp(logScaling[i] - logScaling[j]) }
  }
  return result
}

/// ln P that makes the norms of row i and column i, without the diagonal, equal for every i
/// (Osborne 1960).
private func balancing(_ w: Matrix) -> [Double] {
  let n = w.rows
  var logScaling = [Double](repeating: 0, count: n)
  var squares = w.elements.map { $0 * $0 }
  for i in 0..<n { squares[i * n + i] = 0 }
  for sweep in 0..<50 * n {
    let i = sweep % n
    let row = (0..<n).reduce(0) { $0 + squares[i * n + $1] }
    let column = (0..<n).reduce(0) { $0 + squares[$1 * n + i] }
    guard row > 0 || column > 0 else { continue }
    // A unit without a row or a column could be scaled without end: bounded steps keep P usable.
    let step = max(-1, min(1, 0.25 * log(column / row)))
    logScaling[i] += step
    for j in 0..<n {
      squares[i * n + j] *= exp(2 * step)
      squares[j * n + i] *= exp(-2 * step)
    }
  }
  return logScaling
}

/// ln of the condition number of P.
private func spread(_ logScaling: [Double]) -> Double {
  (logScaling.max() ?? 0) - (logScaling.min() ?? 0)
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}
