import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension DeepQLearningLesson {
  static func page(_ m: Measurements) -> [Block] {
    opening(m) + algorithm(m) + belief(m) + closing(m)
  }

  private static func opening(_ m: Measurements) -> [Block] {
    [
      .ask(
        question: """
          Pushing a cart left or right must keep a pole upright for 500 steps. How long a program does that take, for someone who knows \
          which numbers matter?
          """,
        answer: #"""
          One line: right if $\theta + 0.2\, \dot\theta > 0$, left otherwise. It scores 500 from every start. Keep it in mind as the bar, \#
          and random pushes, which last \#(decimals(m.chance, 1)) steps, as the floor.
          """#),
      .formula(
        #"y = r + \gamma \max_{a'} \hat{Q}(s', a'; \theta^-), \qquad \theta \leftarrow \theta - \eta \nabla_\theta\, L\left(y - Q(s, a; \theta)\right)"#,
        reading:
          "Q-learning with a network for the table: the target y is a number from a copy of the network that stands still, and no gradient flows through it."
      ),
      .figure(
        Figure(
          id: "dq-curve", title: "What the greedy policies score",
          alt: """
            Scores of \(m.runs.count) agents over steps: all rise from chance far above it, unsteadily and differently, up to the limit of 500.
            """, .lines(curves(m))),
        caption: """
          Mean of 20 episodes without exploration at each of \(m.runs[0].stops.count) looks, with seeds of their own. \
          The agents differ in their seed alone.
          """),
      .note(
        """
        **One seed is an anecdote.** Of these agents the last networks score \(list(m.runs.map(\.lastScores))), the kept ones \
        \(list(m.runs.map(\.keptScores))). A figure with one line would have told whichever of these stories one liked (Henderson et al. 2018).
        """),
      .figure(
        Figure(
          id: "dq-scores", title: "Scores over 100 fresh episodes",
          alt: """
            Bars: random pushes about 22, the line of code 500; of each agent the kept network, and the last one, which is often far worse.
            """, .bars(bars(m))),
        caption: """
          The network that was best in an evaluation is *kept*, beside the *last* one. Keeping the best of \(m.runs[0].stops.count) looks is part of \
          the result, so these episodes are new ones.
          """),
    ]
  }

  private static func algorithm(_ m: Measurements) -> [Block] {
    [
      .heading("Algorithm 1, line by line"),
      .table(
        algorithm(m),
        caption: """
          The algorithm of Mnih and others 2015, beside the first agent. Preprocessing is the identity here. Lines 10 to 12 run \
          \(m.settings.updates) times every 256 steps, not once a step: that is the deviation that lets few steps suffice.
          """),
      .note(
        "**Line 11 is easily written wrong.** At the end of an episode the future is worth 0; where only the limit of 500 steps cut it off, it isn't, and the target goes on. Mixing the two up makes an agent that believes falling is harmless, or balancing pointless."
      ),
    ]
  }

  private static func belief(_ m: Measurements) -> [Block] {
    [
      .heading("What it believes, and what it gets"),
      .figure(
        Figure(
          id: "dq-belief", title: "Q at the start, and the return that follows",
          alt: """
            Over steps: the discounted return of greedy episodes jumps up early and then stays high; the value that the network predicts climbs slowly from near zero along a dashed law.
            """, .lines(beliefs(m))),
        caption: #"""
          Mean of \#(m.runs.count) agents: $\max_a Q(s_0, a)$, and $\sum \gamma^t r_t$ of the greedy episodes from the same eight starts. 500 steps are \#
          worth \#(decimals(m.fullReturn, 2)), balancing for ever 100.
          """#),
      .paragraph(
        #"""
        A target adds one reward to what the target network knew. So each copy lets values see one step further: after $k$ of them, \#
        $(1 - \gamma^k)/(1 - \gamma)$, the dashed line, whatever the policy earns meanwhile. The policy is good long before its values are \#
        right: to choose, it is enough that the better action's value is the *larger* one.
        """#),
      .figure(
        Figure(
          id: "dq-preference", title: "Which way it pushes",
          alt: """
            A map over the pole's angle and its velocity of how much more a push to the right is worth than one to the left; the border between them runs near the controller's line.
            """, .contours(preference(m))),
        caption: #"""
          $Q(\text{right}) - Q(\text{left})$ of the first agent's kept network, cart at rest in the middle. Where it is 0 the push changes sides; \#
          beside it the line of the one-line controller, $\theta + 0.2\, \dot\theta = 0$.
          """#),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        """
        Nothing proves that this converges: with a network, a maximum and data from another policy, it may diverge, and the lesson on the \
        target network shows it do so. These agents are small and stop early. CartPole is solved by a line of code; what is shown is \
        that something like it can be *found*, from rewards alone, at the price of \(m.settings.steps) pushes.
        """),
      .exercises([
        Exercise(
          "Give it the whole run: 256 units, 50,000 steps. Less than a minute.",
          command:
            "diagnose run deep-q-learning --hidden 256 --batch 64 --updates 128 --steps 50000",
          answer: """
            All three kept networks score 500 now, and the last ones 500, 484 and 500. The values have come to 95, and policies \
            still lose up to 195 steps from one look to the next on the way.
            """),
        Exercise(
          "Copy the target network every 5,000 steps instead of every 256. What becomes of the values, and what of the scores?",
          command: "diagnose run deep-q-learning --target-every 5000",
          answer: """
            The values end at 6, a reward a copy, in the steps of a stair. The scores hardly suffer: 289, 369 and 138 kept. \
            Values that are wrong by a factor of sixteen choose well.
            """),
        Exercise(
          "Make a sixteenth of the updates. What becomes of the values now?",
          command: "diagnose run deep-q-learning --updates 16",
          answer: """
            They run away, to seven times of what balancing for ever is worth, and the policies fall in 9 steps, sooner than by chance. So few \
            updates between two copies don't pin the network down where it hasn't been, and the maximum finds that.
            """),
      ]),
    ]
  }

  private static func list(_ scores: [[Double]]) -> String {
    let words = scores.map { decimals(mean($0), 0) }
    return words.dropLast().joined(separator: ", ") + " and " + words.last!
  }

  // MARK: Figures

  private static let roles: [ColorRole] = [.violet, .ochre, .rose, .slate]

  private static func curves(_ m: Measurements) -> LineChart {
    LineChart(
      x: Axis("steps"), y: Axis("score", range: 0...510),
      series: m.runs.enumerated().map { index, run in
        Series(
          "agent \(index + 1)", role: roles[index % roles.count], x: run.stops.map(Double.init),
          y: run.scores)
      },
      thresholds: [
        Threshold(500, "one line of code"), Threshold(m.chance, "random"),
      ])
  }

  private static func bars(_ m: Measurements) -> BarChart {
    let agents = m.runs.enumerated().flatMap { index, run in
      [
        ("agent \(index + 1), kept", mean(run.keptScores)),
        ("agent \(index + 1), last", mean(run.lastScores)),
      ]
    }
    let all = [("random pushes", m.chance), ("one line of code", mean(m.leaning))] + agents
    return BarChart(
      value: Axis("score", range: 0...500), categories: all.map(\.0),
      groups: [.init("", role: .violet, values: all.map(\.1))])
  }

  private static func beliefs(_ m: Measurements) -> LineChart {
    let x = m.runs[0].stops.map(Double.init)
    func line(_ name: String, _ role: ColorRole, _ values: (Run) -> [Double]) -> Series {
      let all = m.runs.map(values)
      func each(_ join: ([Double]) -> Double) -> [Double] {
        x.indices.map { stop in join(all.map { $0[stop] }) }
      }
      return Series(
        name, role: role, x: x, y: each { mean($0) },
        spread: .init(lower: each { $0.min()! }, upper: each { $0.max()! }))
    }
    return LineChart(
      x: Axis("steps"), y: Axis("discounted return"),
      series: [
        line("what it gets", .ochre, \.earned), line("what it believes", .violet, \.predicted),
        Series(
          "a reward a copy", role: .threshold, dash: .dashed, x: x,
          y: m.runs[0].stops.map { m.settings.grownValue(at: $0) }),
      ], thresholds: [Threshold(m.fullReturn, "500 steps")])
  }

  private static func preference(_ m: Measurements) -> ContourMap {
    let p = m.preference
    let line = p.velocities.map { -0.2 * $0 * 180 / Double.pi }
    let inside = p.velocities.indices.filter { abs(line[$0]) <= 12 }
    return ContourMap(
      x: Axis("angle of the pole", unit: "degrees"), y: Axis("its velocity", unit: "1/s"),
      value: Axis("Q(right) − Q(left)"), columns: p.angles, rows: p.velocities, z: p.values,
      paths: [
        Series(
          "one line of code", role: .neutral, dash: .dashed, x: inside.map { line[$0] },
          y: inside.map { p.velocities[$0] }),
        Series(
          "the network", role: .violet, x: p.boundary.map(\.angle), y: p.boundary.map(\.velocity)),
      ])
  }
}
