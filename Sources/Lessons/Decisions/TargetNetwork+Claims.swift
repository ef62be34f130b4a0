import Foundation
import Reinforcement
import Report

extension TargetNetwork {
  static func claims(_ m: Measurements) -> [Claim] {
    explosion(m) + stillness(m) + others(m) + exact(m)
  }

  private static func explosion(_ m: Measurements) -> [Claim] {
    let run = m.everyStep
    return [
      Claim(
        id: "tn-diverges", "With the target copied at every step, values leave every bound.",
        measured: log10(run.largest / run.cap), expected: 2...5,
        unit: "powers of ten above the cap",
        strength: .measurement,
        detail: #"""
          The largest $|Q|$ over $\max |r| / (1 - \gamma) = $ \#(run.cap). At 2 no error of a single target explains it any more. \#
          Twenty seeds met 3.53 to 3.71.
          """#, figureID: "tn-values"),
      Claim(
        id: "tn-crossing", "The cap is crossed a few hundred updates after the first one.",
        measured: Double(run.crossing ?? m.settings.steps), expected: 1100...2000, unit: "steps",
        strength: .measurement,
        detail: """
          The first update is at step 1001; one point every \(interval(run)) steps. Twenty seeds met 1541 to 1721.
          """, figureID: "tn-values"),
      Claim(
        id: "tn-cubic", "From there values grow about as the cube of the updates.",
        measured: growthPower(run), expected: 2...3.5, unit: "power of time",
        strength: .measurement,
        detail: """
          From half of the updates to the end. Adam moves a weight by up to its learning rate a step however large the \
          gradient is; three layers that march in step multiply to a cube, and a little less as they fall out of it. Twenty seeds met 2.54 to 2.97.
          """, figureID: "tn-values"),
    ]
  }

  private static func stillness(_ m: Measurements) -> [Claim] {
    let run = m.still
    return [
      Claim(
        id: "tn-stays", "Copied every \(run.variant.every) steps, values stay far below the cap.",
        measured: run.largest / run.cap, expected: 0...0.5, unit: "of the cap",
        strength: .measurement,
        detail: "The largest $|Q|$ of the whole run over the cap. Twenty seeds met 0.18 to 0.22.",
        figureID: "tn-values"),
      Claim(
        id: "tn-speed-limit", "What holds them down: a copy adds one reward, and no more.",
        measured: run.largest / speedLimit(run, at: m.settings.steps), expected: 0.8...1.6,
        unit: "of the limit", strength: .measurement,
        detail: #"""
          After $k$ copies exact targets are at most $\max|r|\,(1 - \gamma^{k+1})/(1-\gamma)$, here \#
          \#(speedLimit(run, at: m.settings.steps), digits: 4). What is above it, the network added where it guesses. Twenty seeds met 1.09 to 1.35.
          """#, figureID: "tn-values"),
      Claim(
        id: "tn-price", "The price: its values promise a fraction of what its policy earns.",
        measured: run.largest / discountedReturn(run), expected: 0.05...0.5,
        unit: "of the return", strength: .measurement,
        detail: #"""
          The largest $|Q|$ of the run over the discounted return of its greedy policy, $(1 - \gamma^n)/(1 - \gamma)$ in an episode \#
          of $n$ steps, at the end. Twenty seeds met 0.20 to 0.27.
          """#, figureID: "tn-values"),
      Claim(
        id: "tn-plays", "The run that stands still learns to play, the other one forgets how to.",
        measured: mean(run.scores) - mean(m.everyStep.scores), expected: 10...492, unit: "points",
        strength: .measurement,
        detail: """
          Greedy scores of the last networks over \(run.scores.count) fresh episodes, their difference. Values that explode end in \
          one action for all states, and a cart that is pushed one way falls within ten steps. Twenty seeds met 113 to 299; no difference can exceed 492.
          """),
    ]
  }

  private static func others(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "tn-squared",
        "With a squared loss the target may be copied at every step: it stays near the cap.",
        measured: m.squared.largest / m.squared.cap, expected: 0.3...4, unit: "of the cap",
        strength: .measurement,
        detail: """
          Soft divergence at most. Ends of episodes pull down by the size of their error, where Huber's loss counts each of them as one. Twenty seeds met 0.96 to 1.64.
          """, figureID: "tn-values"),
      Claim(
        id: "tn-balance", "There the few ends pull down as much as all the others pull up.",
        measured: -m.squared.lateErrors { $0.terminal }.sum
          / m.squared.lateErrors { $0.nonTerminal }.sum,
        expected: 0.4...2.5, strength: .measurement,
        detail: """
          The sum of the errors of ends, over that of all other transitions, in the second half of the run with a squared loss. Where a network with \
          a bias is at rest, they add up to 0. Some hundred ends are in it; twenty seeds met 0.71 to 1.70.
          """),
      Claim(
        id: "tn-alarm", "The monitor fails the run that exploded, and none of the others for that.",
        measured: Double(
          zip(m.runs, [true, false, false, false]).count { $0.hasDiverged == $1 }),
        expected: 4...4, unit: "of 4 runs", strength: .measurement,
        detail:
          "Its alarm `divergence` asks for 100 times the cap, or 10 times and still growing. So it was with twenty seeds.",
        figureID: "tn-values"),
    ]
  }

  private static func exact(_ m: Measurements) -> [Claim] {
    let (world, C) = (m.twoWeights, m.settings.targetEvery)
    return [
      Claim(
        id: "tn-linear-moving", "Two weights, a target that moves: each step multiplies them.",
        measured: world.playedFactor(every: 1), expected: .around(world.factor(every: 1), 1e-9),
        strength: .closedForm,
        detail: #"""
          What the loop makes of two starts in one step, against the largest eigenvalue of $I - \alpha (B - \gamma \sum x x'^\top)$. \#
          Above 1 the weights grow for ever.
          """#, figureID: "tn-weights"),
      Claim(
        id: "tn-linear-still", "The same with a target that stands still: each copy shrinks them.",
        measured: world.playedFactor(every: C), expected: .around(world.factor(every: C), 1e-9),
        strength: .closedForm,
        detail: #"""
          Copied every \#(C) steps, against the eigenvalues of $K + (I - \alpha B)^C (I - K)$, complex, of equal size. \#
          Below 1 from \#(world.leastPeriod ?? 0) steps on; with a target that stands still for ever 0.5 γ.
          """#, figureID: "tn-weights"),
      Claim(
        id: "tn-doubling", "A target that stands still doesn't cure everything.",
        measured: doublingFactor(every: C, discount: m.settings.discount, stepSize: 0.1),
        expected: .around(doublingInClosedForm(m, C), 1e-9), unit: "a copy",
        strength: .closedForm,
        detail: #"""
          A state worth $w$ that leads to one worth $2w$, reward 0: $2\gamma - (2\gamma - 1)(1 - \alpha)^C$, above 1 for every $C$. \#
          The weight grows all the same, only more slowly: a factor a copy instead of a factor a step.
          """#),
    ]
  }

  // MARK: What is compared

  /// Environment steps between two points of a run's recording.
  static func interval(_ run: Run) -> Int {
    run.points.count > 1 ? run.points[1].step - run.points[0].step : 0
  }

  /// The power p of max |Q| ~ (updates)^p between half of the updates and the last.
  static func growthPower(_ run: Run) -> Double {
    guard let last = run.points.last, let updates = last.updates, let end = run.sizes.last,
      let half = run.points.firstIndex(where: { 2 * ($0.updates ?? 0) >= updates }),
      let before = run.points[half].updates, updates > before
    else { return .nan }
    return log(end / run.sizes[half]) / log(Double(updates) / Double(before))
  }

  /// max |r| (1 - gamma^(k+1)) / (1 - gamma), k the copies made before the update of a step.
  static func speedLimit(_ run: Run, at step: Int) -> Double {
    let copies = max(0, (step - 1) / run.variant.every - 1000 / run.variant.every)
    let discount = run.recording.header.discount ?? .nan
    return run.cap * (1 - pow(discount, Double(copies + 1)))
  }

  private static func doublingInClosedForm(_ m: Measurements, _ C: Int) -> Double {
    let grown = 2 * m.settings.discount
    return grown - (grown - 1) * pow(0.9, Double(C))
  }
}
