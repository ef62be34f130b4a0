import Charts
import Reinforcement
import Report

/// Q against what it can be at most, and against what the greedy policy gets.
enum ValueFigure {
  static func blocks(_ run: AgentSeries) -> [Block] {
    (scale(run) + promise(run)).under("How large the values are")
  }

  private static func scale(_ run: AgentSeries) -> [Block] {
    let series = [
      run.curve("max |Q|", .rose) { $0.values?.largest },
      run.curve("mean of max_{a} Q", .violet) { $0.values?.meanMaximum },
      run.curve("cap", .threshold, .dashed) { $0.values?.cap },
    ]
    return run.figure(
      "values", "The size of Q", y: "value",
      alt:
        "Largest and mean value of Q over environment steps, with the largest value possible.",
      series,
      caption:
        "No policy is worth more than the cap, $\\max \\lvert r \\rvert / (1 - \\gamma)$. A line above it is wrong for certain; one that crosses it and comes back is soft divergence. Without a cap ($\\gamma = 1$) the line is missing."
    )
  }

  private static func promise(_ run: AgentSeries) -> [Block] {
    let rollouts = run.points.compactMap { point in point.rollouts.map { (point.step, $0) } }
    let returned = rollouts.compactMap { step, record -> (x: Double, y: Double, Double, Double)? in
      guard let y = record.discounted else { return nil }
      return (Double(step), y, record.low ?? y, record.high ?? y)
    }
    guard returned.count > 1 else { return [] }
    let spread = Series.Spread(lower: returned.map(\.2), upper: returned.map(\.3))
    let series = [
      run.curve("promised, Q(s_{0})", .rose) { $0.rollouts?.predicted },
      Series(
        "got, greedy return", role: .slate, x: returned.map(\.x), y: returned.map(\.y),
        spread: spread),
    ]
    return run.figure(
      "rollouts", "What Q promises and what its policy gets", y: "discounted return",
      alt:
        "Value of the first state and discounted return of greedy episodes over environment steps.",
      series,
      caption:
        "$\\max_a Q(s_0, a)$ beside the discounted return of greedy episodes in an environment of their own; the band is a bootstrapped 95 % interval of its mean."
    )
  }
}
