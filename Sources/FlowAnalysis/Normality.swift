import Foundation
import LinearAlgebra

/// How far a recurrent matrix is from normal: how much it can grow vectors before its eigenvalues
/// have their way.
///
/// A normal matrix (W^T W = W W^T) never grows beyond its spectral radius: ||W^k|| = rho^k. Others
/// can, for a while.
public struct Normality: Equatable, Sendable {
  /// Henrici's departure sqrt(||W||_F² - Σ|λ|²) (Henrici 1962); 0 for a normal matrix.
  public let departure: Double
  /// The departure over ||W||_F, in [0, 1): about 0.707 for a random matrix of independent entries.
  public let relativeDeparture: Double
  /// The largest singular value.
  public let sigmaMax: Double
  /// The spectral radius.
  public let spectralRadius: Double
  /// sigma_max / rho: 1 for a normal matrix; infinite for a nilpotent one.
  public var ratio: Double { spectralRadius > 0 ? sigmaMax / spectralRadius : .infinity }

  /// Measures a square matrix.
  /// - Throws: `LinearAlgebraError` for a matrix that isn't finite or isn't square.
  /// - Complexity: O(n³), from the eigenvalues.
  public init(_ w: Matrix) throws {
    let eigenvalues = try w.eigenvalues()
    let frobenius = w.frobeniusNorm
    let fromEigenvalues = eigenvalues.reduce(0) { $0 + $1.magnitude * $1.magnitude }
    departure = max(0, frobenius * frobenius - fromEigenvalues).squareRoot()
    relativeDeparture = frobenius > 0 ? departure / frobenius : 0
    sigmaMax = try w.spectralNorm()
    spectralRadius = eigenvalues.map(\.magnitude).max() ?? 0
  }
}

/// The powers of a matrix: ln ||W^k||_2 for k = 0 ... K, by repeated multiplication with the scale
/// carried apart.
/// - Throws: `LinearAlgebraError` for a matrix that isn't finite.
/// - Complexity: O(K n³).
public func powerLogNorms(of w: Matrix, through K: Int) throws -> [Double] {
  precondition(w.rows == w.columns, "\(w.rows) x \(w.columns) has no powers")
  var power = ScaledMatrix(.identity(w.rows))
  var norms = [0.0]
  for _ in 0..<K {
    power.update(to: power.matrix * w)
    norms.append(power.log(of: try power.matrix.spectralNorm()))
  }
  return norms
}

/// The highest point of a curve on logarithms: how far it grows, and after how many steps.
public struct TransientPeak: Equatable, Sendable {
  /// The natural logarithm of the largest value, relative to the first.
  public let logHeight: Double
  /// The lag or power at which it is reached first.
  public let lag: Int

  /// The peak of a curve that isn't empty.
  public init(of logs: [Double]) {
    precondition(!logs.isEmpty, "an empty curve has no peak")
    let top = logs.indices.reduce(0) { logs[$1] > logs[$0] ? $1 : $0 }
    lag = top
    logHeight = logs[top] - logs[0]
  }
}

/// A lower bound of the Kreiss constant K(W) = sup over |z| > 1 of (|z| - 1) ||(z I - W)^-1||_2,
/// from a grid.
///
/// K <= sup_k ||W^k|| <= e n K (Kreiss 1962; Spijker 1991): a K well above 1 proves transient
/// growth of at least K. Radii 1 + 10^-3 ... 1 + 1, and the upper half of the circle, which the
/// lower half mirrors.
/// - Parameter angles: how many directions on the half circle, both ends included.
/// - Returns: 1 or more for a matrix with spectral radius below 1; infinity where a grid point is
///   an eigenvalue.
/// - Throws: `LinearAlgebraError` for a matrix that isn't finite.
/// - Complexity: O(angles n³), each a decomposition of size 2n: for small n.
public func kreissLowerBound(of w: Matrix, angles: Int = 33) throws -> Double {
  precondition(w.rows == w.columns, "\(w.rows) x \(w.columns) has no resolvent")
  precondition(angles >= 2, "a half circle needs at least 2 angles, not \(angles)")
  var bound = 0.0
  for distance in [1e-3, 1e-2, 1e-1, 1] {
    for step in 0..<angles {
      let angle = Double.pi * Double(step) / Double(angles - 1)
      let (re, im) = ((1 + distance) * cos(angle), (1 + distance) * sin(angle))
      let smallest = try shifted(w, re, im).singularValues().last ?? .infinity
      bound = max(bound, distance / smallest)
    }
  }
  return bound
}

/// z I - W as a real matrix of twice the size, [[re, -im], [im, re]]: the same singular values,
/// each twice.
private func shifted(_ w: Matrix, _ re: Double, _ im: Double) -> Matrix {
  let n = w.rows
  var result = Matrix(zeros: 2 * n, 2 * n)
  for i in 0..<n {
    for j in 0..<n {
      result[i, j] = -w[i, j]
      result[n + i, n + j] = -w[i, j]
    }
    result[i, i] += re
    result[n + i, n + i] += re
    result[i, n + i] = -im
    result[n + i, i] = im
  }
  return result
}

/// How far a matrix is from orthogonal.
public struct Orthogonality: Equatable, Sendable {
  /// ||W^T W - I||_F / sqrt(n): 0 for an orthogonal matrix.
  public let deviation: Double
  /// sigma_max / sigma_min; infinite for a singular matrix.
  public let spread: Double

  /// Measures a square matrix.
  /// - Throws: `LinearAlgebraError` for a matrix that isn't finite.
  /// - Complexity: O(n³).
  public init(_ w: Matrix) throws {
    precondition(w.rows == w.columns, "\(w.rows) x \(w.columns) is not square")
    let gram = w.multiplied(by: w, transposingSelf: true) - .identity(w.rows)
    deviation = gram.frobeniusNorm / Double(max(w.rows, 1)).squareRoot()
    let values = try w.singularValues()
    let smallest = values.last ?? 1
    spread = smallest > 0 ? (values.first ?? 1) / smallest : .infinity
  }
}
