import Foundation
import Reinforcement

/// Two transitions, learned together for ever; Q(s) = w · x(s) with two weights, all rewards 0, so that every true value
/// is 0. Whether w goes there depends on the target alone.
///
/// x_1 = (1, 0) leads to x'_1 = (1.5, -1); x_2 = (0, 0.3) leads to x'_2 = (0.3, -0.15); nothing is learned of the states
/// that follow. With B = sum x xᵀ and K = B^-1 gamma sum x x'ᵀ a target w' pulls w to K w'.
struct TwoWeights: Sendable {
  let discount: Double
  let stepSize = 0.1
  let features = [[1, 0], [0, 0.3]]
  let next = [[1.5, -1], [0.3, -0.15]]

  /// max |w| before the first and after every step, with a target that is copied every C steps: the loop of this lesson.
  func learn(
    every C: Int, steps: Int, from start: [Double] = [1, 1]
  ) -> (w: [Double], sizes: [Double]) {
    func value(_ w: [Double], _ x: [Double]) -> Double { w[0] * x[0] + w[1] * x[1] }
    var w = start
    var target = w
    var sizes = [supNorm(w)]
    for step in 1...steps {
      let y = next.map { discount * value(target, $0) }
      let q = features.map { value(w, $0) }
      for i in 0..<2 {
        for j in 0..<2 { w[j] += stepSize * (y[i] - q[i]) * features[i][j] }
      }
      if step % C == 0 { target = w }
      sizes.append(supNorm(w))
    }
    return (w, sizes)
  }

  // MARK: In closed form

  /// B, which is diagonal.
  private var B: [Double] { [1, 0.09] }

  /// K.
  private var K: [[Double]] {
    [[1.5 * discount, -discount], [discount, -0.5 * discount]]
  }

  /// From one copy to the next: w' becomes K w' + (I - alpha B)^C (I - K) w'.
  func map(every C: Int) -> [[Double]] {
    (0..<2).map { i in
      let left = pow(1 - stepSize * B[i], Double(C))
      return (0..<2).map { j in K[i][j] + left * ((i == j ? 1 : 0) - K[i][j]) }
    }
  }

  /// The largest magnitude of the two eigenvalues of ``map(every:)``: below 1, w goes to 0.
  func factor(every C: Int) -> Double { spectralRadius(map(every: C)) }

  /// The eigenvalues of a 2 x 2 matrix are t/2 ± sqrt(t²/4 - d); a complex pair has magnitude sqrt(d).
  func spectralRadius(_ m: [[Double]]) -> Double {
    let half = (m[0][0] + m[1][1]) / 2
    let determinant = m[0][0] * m[1][1] - m[0][1] * m[1][0]
    let square = half * half - determinant
    return square < 0 ? determinant.squareRoot() : abs(half) + square.squareRoot()
  }

  /// The same, of what the loop makes of the two unit vectors within one copy.
  func playedFactor(every C: Int) -> Double {
    let columns = [[1.0, 0], [0, 1]].map { learn(every: C, steps: C, from: $0).w }
    return spectralRadius([[columns[0][0], columns[1][0]], [columns[0][1], columns[1][1]]])
  }

  /// The least C with which w goes to 0.
  var leastPeriod: Int? { (1...1000).first { factor(every: $0) < 1 } }
}

/// One weight, two states worth w and 2 w, reward 0: w -> 2 w. A target that stands still for C steps multiplies w by
/// 2 gamma - (2 gamma - 1)(1 - alpha)^C a copy, which is above 1 for every C if gamma > 1/2.
///
/// Source: Tsitsiklis and Van Roy 1997; Sutton and Barto 2018, section 11.2.
func doublingFactor(every C: Int, discount: Double, stepSize: Double) -> Double {
  var w = 1.0
  for _ in 1...C { w += stepSize * (discount * 2 * 1 - w) }
  return w
}
