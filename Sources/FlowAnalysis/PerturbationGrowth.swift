import Foundation
import LinearAlgebra
import Recurrent

/// The maximal Lyapunov exponent from two trajectories, without any Jacobian.
///
/// Beside the trajectory runs a second one that starts a short distance away in a random direction;
/// after each step the distance is measured and set back to what it was, along the direction it has
/// taken. The mean of the logarithms of its growth is the exponent (Benettin, Galgani and Strelcyn
/// 1976). It shares no code with `lyapunovSpectrum(of:count:burnIn:seed:)`, and checks it.
/// - Parameters:
///   - base: the trajectory to stay near.
///   - distance: of the second one, Euclidean over the whole state. The error is about `distance`
///     from the curvature and 1e-16/`distance` from rounding.
///   - burnIn: steps before the average begins.
///   - seed: of the direction at the start.
/// - Returns: nats a step; -infinity when the two trajectories meet.
/// - Complexity: T steps of the replay, one by one.
public func maximalExponentByPerturbation(
  of base: Trajectory, distance: Double = 1e-8, burnIn: Int = 0, seed: UInt64 = 0
) -> Double {
  precondition(distance > 0 && distance.isFinite, "a distance is above 0, not \(distance)")
  precondition(burnIn >= 0 && burnIn < base.steps, "no step left of \(base.steps) after \(burnIn)")
  var generator = RandomGenerator(seed: seed)
  var offset = base.states.row(0).map { _ in generator.normal() }
  var total = 0.0
  for t in 0..<base.steps {
    let length = euclideanNorm(offset)
    guard length > 0 else { return -.infinity }
    let start = zip(base.states.row(t), offset).map { $0 + distance * $1 / length }
    let step = trajectory(base.weights, inputs: base.inputs.rows(t..<t + 1), initial: start)
    offset = zip(step.states.row(1), base.states.row(t + 1)).map { $0 - $1 }
    if t >= burnIn { total += log(euclideanNorm(offset) / distance) }
  }
  return total / Double(base.steps - burnIn)
}
