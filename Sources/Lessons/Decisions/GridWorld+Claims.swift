import Foundation
import Reinforcement
import Report

extension GridWorld {
  /// The slide's table, row by row; Sutton and Barto 2018, figure 4.1.
  static let printedRandomValues: StateValues = [
    0, -14, -20, -22, -14, -18, -20, -20, -20, -20, -18, -14, -22, -20, -14, 0,
  ]

  /// Steps to the nearer end.
  static let distances: [Double] = [0, 1, 2, 3, 1, 2, 3, 2, 2, 3, 2, 1, 3, 2, 1, 0]

  static func claims(_ m: Measurements) -> [Claim] {
    tableClaims(m) + sweepClaims(m) + [playedClaim(m), teleportClaim(m)]
  }

  private static func tableClaims(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "gw-random-values",
        "The random policy's values are the lecture's: 0, −14, −20, −22 and so on.",
        measured: supDistance(m.randomValues, printedRandomValues), expected: 0...1e-9,
        unit: "steps", strength: .closedForm,
        detail: #"""
          The largest difference over 16 cells between a linear solve and the slide's table, which holds at \#
          $\gamma = 1$. A solve of 14 equations rounds to about 10⁻¹³.
          """#, figureID: "gw-random"),
      Claim(
        id: "gw-optimal-values",
        "The optimal values are minus the discounted number of steps to the nearer end.",
        measured: supDistance(m.optimum.values, distances.map { shortest($0, m) }),
        expected: 0...1e-9, unit: "steps", strength: .closedForm,
        detail: #"""
          $-(1 + \gamma + \dots + \gamma^{d-1})$ at d steps from an end, −d at $\gamma = 1$; the largest \#
          difference to what policy iteration finds.
          """#, figureID: "gw-optimal"),
      Claim(
        id: "gw-cost", "Walking at random takes nine times as many steps as walking straight.",
        measured: mean(m.randomValues) / mean(m.optimum.values), expected: .around(64 / 7, 1e-9),
        strength: .closedForm,
        detail:
          "The mean over the 14 cells: 128/7 steps against 2, at $\\gamma = 1$. A ratio of means, so 64/7 exactly.",
        figureID: "gw-optimal"),
    ]
  }

  private static func shortest(_ d: Double, _ m: Measurements) -> Double {
    -(0..<Int(d)).reduce(0) { $0 + pow(m.settings.discount, Double($1)) }
  }

  private static func sweepClaims(_ m: Measurements) -> [Claim] {
    let off = abs(m.errors[min(3, m.settings.sweeps)])
    return [
      Claim(
        id: "gw-rate", "At γ = 1 sweeps converge all the same: by the walk's own factor each.",
        measured: m.rate, expected: .around(m.radius, 1e-3), unit: "a sweep",
        strength: .closedForm,
        detail: #"""
          The factor is the largest eigenvalue of the random walk among the cells that aren't ends, here \#
          \#(m.radius, digits: 6). The second half of the sweeps is measured; other eigenvalues have died out to 10⁻³ by then.
          """#, figureID: "gw-error"),
      Claim(
        id: "gw-policy-first",
        "After 3 sweeps the values are still wrong by \(off, digits: 4), and the arrows are right already.",
        measured: Double(firstOptimalSweep(m)), expected: 3...3, unit: "sweeps",
        strength: .closedForm,
        detail: """
          The first sweep from which on every arrow is an optimal move. Sutton and Barto's figure 4.1 has the same 3: an \
          end's news travels one cell a sweep, and no cell is farther than 3.
          """, figureID: "gw-random"),
      Claim(
        id: "gw-iteration", "With the maximum instead of the mean, 3 sweeps give the exact values.",
        measured: supDistance(m.iteration[3], m.optimum.values), expected: 0...1e-9,
        unit: "steps", strength: .proof,
        detail:
          "After k sweeps every cell at most k steps from an end has its value, and 3 is the farthest.",
        figureID: "gw-optimal"),
    ]
  }

  /// The first sweep from which on every greedy action is optimal.
  static func firstOptimalSweep(_ m: Measurements) -> Int {
    let best = m.optimum.actionValues
    let isOptimal = m.evaluation.map { v in
      let q = m.world.actionValues(from: v)
      return m.world.transientStates.allSatisfy { s in
        Set(q.greedyActions(at: s)).isSubset(of: best.greedyActions(at: s))
      }
    }
    return (isOptimal.lastIndex(of: false) ?? -1) + 1
  }

  private static func playedClaim(_ m: Measurements) -> Claim {
    let deviations = m.played.map { cell, played in
      let distance = abs(played.mean - m.randomValues[cell])
      return distance < 1e-12 ? 0 : distance / played.standardError
    }
    return Claim(
      id: "gw-played", "The table is what random walks earn: value means expected return.",
      measured: deviations.max()!, expected: 0...4.5, unit: "standard errors",
      strength: .measurement,
      detail: """
        \(m.settings.episodes) walks from each of 14 cells; the cell that differs most from its value. One in 10,000 seeds \
        would exceed 4.5.
        """, figureID: "gw-random")
  }

  private static func teleportClaim(_ m: Measurements) -> Claim {
    Claim(
      id: "gw-teleport", "A reward of 10 every fifth step makes a cell worth 24.4.",
      measured: m.teleport.values[1], expected: .around(10 / (1 - pow(0.9, 5)), 1e-9),
      strength: .closedForm,
      detail: #"""
        From A to A′ is one step with +10, back up four more without reward: $10/(1 - 0.9^5) = 24.4194$, the 24.4 of \#
        Sutton and Barto's figure 3.5.
        """#, figureID: "gw-teleport")
  }
}
