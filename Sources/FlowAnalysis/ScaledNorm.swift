import Foundation
import LinearAlgebra

/// The least ||P W P^-1||_2 over positive diagonal matrices P, from above: every P that was tried
/// is itself a proof.
///
/// For D diagonal, P D W P^-1 = D P W P^-1, so a scaling of the units costs nothing when D =
/// diag(phi') changes from step to step, and the scaled norm takes the place of ||W||_2 in every
/// argument. ln of the smooth Schatten norm (Σ σ^β)^(1/β) is descended in ln P, its gradient in
/// unit i being Σ_k w_k (u_ki² - v_ki²) over the singular vectors, with β rising until it is the
/// largest singular value that falls. Starts from the balanced matrix (Osborne 1960).
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
  /// - Complexity: about 200 decompositions: O(200 n³) up to n = 48, beyond that O(200 n²) by
  ///   Lanczos.
  public init(_ w: Matrix) throws {
    precondition(w.rows == w.columns, "\(w.rows) x \(w.columns) has no diagonal scaling")
    var search = try ScalingSearch(w)
    for beta in [8.0, 32, 128, 512, 2048] { try search.descend(beta: beta) }
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
      let next = try point(w, moved, beta: beta)
      note(next)
      if next.objective <= current.objective - 1e-4 * length * squared { return next }
      length /= 4
    }
    return nil
  }

  private mutating func note(_ point: Point) {
    if point.norm < best.norm { best = point }
    let spread = (point.logScaling.max() ?? 0) - (point.logScaling.min() ?? 0)
    let found = ScaledNorm.Scaling(norm: point.norm, logCondition: spread)
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
  let (u, s, v) = try leadingTriplets(scaled(w, logScaling))
  guard let largest = s.first, largest > 0 else {
    return .init(
      logScaling: logScaling, norm: 0, objective: -.infinity, gradient: logScaling.map { _ in 0 })
  }
  let weights = s.map { pow($0 / largest, beta) }
  let total = weights.reduce(0, +)
  var gradient = [Double](repeating: 0, count: w.rows)
  for k in s.indices {
    for i in gradient.indices {
      gradient[i] += weights[k] / total * (u[k][i] * u[k][i] - v[k][i] * v[k][i])
    }
  }
  return .init(
    logScaling: logScaling, norm: largest, objective: log(largest) + log(total) / beta,
    gradient: gradient)
}

/// The singular triplets that carry the weight: all of a small matrix, the first dozen of a large
/// one.
private func leadingTriplets(_ a: Matrix) throws -> (u: [[Double]], s: [Double], v: [[Double]]) {
  if a.rows <= 48 {
    let svd = try a.singularValueDecomposition()
    return (svd.s.indices.map(svd.u.column), svd.s, svd.s.indices.map(svd.v.column))
  }
  let triplets = try largestSingularTriplets(of: a, count: 12)
  let count = triplets.values.indices
  return (count.map(triplets.left.row), triplets.values, count.map(triplets.right.row))
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
  for _ in 0..<50 {
    for i in 0..<n {
      var (row, column) = (0.0, 0.0)
      for j in 0..<n where j != i {
        let (out, back) = (exp(logScaling[i] - logScaling[j]), exp(logScaling[j] - logScaling[i]))
        row += w.elements[i * n + j] * w.elements[i * n + j] * out * out
        column += w.elements[j * n + i] * w.elements[j * n + i] * back * back
      }
      // A unit without a row or a column could be scaled without end: a bounded step keeps P
      // usable.
      if row > 0 || column > 0 { logScaling[i] += max(-1, min(1, 0.25 * log(column / row))) }
    }
  }
  return logScaling
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}
