import Foundation
import Reinforcement
import Report

extension BellmanErrorLesson {
  static func claims(_ m: Measurements) -> [Claim] {
    hiddenClaims(m) + boundClaims(m) + descentClaims(m) + [sampleClaim(m)]
  }

  private static func hiddenClaims(_ m: Measurements) -> [Claim] {
    let scale = max(m.settings.offset, 1)
    return [
      Claim(
        id: "bv-zero", "On all data the Bellman error is zero.",
        measured: m.seenResidual / scale, expected: 0...1e-12, strength: .closedForm,
        detail: """
          The largest $|TV - V|$ over the 24 cells that the data show, over the size of C: rounding, some ten times 10⁻¹⁶.
          """, figureID: "bv-hidden"),
      Claim(
        id: "bv-wrong", "The values are wrong by C, and C is whatever one likes.",
        measured: supDistance(m.deceived, m.truth) / m.settings.offset, expected: .around(1, 1e-9),
        unit: "C", strength: .closedForm,
        detail: """
          The largest value error, here in the unseen cell, C = \(m.settings.offset). The smallest Bellman error says nothing \
          about it: make C a million times larger and the data don't notice.
          """, figureID: "bv-hidden"),
      Claim(
        id: "bv-leak",
        "The error leaks into every cell with data, as far as walks lead to the unseen one.",
        measured: m.leak, expected: .around(m.played.mean, 4.5 * m.played.standardError),
        unit: "C", strength: .measurement,
        detail: #"""
          The mean value error over the 24 seen cells, from a linear solve, against the mean of $\gamma^\tau$ over \#
          \#(m.settings.walks) played walks, $\tau$ their steps to the unseen cell; 4.5 standard errors.
          """#, figureID: "bv-hidden"),
    ]
  }

  private static func boundClaims(_ m: Measurements) -> [Claim] {
    let horizon = 1 / (1 - m.settings.discount)
    return [
      Claim(
        id: "bv-bound", "Over ALL states, the value error is at most the Bellman error over 1 − γ.",
        measured: m.everywhere.map { $0.value / (horizon * $0.bellman) }.max()!,
        expected: .around(1, 1e-9), strength: .proof,
        detail: #"""
          The largest ratio over \#(m.settings.trials) value functions. One of them is wrong by the same everywhere; for it \#
          the bound is exact, so it can't be improved on, and none may exceed it.
          """#, figureID: "bv-bound"),
      Claim(
        id: "bv-no-bound", "With one cell unseen, the same quotient bounds nothing.",
        measured: log10(m.elsewhere.map { $0.value / (horizon * $0.bellman) }.max()!),
        expected: 1...8, unit: "powers of ten", strength: .measurement,
        detail: """
          How far the worst of as many value functions exceeds it, with a little noise so that the Bellman error on the data \
          isn't zero. The hidden error is up to 10 C, the noise from 10⁻⁴ on: twenty seeds met 2.6 to 4.6, and without noise the ratio is infinite.
          """, figureID: "bv-bound"),
      Claim(
        id: "bv-identity",
        "What ties them exactly: the Bellman error times (I − γP)⁻¹ is the value error.",
        measured: m.identity, expected: 0...1e-9, strength: .proof,
        detail: #"""
          $Q - Q^\pi = (I - \gamma P)^{-1}(Q - TQ)$ at random Q of size 10, the largest difference over 100 pairs. It needs the \#
          Bellman error of every pair that is ever reached.
          """#),
    ]
  }

  private static func descentClaims(_ m: Measurements) -> [Claim] {
    let (bellman, value) = (m.descent.bellman, m.descent.value)
    return [
      Claim(
        id: "bv-descent", "Descent on the Bellman error makes it tens of times smaller.",
        measured: bellman[0] / bellman.last!, expected: 15...120, strength: .measurement,
        detail: """
          Root mean square over all 25 cells, before and after \(m.settings.steps) steps, from random values about 10 too high. \
          Twenty seeds met 32 to 61; twice that to either side.
          """, figureID: "bv-curves"),
      Claim(
        id: "bv-descent-value", "The value error hardly moves meanwhile.",
        measured: value.last! / value[0], expected: 0.8...1, strength: .measurement,
        detail: #"""
          The same steps; twenty seeds met 0.88 to 0.94. What is wrong by the same everywhere has a Bellman error of \#
          $1 - \gamma$ of it, and its gradient is $(1-\gamma)^2$: descent leaves it alone.
          """#, figureID: "bv-curves"),
      Claim(
        id: "bv-descent-ratio", "What remains is what hides best: no error could hide better.",
        measured: value.last! / bellman.last!,
        expected: 0.9 / m.leastStretch...(1 + 1e-9) / m.leastStretch, strength: .closedForm,
        detail: #"""
          Value error over Bellman error at the end. In root mean squares it is at most $1/\sigma_{min}(I - \gamma P)$, here \#
          \#(1 / m.leastStretch, digits: 4), which may exceed $1/(1-\gamma)$; descent ends within a tenth of that.
          """#, figureID: "bv-curves"),
    ]
  }

  private static func sampleClaim(_ m: Measurements) -> Claim {
    let s = m.squaredSteps
    return Claim(
      id: "bv-samples", "At the true values the mean squared error of single steps isn't zero.",
      measured: s.mean, expected: .around(s.exact, 4.5 * s.standardError), unit: "reward²",
      strength: .closedForm,
      detail: #"""
        It is the variance of $r + \gamma V(s')$, here \#(s.exact, digits: 4) exactly, though the Bellman error is zero in every \#
        cell. \#(m.settings.walks) sampled steps, 4.5 standard errors. A loss has a floor that no learning removes.
        """#)
  }
}
