import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension TargetNetwork {
  static func page(_ m: Measurements) -> [Block] {
    explosion(m) + votes(m) + weights(m) + closing(m)
  }

  private static func explosion(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "CartPole pays 1 a step, so no policy is worth more than 100 at γ = 0.99. A network is asked for its own values of the next state, and learns from the answer. What keeps the answers below 100?",
        answer: """
          Nothing in the update does. Next states look like states: raise one value and its neighbour rises with it, which \
          raises the target again. Only the ends of episodes, whose targets are the reward alone, pull the other way.
          """),
      .formula(
        #"y = r + \gamma \max_{a'} Q_{\text{target}}(s', a'), \qquad Q_{\text{target}} \leftarrow Q \;\text{every}\; C \;\text{steps}"#,
        reading:
          "Between two copies y is a fixed table: an ordinary regression, with an answer that exists."
      ),
      .figure(
        Figure(
          id: "tn-values", title: "The largest value, and the most that any policy is worth",
          alt: """
            On a log scale over steps: copied every step, the curve crosses the line at 100 at once and goes on to hundreds of \
            thousands; copied every 500 steps it climbs slowly to about 20; the two others end near 100.
            """, .lines(values(m))),
        caption: """
          $\\max |Q|$ over held-out states and the batch, CartPole, one update a step from step 1000 on. Dashed: the most that \
          exact targets allow after so many copies. All runs but *squared* have Huber's loss.
          """),
      .paragraph(
        #"""
        The run that is copied every \#(m.still.variant.every) steps is held by a speed limit: each copy lets the values look \#
        one reward further ahead. That is also its price: its largest value is \#(m.still.largest), and its policy already earns \#
        \#(discountedReturn(m.still)), discounted. Its Bellman error is small and doesn't tell.
        """#),
    ]
  }

  private static func votes(_ m: Measurements) -> [Block] {
    [
      .heading("What pulls up, what pulls down"),
      .table(
        table(m),
        caption: """
          Errors $y - Q(s, a)$ are means over the second half of the run, of transitions that end an episode and of the others. \
          Random actions score \(m.randomScore).
          """),
      .paragraph(
        """
        In the run that explodes, ends are far too high and the rest is too low, by less. Huber's loss has a slope of 1 however \
        large an error is: each transition has one vote, and the many that don't end outvote the few that do. A squared loss \
        weighs votes by their errors. There few ends hold many others, at the level where both sides are even, near the cap.
        """),
    ]
  }

  private static func weights(_ m: Measurements) -> [Block] {
    let world = m.twoWeights
    return [
      .heading("The same with two weights, exactly"),
      .paragraph(
        #"""
        Two transitions, values linear in two weights, all rewards 0: $w = 0$ is right. $x_1 = (1, 0)$ leads to $(1.5, -1)$, and \#
        $x_2 = (0, 0.3)$ to $(0.3, -0.15)$. The first weight learns eleven times as fast as the second, and raises its own target; \#
        the second would bring it down, but arrives late.
        """#),
      .formula(
        #"w \leftarrow w + \alpha \sum_i \left(\gamma\, x_i' \cdot w_{\text{target}} - x_i \cdot w\right) x_i"#,
        reading: "One loop; the only difference is how often w is copied to the target."),
      .figure(
        Figure(
          id: "tn-weights", title: "Two weights under four targets",
          alt: """
            On a log scale over steps: copied every step and every 10 steps, the weights grow without end; copied every 100 \
            or more steps they shrink.
            """, .lines(growth(m))),
        caption: """
          $\\max |w|$ by step. A target that stands still gives the slow weight time to do its share: from a period of \
          \(world.leastPeriod ?? 0) steps on, every copy shrinks both.
          """),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        #"""
        A target network is no cure. It turns steps into sweeps: learning then converges if the *sweep* does, which it need \#
        not. A state worth $w$ that leads to one worth $2w$ grows by up to $2\gamma$ a copy, whatever $C$ is. Nor is it always needed: \#
        with a squared loss this network learns without one, and of twenty seeds fourteen played better for it. Values above the cap are wrong, but the order of \#
        actions may be right: soft divergence is no verdict on the policy.
        """#),
      .exercises([
        Exercise(
          "Copy every 20 steps instead of every 500. Which of the two dangers is nearer?",
          command: "diagnose run target-network --target-every 20",
          answer: """
            It explodes like the other: in 20 updates nothing comes to rest. The two weights do the same, 1.10 a copy. What is claimed \
            of a target that stands still fails, as it should.
            """),
        Exercise(
          "Shorten the sight. Does the run that is copied at every step still explode?",
          command: "diagnose run target-network --discount 0.9",
          answer: """
            Yes, and further above its cap, which is now 10. The two weights shrink by themselves at this discount. The run that \
            stands still reaches the cap within its copies: the speed limit isn't felt for long.
            """),
        Exercise(
          "Learn ten times as slowly. Is that a substitute for a target that stands still?",
          command: "diagnose run target-network --learning-rate 0.000025",
          answer: """
            No. The cap is crossed after about 5900 updates instead of 550, which is ten times as many: slower, not steadier.
            """),
      ]),
    ]
  }

  // MARK: Figures

  private static func values(_ m: Measurements) -> LineChart {
    func series(_ run: Run, _ name: String, _ role: ColorRole) -> Series {
      Series(name, role: role, x: run.steps, y: run.sizes)
    }
    func limit(_ run: Run) -> Series {
      Series(
        "limit at \(run.variant.every)", role: .neutral, dash: .dashed, x: run.steps,
        y: run.points.map { speedLimit(run, at: $0.step) })
    }
    return LineChart(
      x: Axis("environment steps"), y: Axis("largest |Q|", scale: .logarithmic),
      series: [
        series(m.everyStep, m.everyStep.variant.name, .rose),
        series(m.squared, "every step, squared", .violet),
        series(m.sometimes, m.sometimes.variant.name, .ochre),
        series(m.still, m.still.variant.name, .slate), limit(m.sometimes), limit(m.still),
      ],
      thresholds: [Threshold(m.still.cap, "cap: the most that any policy is worth")])
  }

  private static func growth(_ m: Measurements) -> LineChart {
    let (steps, C) = (2000, m.settings.targetEvery)
    let kept = Array(stride(from: 0, through: steps, by: 10))
    func series(_ every: Int, _ role: ColorRole) -> Series {
      let sizes = m.twoWeights.learn(every: every, steps: steps).sizes
      return Series(
        every == 1 ? "every step" : "every \(every) steps", role: role, x: kept.map(Double.init),
        y: kept.map { sizes[$0] })
    }
    return LineChart(
      x: Axis("steps"), y: Axis("largest weight", scale: .logarithmic),
      series: [series(1, .rose), series(10, .violet)]
        + (C > 100 ? [series(100, .ochre)] : []) + [series(C, .slate)],
      thresholds: [Threshold(1, "start")])
  }

  private static func table(_ m: Measurements) -> DataTable {
    let names = [
      "target copied", "loss", "largest |Q| / cap", "crosses the cap at", "error at ends",
      "elsewhere", "score", "the monitor",
    ]
    return DataTable(
      columns: names.map { DataTable.Column($0) },
      rows: m.runs.map { run in
        [
          .text(run.variant.name), .text(run.variant.loss.rawValue),
          .number(run.largest / run.cap),
          run.crossing.map { .number(Double($0)) } ?? .text("never"),
          .number(run.lateErrors { $0.terminal }.mean),
          .number(run.lateErrors { $0.nonTerminal }.mean),
          .number(mean(run.scores)),
          .text(sentence(of: run.judgement.alarms)),
        ]
      })
  }

  private static func sentence(of alarms: [BellmanAlarm]) -> String {
    func names(_ severity: AlarmSeverity) -> String {
      alarms.filter { $0.severity == severity }.map(\.id.rawValue).joined(separator: ", ")
    }
    let (fails, warns) = (names(.fail), names(.warn))
    return fails.isEmpty ? warns.isEmpty ? "says nothing" : "warns: " + warns : "fails it: " + fails
  }

  /// What the greedy policy of the last network earns: (1 - gamma^n) / (1 - gamma) in an episode of n steps.
  static func discountedReturn(_ run: Run) -> Double {
    let discount = run.recording.header.discount ?? .nan
    return mean(run.scores.map { (1 - pow(discount, $0)) / (1 - discount) })
  }
}
