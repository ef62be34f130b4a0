import Foundation
import LinearAlgebra
import Recurrent

/// Why a layer got its verdict, from its weights and what its run looked like: the clause that
/// closes the sentence.
struct VerdictReason {
  let criterion: Criterion
  /// The mean of phi' over the run's units and steps; nil for cells with gates.
  let meanSlope: Double?
  /// The factor a step of the LSTM unit whose direct path keeps most.
  let directFactor: Double?

  init(_ run: Trajectory, _ criterion: Criterion) {
    self.criterion = criterion
    meanSlope = FlowAnalysis.meanSlope(run)
    directFactor = DirectCellPath(run).map { exp($0.logMaximum[0] / Double(max($0.steps, 1))) }
  }

  func clause(_ kind: Verdict.Kind) -> String? {
    guard kind != .notDecided else { return nil }
    if let directFactor {
      return
        "The direct cell path of its most open unit alone keeps \(number(directFactor)) a step; "
        + "the rest is what h and the gates add."
    }
    guard let meanSlope else { return nil }
    let block = criterion.blocks[0]
    let (sigma, rho) = (number(block.sigmaMax), number(block.spectralRadius))
    switch kind {
    case .vanishing: return vanishing(block, meanSlope)
    case .exploding:
      return "sigma_max(W_hh) = \(sigma) > 1 made it possible, and here it happens."
    case .transientGrowth where block.spectralRadius < 1 && criterion.asStated == .explodes:
      return
        "W_hh is far from normal: its sigma_max, \(sigma), stretches at first, its spectral radius, "
        + "\(rho), has the last word."
    default: return nil
    }
  }

  private func vanishing(_ block: Criterion.Block, _ slope: Double) -> String {
    let (sigma, rho) = (number(block.sigmaMax), number(block.spectralRadius))
    switch criterion.asStated {
    case .vanishes: return "sigma_max(W_hh) = \(sigma) < 1 is sufficient for that."
    case .explodes where block.spectralRadius < 1:
      return
        "sigma_max(W_hh) = \(sigma) > 1 did not explode, because it is what one step can do to one "
        + "direction: many steps follow the spectral radius, \(rho), and the activation's slope, "
        + "\(number(slope)) on average."
    default:
      return "W_hh itself would not shrink it (sigma_max \(sigma), spectral radius \(rho)): "
        + "the activation's slope does, \(number(slope)) on average."
    }
  }
}

/// The mean of 1 - h² (tanh) or of "h > 0" (relu) over all units and steps.
private func meanSlope(_ run: Trajectory) -> Double? {
  let states = run.hidden.elements
  guard !states.isEmpty else { return nil }
  switch run.weights.kind {
  case .rnn: return states.reduce(0) { $0 + (1 - $1 * $1) } / Double(states.count)
  case .rnnRelu: return states.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } / Double(states.count)
  case .lstm, .gru: return nil
  }
}
