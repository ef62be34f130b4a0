import Foundation
import LinearAlgebra

/// The Lyapunov exponents of a run of step Jacobians: the mean growth, in nats a step, of the
/// lengths, areas, volumes that the linearised dynamics carry along.
///
/// The sum of the first k exponents is the growth of a generic k-dimensional volume, so the sum of
/// all is the mean of ln|det J_t|. A maximal exponent below 0 says that small differences, and
/// gradients, die out; above 0, that they grow: chaos (Benettin, Galgani, Giorgilli and Strelcyn
/// 1980; for recurrent networks Engelken, Wolf and Abbott 2023).
public struct LyapunovSpectrum: Equatable, Sendable {
  /// Exponents in nats a step, largest first; -infinity where a Jacobian loses a dimension, as a
  /// relu's does, or comes within rounding of it (a condition number above 1e15 / n).
  public let exponents: [Double]
  /// The standard error of each by batch means: the scatter of the averages over `batches` equal
  /// stretches of the run. Nil for fewer than four steps, and for exponents of -infinity.
  public let standardErrors: [Double?]
  /// The number of steps averaged over.
  public let steps: Int
  /// The number of steps before those, which only turned the axes.
  public let burnIn: Int

  /// The sum of the exponents: with all of them, the mean of ln|det J_t|.
  public var sum: Double { exponents.reduce(0, +) }

  /// The sum of the positive exponents: the rate, in nats a step, at which the dynamics forget no
  /// initial difference (an upper bound of the Kolmogorov-Sinai entropy; Ruelle 1978).
  public var entropyBound: Double { exponents.reduce(0) { $0 + max($1, 0) } }

  /// The Kaplan-Yorke dimension k + (λ_1 + ... + λ_k) / |λ_(k+1)|, with the largest k whose sum
  /// isn't negative (Kaplan and Yorke 1979). 0 when even λ_1 < 0; nil when the exponents at hand
  /// never sum to below zero.
  public var kaplanYorkeDimension: Double? {
    var sum = 0.0
    for (k, exponent) in exponents.enumerated() {
      if sum + exponent < 0 { return Double(k) + (exponent.isFinite ? sum / -exponent : 0) }
      sum += exponent
    }
    return nil
  }
}

/// The `count` largest Lyapunov exponents along a run of step Jacobians.
///
/// A frame of `count` orthonormal vectors is carried along and orthonormalised at *every* step; the
/// logarithms of the lengths that this takes out are averaged. Doing it only every few steps saves
/// nothing that matters: the frame collapses onto its first vectors, and the small exponents come
/// out wrong by orders more than their error.
/// - Parameters:
///   - jacobians: J_1 ... J_T of one sequence.
///   - count: how many; all n if nil.
///   - burnIn: steps that turn the frame into place before the average begins.
///   - seed: of the random frame at the start. The exponents don't depend on it as T grows; with
///     all n their sum never does.
/// - Throws: `LinearAlgebraError` where a Jacobian isn't finite.
/// - Complexity: O(T) applications of a Jacobian to a block of `count` vectors and O(T n count²)
///   for the frames.
public func lyapunovSpectrum(
  of jacobians: some OperatorFamily, count: Int? = nil, burnIn: Int = 0, seed: UInt64 = 0
) throws -> LyapunovSpectrum {
  let n = jacobians.rows
  let k = count ?? n
  precondition(k >= 1 && k <= n, "there are \(n) exponents, not \(k)")
  precondition(
    burnIn >= 0 && burnIn < jacobians.count, "no step left of \(jacobians.count) after \(burnIn)")
  var generator = RandomGenerator(seed: seed)
  var frame = Matrix.gaussian(k, n, using: &generator)
  _ = try frame.orthonormalizeRows()
  var logs: [[Double]] = []
  // What J q is certain to for unit vectors q: less than that is zero as far as Float64 can tell.
  let roundingError = Double(n) * Double.ulpOfOne
  var image = Matrix(zeros: k, n)
  for t in 0..<jacobians.count {
    jacobians.apply(Array(repeating: t, count: k), frame, into: &image)
    swap(&frame, &image)
    let stretched = try frame.orthonormalizeRows(floor: roundingError, leastSine: 1e-5)
    if t >= burnIn { logs.append(stretched) }
  }
  return LyapunovSpectrum(logs: logs, burnIn: burnIn)
}

extension LyapunovSpectrum {
  /// The averages of the frames' logarithms, one row a step.
  init(logs: [[Double]], burnIn: Int) {
    let means = logs[0].indices.map { j in mean(of: logs, column: j, in: 0..<logs.count) }
    let errors = logs[0].indices.map { j in batchError(of: logs, column: j) }
    let order = means.indices.sorted { means[$0] > means[$1] }
    exponents = order.map { means[$0] }
    standardErrors = order.map { errors[$0] }
    steps = logs.count
    self.burnIn = burnIn
  }
}

private func mean(of logs: [[Double]], column: Int, in range: Range<Int>) -> Double {
  range.reduce(0) { $0 + logs[$1][column] } / Double(range.count)
}

/// The standard error of a mean by batch means, with about the square root of the number of steps
/// as batches: long enough to be independent, enough of them to have a scatter.
private func batchError(of logs: [[Double]], column: Int) -> Double? {
  let batches = Int(Double(logs.count).squareRoot())
  guard batches >= 2 else { return nil }
  let length = logs.count / batches
  let means = (0..<batches).map { b in
    mean(of: logs, column: column, in: b * length..<(b + 1) * length)
  }
  let center = means.reduce(0, +) / Double(batches)
  guard center.isFinite else { return nil }
  let variance = means.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(batches - 1)
  return (variance / Double(batches)).squareRoot()
}
