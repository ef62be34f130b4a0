import Autodiff
import Foundation
import LinearAlgebra

/// The share of units that do next to nothing: in a layer of H units, unit i is dormant when
/// mean |h_i| <= tau (mean over the units of mean |h_k|), means over the states.
///
/// - Parameter layers: the activations of each hidden layer, [n, H].
/// - Returns: Dormant units of all layers over all units; 0 without a layer.
/// - Complexity: O(n units).
///
/// Source: Sokar, Agarwal, Castro, Evci 2023, definition 3.1.
public func dormantShare(_ layers: [Tensor<Float>], tau: Double) -> Double {
  dormantShares(layers, taus: [tau])[0]
}

/// The same for several tau at once.
func dormantShares(_ layers: [Tensor<Float>], taus: [Double]) -> [Double] {
  let means = layers.map(meanMagnitudes)
  let units = means.reduce(0) { $0 + $1.count }
  return taus.map { tau in
    let dormant = means.reduce(0) { total, layer in
      let limit = tau * layer.reduce(0, +) / Double(max(layer.count, 1))
      return total + layer.count { $0 <= limit }
    }
    return units > 0 ? Double(dormant) / Double(units) : 0
  }
}

/// mean |h_i| of each unit over the rows of [n, H].
private func meanMagnitudes(_ layer: Tensor<Float>) -> [Double] {
  let (n, H) = (layer.shape[0], layer.count / max(layer.shape[0], 1))
  var sums = [Float](repeating: 0, count: H)
  sums.withUnsafeMutableBufferPointer { sums in
    layer.withUnsafePointer { h in
      for row in 0..<n { for i in 0..<H { sums[i] += h[row * H + i].magnitude } }
    }
  }
  return sums.map { Double($0) / Double(n) }
}

/// The effective rank: the least k with sigma_1 + ... + sigma_k >= (1 - delta) (sigma_1 + ... + sigma_m).
///
/// - Parameter singularValues: descending.
/// - Returns: 0 for a matrix of zeros.
///
/// Source: Kumar, Agarwal, Ghosh, Levine 2021, definition 1; delta = 0.01 there.
public func effectiveRank(_ singularValues: [Double], delta: Double = 0.01) -> Int {
  let sum = singularValues.reduce(0, +)
  guard sum > 0 else { return 0 }
  var partial = 0.0
  for (k, sigma) in singularValues.enumerated() {
    partial += sigma
    if partial >= (1 - delta) * sum { return k + 1 }
  }
  return singularValues.count
}

/// The singular values of a feature matrix [n, H], descending, as roots of those of the smaller Gram matrix; without the
/// zeros of units that are 0 in every state, of which a network with ReLU has many.
///
/// Off by up to sqrt(2^-52) sigma_max = 1.5e-8 sigma_max each, far below what ``effectiveRank(_:delta:)`` asks, at
/// a fraction of the time of a decomposition.
/// - Complexity: O(n H min(n, H)), H the units that are not 0.
/// - Throws: `LinearAlgebraError` for features that aren't finite.
func featureSingularValues(_ features: Tensor<Float>) throws -> [Double] {
  let (n, elements) = (features.shape[0], withoutZeroUnits(features))
  let H = elements.count / n
  guard H > 0 else { return [] }
  var gram = Matrix(zeros: min(n, H), min(n, H))
  gemm(
    H <= n, H > n, gram.rows, gram.rows, max(n, H), 1, elements, H, elements, H, 0, &gram.elements,
    gram.rows)
  return try gram.symmetricEigenvalues().map { max(0, $0).squareRoot() }
}

/// The columns of [n, H] that aren't 0 throughout, row by row.
private func withoutZeroUnits(_ features: Tensor<Float>) -> [Double] {
  let alive = meanMagnitudes(features).enumerated().filter { $0.element != 0 }.map(\.offset)
  let (n, H) = (features.shape[0], features.count / features.shape[0])
  return [Double](unsafeUninitializedCapacity: n * alive.count) { columns, count in
    features.withUnsafePointer { h in
      for row in 0..<n {
        for (k, i) in alive.enumerated() { columns[row * alive.count + k] = Double(h[row * H + i]) }
      }
    }
    count = n * alive.count
  }
}

extension RepresentationRecord {
  /// Measures the activations of the hidden layers, each [n, units], the last ones the features; `nil` where there are
  /// none.
  ///
  /// - Parameter distinct: of how many different observations they are.
  /// - Complexity: O(n H min(n, H)). Features that aren't finite have no rank.
  public init?(_ layers: [Tensor<Float>], distinct: Int) {
    guard let features = layers.last, features.count > 0 else { return nil }
    let units = features.count / features.shape[0]
    let shares = dormantShares(layers, taus: [0, 0.025, 0.1])
    (dormantAtZero, dormant, dormantAtTenth) = (shares[0], shares[1], shares[2])
    effectiveRank = (try? featureSingularValues(features)).map {
      Double(Reinforcement.effectiveRank($0))
    }
    rankLimit = Double(min(units, distinct))
  }
}

extension ActionValueFunction {
  /// The largest singular value of each weight matrix; NaN where the weights aren't finite.
  /// - Complexity: some 12 products with each matrix.
  var spectralNorms: [NamedNumber] {
    weights.map { NamedNumber($0.name, (try? $0.matrix.spectralNorm(tolerance: 1e-4)) ?? .nan) }
  }
}
