import Foundation
import Reinforcement
import Report

extension QLearningLesson {
  /// E max of ten independent standard normal numbers (Teichroew 1956).
  static let expectedMaximumOfTen = 1.538_752_730_8

  static func claims(_ m: Measurements) -> [Claim] {
    lakeClaims(m) + cliffClaims(m) + biasClaims(m)
  }

  private static func lakeClaims(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "ql-converges",
        "Acting at random, Q-learning with falling steps closes in on the optimal values.",
        measured: m.decaying.last! / m.lakeScale, expected: 0...0.2, unit: "of the largest value",
        strength: .measurement,
        detail: #"""
          $\max |Q - Q^*|$ over $\max |Q^*|$ on the frozen lake after \#(m.settings.lakeEpisodes) episodes, steps \#
          $1/n^{0.8}$ at the n-th visit, $\gamma = 0.9$. It goes to 0 as visits go on for ever; twenty seeds met 0.03 to 0.12.
          """#, figureID: "ql-lake"),
      Claim(
        id: "ql-noise", "With a constant step it doesn't: the values go on trembling.",
        measured: mean(m.constant.suffix(10)) / m.lakeScale, expected: 0.1...0.4,
        unit: "of the largest value", strength: .measurement,
        detail: """
          The mean over the last ten points, with a step of 0.1. Each update forgets a tenth of what was known, so the \
          noise of some ten single outcomes stays. Twenty seeds met 0.17 to 0.25.
          """, figureID: "ql-lake"),
    ]
  }

  private static func cliffClaims(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "ql-edge",
        "Along the cliff, Q-learning finds the shortest way, 13 steps along the edge.",
        measured: m.qLearning.edgeShare, expected: 0.8...1, unit: "of the runs",
        strength: .measurement,
        detail: """
          The greedy walk after \(m.settings.episodes) episodes, in \(m.settings.runs) runs. 11 cells across, one up and one down: no way is shorter.
          """, figureID: "ql-cliff-q"),
      Claim(
        id: "ql-edge-price",
        "Walked with random moves mixed in, that way earns what a linear solve says.",
        measured: m.qLearning.late - m.edgeReturn, expected: -12...3, unit: "reward",
        strength: .measurement,
        detail: """
          The mean return over the last fifth of the episodes, minus the exact \(m.edgeReturn, digits: 4) of acting \
          greedily on the optimal values with \(m.settings.epsilon) of chance. A few less: some cells near the edge aren't learned yet. Twenty seeds met −6.4 to −2.6.
          """, figureID: "ql-returns"),
      Claim(
        id: "ql-sarsa-earns",
        "SARSA, which reckons with its own random moves, earns more while it learns.",
        measured: m.sarsa.late - m.qLearning.late, expected: 12...35, unit: "reward",
        strength: .measurement,
        detail: """
          The same, difference of the two methods. Twenty seeds met 19 to 26; Sutton and Barto's figure shows some 25.
          """, figureID: "ql-returns"),
      Claim(
        id: "ql-double-detour",
        "Double Q-learning takes a detour: what it doesn't overestimate it underestimates.",
        measured: m.double.edgeShare, expected: 0...0.25, unit: "of the runs",
        strength: .measurement,
        detail: """
          The share of runs whose greedy walk takes 13 steps after as many episodes. Each table is judged by the other, \
          which long holds the falls of both against the edge; who avoids it seldom learns better.
          """, figureID: "ql-returns"),
      Claim(
        id: "ql-soft-optimum",
        "The best way for a walker who stumbles earns more than the edge does.",
        measured: m.softOptimum - m.edgeReturn, expected: 20...35, unit: "reward",
        strength: .proof,
        detail: """
          Exact: policy iteration in the process where a move is random with probability \(m.settings.epsilon), \
          \(m.softOptimum, digits: 4), against \(m.edgeReturn, digits: 4) along the edge. Ten cells of edge with a fall in forty steps each and 100 a fall are 25.
          """, figureID: "ql-returns"),
    ]
  }

  private static func biasClaims(_ m: Measurements) -> [Claim] {
    let runs = Double(m.settings.biasRuns)
    return [
      Claim(
        id: "ql-max", "The largest of ten noisy values is too large by 1.54 standard deviations.",
        measured: m.largest,
        expected: .around(expectedMaximumOfTen - 0.1, 4.5 * 0.587 / runs.squareRoot()),
        strength: .closedForm,
        detail: #"""
          Ten values of $-0.1$ with noise of 1: the mean of their maximum is $1.5388 - 0.1$. Range: 4.5 standard errors of \#
          \#(m.settings.biasRuns) trials, one of which varies by 0.587.
          """#, figureID: "ql-bias"),
      Claim(
        id: "ql-judge", "Judged by a second sample, the winner is worth what it is worth.",
        measured: m.judged, expected: .around(-0.1, 4.5 / runs.squareRoot()),
        strength: .closedForm,
        detail:
          "The second sample knows nothing of the first one's luck: its mean is −0.1, within 4.5 standard errors. That is Double Q-learning.",
        figureID: "ql-bias"),
      Claim(
        id: "ql-coin", "Before anything is known, half of the runs go left.",
        measured: m.left[0], expected: .around(0.5, 4.5 * 0.5 / runs.squareRoot()),
        unit: "of the runs", strength: .closedForm,
        detail: "Ties are broken at random; 4.5 standard errors of \(m.settings.biasRuns) coins.",
        figureID: "ql-bias"),
      Claim(
        id: "ql-bias-peak",
        "Q-learning is drawn to the worse action: most runs go left for a while.",
        measured: m.left.max()!, expected: 0.9...0.98, unit: "of the runs", strength: .measurement,
        detail: """
          The largest share in any of 300 episodes. Left is worth −0.1 and right 0, so 5 % would be right; what is \
          high is the maximum over B's ten noisy values. Twenty seeds met 0.941 to 0.948.
          """, figureID: "ql-bias"),
      Claim(
        id: "ql-bias-end",
        "After 300 episodes Double Q-learning goes left about as rarely as it must.",
        measured: mean(m.doubleLeft.suffix(50)), expected: 0.04...0.09, unit: "of the runs",
        strength: .measurement,
        detail: """
          The mean over the last 50 episodes; at best 5 %, half of ε. Q-learning is at \
          \(mean(m.left.suffix(50)), digits: 2) there: its bias wears off with its noise.
          """, figureID: "ql-bias"),
    ]
  }
}
