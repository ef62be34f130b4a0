import Foundation
import Reinforcement
import Report

extension BellmanEquation {
  static func claims(_ m: Measurements) -> [Claim] {
    operatorClaims(m) + boundClaims(m) + rateClaims(m) + scaleClaims(m)
  }

  private static func operatorClaims(_ m: Measurements) -> [Claim] {
    let gamma = m.settings.discount
    return [
      Claim(
        id: "be-fixed-point",
        "The optimal values solve the equation, and acting greedily earns them.",
        measured: m.residual, expected: 0...1e-9 / (1 - gamma), strength: .proof,
        detail: #"""
          The larger of $\max |TV^* - V^*|$ and $\max |V^\pi - V^*|$ of the greedy policy, in both worlds; \#
          rounding is some 10⁻¹³ times the condition of the solve, which is at most $2/(1-\gamma)$.
          """#),
      Claim(
        id: "be-contracts", "The operator brings any two value functions closer by γ at least.",
        measured: m.modulus, expected: .around(gamma, 1e-12), strength: .closedForm,
        detail: #"""
          The largest $\lVert TV - TU \rVert_\infty / \lVert V - U \rVert_\infty$ over \#(m.settings.pairs) random \#
          pairs and one pair that differs by a constant. That one shrinks by $\gamma$ exactly, so $\gamma$ can't be improved on.
          """#, figureID: "be-error"),
      Claim(
        id: "be-no-contraction",
        "At γ = 1 it brings nothing closer: the lecture's grid is no contraction.",
        measured: m.undiscountedModulus, expected: .around(1, 1e-12), strength: .closedForm,
        detail: """
          The same in the 4 x 4 grid: cells whose neighbours aren't ends pass a constant on undiminished. Value iteration \
          converges there because every way to the optimum ends, not because of a contraction of the largest error.
          """),
    ]
  }

  private static func boundClaims(_ m: Measurements) -> [Claim] {
    let runs = [m.endless, m.lake]
    let geometric = runs.flatMap { ratios($0.errors, $0.contractionBounds) }.max()!
    let change = runs.flatMap { ratios(Array($0.errors.dropFirst()), $0.changeBounds) }.max()!
    return [
      Claim(
        id: "be-geometric-bound", "After k sweeps the error is at most γᵏ times the first.",
        measured: geometric, expected: 1 - 1e-9...1 + 1e-9, strength: .proof,
        detail: #"""
          The largest $err_k / (\gamma^k err_0)$ in two worlds. At k = 0 it is 1 by definition, and no sweep may exceed that.
          """#, figureID: "be-error"),
      Claim(
        id: "be-change-bound",
        "The last change tells how far one still is: γ/(1 − γ) times it bounds the error.",
        measured: change, expected: 0.05...1 + 1e-6, strength: .proof,
        detail: #"""
          The largest $err_k (1-\gamma) / (\gamma \max|V_k - V_{k-1}|)$; above 1 would refute it. Where errors have one \#
          sign and fall by $\gamma$ it is close to 1: the bound can't be much better. Errors below 10⁻⁹ of the first aren't judged.
          """#, figureID: "be-error"),
    ]
  }

  /// Errors over bounds while the error is above rounding.
  private static func ratios(_ errors: [Double], _ bounds: [Double]) -> [Double] {
    zip(errors, bounds).filter { $0.0 > 1e-9 * errors[0] }.map { $0 / $1 }
  }

  private static func rateClaims(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "be-rate", "In a grid without an end the error falls by γ a sweep, and no faster.",
        measured: m.endless.rate, expected: .around(m.settings.discount, 1e-3), unit: "a sweep",
        strength: .closedForm,
        detail: #"""
          The best policy's matrix $P$ has the eigenvalue 1 there, so a common error of all cells only fades by $\gamma$. From \#
          random values; over the second half of the sweeps, whole rounds of 5 of them.
          """#, figureID: "be-error"),
      Claim(
        id: "be-ends-help", "Where episodes end, it falls faster than γ.",
        measured: m.lake.rate, expected: .around(m.lakeRadius, 2e-3), unit: "a sweep",
        strength: .closedForm,
        detail: #"""
          On the frozen lake by $\gamma \rho(P)$, \#(m.lakeRadius, digits: 4), with $\rho$ the spectral radius of the best \#
          policy among the states that aren't ends. So $\gamma$ is a bound on the rate, not the rate.
          """#, figureID: "be-lake-error"),
    ]
  }

  private static func scaleClaims(_ m: Measurements) -> [Claim] {
    let finest = m.coverage.last!
    return [
      Claim(
        id: "be-coverage",
        "\(m.settings.steps) random steps on the cart see a sixtieth of a table of \(Int(finest.cells)) cells.",
        measured: finest.visited.last! / finest.cells, expected: 0.01...0.025,
        strength: .measurement,
        detail: """
          20 bins in each of four directions. A sweep would back up every cell, the agent was in few of them: what is \
          learned in one cell says nothing about the next. Twenty seeds met 0.0143 to 0.0164.
          """, figureID: "be-coverage"),
      Claim(
        id: "be-screens",
        "Four screens of 84 x 84 pixels have a number of states with 67,971 digits.",
        measured: m.screenDigits.rounded(.down) + 1, expected: .around(67_971, 0.5), unit: "digits",
        strength: .closedForm,
        detail: #"""
          $256^{84 \cdot 84 \cdot 4}$, counted by $28224 \log_{10} 256 = 67970.2$ from the shape that the pixel game's agent sees. \#
          Few of these screens can occur, but nobody can list which.
          """#),
    ]
  }
}
