import Foundation
import Reinforcement
import Report

extension ExperienceReplay {
  static func claims(_ m: Measurements) -> [Claim] {
    correlationClaims(m) + worthClaims(m) + learningClaims(m)
  }

  private static func correlationClaims(_ m: Measurements) -> [Claim] {
    let (n, N) = (m.settings.batch, m.settings.places)
    let lag = min(16, n - 1)
    let exact = correlation(lag, places: N)
    return [
      Claim(
        id: "er-lag", "Transitions of one batch in a row are as alike as the walk makes them.",
        measured: m.consecutive.correlations[lag - 1],
        expected: .around(exact, 4.5 * m.consecutive.errors[lag - 1]), strength: .closedForm,
        detail: #"""
          The mean cosine of the angle between two places \#(lag) steps apart in a batch. On paper $\cos(2\pi/N)^k$, here \#
          \#(exact, digits: 4). Range: 4.5 standard errors of \#(drawnBatches) batches.
          """#, figureID: "er-lags"),
      Claim(
        id: "er-uniform-lag", "Drawn at random, two transitions of a batch have nothing in common.",
        measured: m.uniform.correlations[lag - 1],
        expected: .around(m.memoryMean, 4.5 * m.uniform.errors[lag - 1]), strength: .closedForm,
        detail: #"""
          The same, for the first and the \#(lag + 1)th of a batch drawn uniformly. On paper the squared length of the \#
          memory's mean place, \#(m.memoryMean, digits: 2); 4.5 standard errors.
          """#, figureID: "er-lags"),
    ]
  }

  /// How many independent draws a batch is worth.
  private static func worthClaims(_ m: Measurements) -> [Claim] {
    let n = m.settings.batch
    func worth(_ draws: Draws, _ exact: Double) -> (Double, ClosedRange<Double>) {
      let margin = 4.5 * draws.meanSquare.standardError
      return (1 / draws.meanSquare.mean, 1 / (exact + margin)...1 / max(exact - margin, 1e-9))
    }
    let inRow = worth(m.consecutive, meanSquareInARow(n, places: m.settings.places))
    let drawn = worth(m.uniform, (1 - m.memoryMean) / Double(n) + m.memoryMean)
    return [
      Claim(
        id: "er-worth", "A whole batch in a row tells hardly more than one transition.",
        measured: inRow.0, expected: inRow.1, unit: "independent draws", strength: .closedForm,
        detail: #"""
          One over the mean squared length of a batch's mean place, which is $1/n$ for $n$ independent draws. On paper \#
          $\frac{1}{n}(1 + 2\sum_k (1 - k/n) \rho^k)$ with $\rho = \cos(2\pi/N)$; 4.5 standard errors of \#(drawnBatches) batches.
          """#, figureID: "er-means"),
      Claim(
        id: "er-uniform-worth", "Drawn at random, it is worth what it counts.",
        measured: drawn.0, expected: drawn.1, unit: "independent draws", strength: .closedForm,
        detail: """
          The same for batches of \(n) drawn uniformly. The memory's own mean place isn't quite the middle, which the range \
          reckons with; 4.5 standard errors.
          """, figureID: "er-means"),
    ]
  }

  private static func learningClaims(_ m: Measurements) -> [Claim] {
    let scale = mean(m.truth)
    func share(_ way: Way) -> Double { m.learned(way).lateRegret / scale }
    return [
      Claim(
        id: "er-replay", "With replay the values come near the truth.",
        measured: m.learned(.replay).lateError / scale, expected: 0...0.15,
        unit: "of the mean value", strength: .measurement,
        detail: #"""
          Root mean square of $\max_a Q - V^*$ over all places, over the mean of $V^*$; last quarter of \#(m.settings.steps) \#
          steps, mean of \#(m.settings.runs) agents. Twenty seeds met 0.014 to 0.072; twice that is allowed.
          """#, figureID: "er-errors"),
      Claim(
        id: "er-consecutive", "In a row from the same memory, they stay further off.",
        measured: m.timesReplay(.consecutive), expected: 1...6,
        unit: "times the error with replay", strength: .measurement,
        detail: """
          The same error, over that of the agent that saw the same walk and drew at random; geometric mean over agents. Every \
          transition is still drawn alike often: what grows is the noise of an update. Twenty seeds met 1.6 to 4.1.
          """, figureID: "er-errors"),
      Claim(
        id: "er-latest", "Without a memory, from the latest batch alone, further still.",
        measured: m.timesReplay(.latest), expected: 2...20, unit: "times the error with replay",
        strength: .measurement,
        detail: """
          The same. What was learned of places long not seen is written over. Twenty seeds met 3.2 to 11.9.
          """, figureID: "er-errors"),
      Claim(
        id: "er-online", "From the last step alone, the network has hardly any values.",
        measured: m.timesReplay(.online), expected: 12...70, unit: "times the error with replay",
        strength: .measurement,
        detail: """
          The same; as many updates, each from one transition. Twenty seeds met 22 to 42.
          """, figureID: "er-errors"),
      Claim(
        id: "er-policy", "With replay the greedy policy earns what the best one does.",
        measured: share(.replay), expected: 0...0.01, unit: "of the best policy's value",
        strength: .measurement,
        detail: """
          What is lost against the optimum, mean over all places, from a linear solve for the greedy policy at each of the last stops. Twenty seeds \
          met 0 to rounding.
          """, figureID: "er-errors"),
      Claim(
        id: "er-online-policy", "Learned from the last step alone, it loses much of that.",
        measured: share(.online), expected: 0.05...0.8, unit: "of the best policy's value",
        strength: .measurement, detail: "The same. Twenty seeds met 0.13 to 0.52.",
        figureID: "er-errors"),
    ]
  }
}
