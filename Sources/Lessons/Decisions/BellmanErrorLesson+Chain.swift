import Foundation
import LinearAlgebra
import Reinforcement

extension BellmanErrorLesson {
  /// A policy's walk through a process without ends: V = r + gamma P V.
  struct Chain {
    let p: Matrix
    let r: [Double]
    let discount: Double

    /// I - gamma P, which turns a value error into a Bellman error.
    var matrix: Matrix { Matrix.identity(r.count) - discount * p }

    /// T V = r + gamma P V.
    func backup(_ v: StateValues) -> StateValues {
      (0..<r.count).map { s in
        r[s] + discount * (0..<r.count).reduce(0) { $0 + p[s, $1] * v[$1] }
      }
    }

    /// T V - V.
    func residual(_ v: StateValues) -> [Double] { zip(backup(v), v).map { $0 - $1 } }

    /// An error of the values that shows nowhere but in one cell u: e_u = C, and e = gamma P e in all others,
    /// so that T V - V is 0 there. e(s) = C E[gamma^tau], tau the steps from s to u.
    func hiddenError(unseen u: Int, offset: Double) throws -> [Double] {
      let seen = r.indices.filter { $0 != u }
      let system = Matrix(
        rows: seen.map { s in seen.map { (s == $0 ? 1 : 0) - discount * p[s, $0] } })
      let right = Matrix(rows: seen.map { [discount * p[$0, u] * offset] })
      let solution = try system.solve(right)
      var error = [Double](repeating: offset, count: r.count)
      for (row, s) in seen.enumerated() { error[s] = solution[row, 0] }
      return error
    }

    /// Gradient descent on the mean squared Bellman error, V <- V + eta (I - gamma P)^T (T V - V): what is made small
    /// is the Bellman error itself. eta is 1 over a bound on the squared norm of I - gamma P.
    func descend(from start: StateValues, _ steps: Int, _ truth: StateValues) -> Errors {
      let n = r.count
      let matrix = matrix
      func sums(_ m: Matrix) -> Double {
        (0..<n).map { i in m.row(i).reduce(0) { $0 + abs($1) } }.max()!
      }
      let eta = 1 / (sums(matrix) * sums(matrix.transposed()))
      return record(from: start, steps, truth) { v in
        let delta = residual(v)
        return v.indices.map { s in
          v[s] + eta * (0..<n).reduce(0) { $0 + matrix[$1, s] * delta[$1] }
        }
      }
    }

    /// Sweeps, V <- T V: the target stands still while the values move towards it.
    func sweep(from start: StateValues, _ steps: Int, _ truth: StateValues) -> Errors {
      record(from: start, steps, truth, by: backup)
    }

    private func record(
      from start: StateValues, _ steps: Int, _ truth: StateValues,
      by step: (StateValues) -> StateValues
    ) -> Errors {
      var (v, errors) = (start, Errors())
      for k in 0...steps {
        if k > 0 { v = step(v) }
        errors.bellman.append(rootMeanSquare(residual(v)))
        errors.value.append(rootMeanSquare(zip(v, truth).map { $0 - $1 }))
      }
      return errors
    }

    /// Value functions with a rough and a common error of random sizes, and one with a common error only.
    func trials(
      _ settings: Settings, _ truth: StateValues, _ generator: inout RandomGenerator
    ) -> [Point] {
      (0..<settings.trials).map { trial in
        let rough = trial == 0 ? 0 : pow(10, generator.uniform(in: -2..<2))
        let common = pow(10, generator.uniform(in: -1..<2))
        let v = truth.map { $0 + common + rough * generator.normal() }
        return Point(bellman: supNorm(residual(v)), value: supDistance(v, truth))
      }
    }

    /// The hidden error in random sizes with a little noise; the Bellman error is read off where there are data.
    func hiddenTrials(
      _ settings: Settings, _ truth: StateValues, _ error: [Double], _ seen: [Int],
      _ generator: inout RandomGenerator
    ) -> [Point] {
      (0..<settings.trials).map { _ in
        let noise = pow(10, generator.uniform(in: -4..<1))
        let size = pow(10, generator.uniform(in: -2..<1))
        let v = zip(truth, error).map { $0 + size * $1 + noise * generator.normal() }
        let residual = residual(v)
        return Point(
          bellman: supNorm(seen.map { residual[$0] }), value: supDistance(v, truth))
      }
    }
  }
}

/// sqrt(mean x²).
private func rootMeanSquare(_ x: [Double]) -> Double {
  (x.reduce(0) { $0 + $1 * $1 } / Double(x.count)).squareRoot()
}
