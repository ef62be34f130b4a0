import Autodiff
import Training

/// The loss of a TD error d = Q(s, a) - y; a batch's is the mean.
public enum ValueLoss: String, CaseIterable, Sendable {
  /// d².
  case squared
  /// d² / 2 where |d| <= 1, |d| - 1/2 beyond: what clipping the error to ±1 means in Mnih et al.
  /// 2015. Source: Huber 1964.
  case huber

  /// L of predictions and targets, both [n].
  func callAsFunction(_ q: Variable<Float>, _ targets: Variable<Float>) -> Variable<Float> {
    switch self {
    case .squared: q.meanSquaredError(targets)
    case .huber: q.huber(targets)
    }
  }
}

/// What Q(s, a) is to become.
public enum BellmanTargets {
  /// y_j = r_j + gamma max over a of Q(s'_j, a), and r_j alone where s'_j is terminal.
  ///
  /// With Double DQN (van Hasselt, Guez and Silver 2016) the action is the online network's choice,
  /// and the target network says what it is worth: r + gamma Q_target(s', argmax Q_online(s', .)).
  ///
  /// - Parameters:
  ///   - rewards: r, [n].
  ///   - terminal: [n].
  ///   - target: Q_target(s', .), [n, A].
  ///   - choosing: Q_online(s', .), [n, A]; nil to choose by `target`.
  /// - Returns: y, [n].
  /// - Complexity: O(n A).
  public static func targets(
    rewards: [Float], terminal: [Bool], discount: Float, target: Tensor<Float>,
    choosing: Tensor<Float>? = nil
  ) -> Tensor<Float> {
    let (n, A) = (target.shape[0], target.shape[1])
    precondition(
      rewards.count == n && terminal.count == n && (choosing ?? target).shape == target.shape,
      "\(rewards.count) rewards, \(terminal.count) ends, values \(target.shape)")
    var y = Tensor<Float>(uninitialized: [n])
    y.withUnsafeMutablePointer { y in
      target.withUnsafePointer { q in
        (choosing ?? target).withUnsafePointer { chooser in
          for j in 0..<n {
            let best = argmax(chooser + j * A, A)
            y[j] = terminal[j] ? rewards[j] : rewards[j] + discount * q[j * A + best]
          }
        }
      }
    }
    return y
  }
}
