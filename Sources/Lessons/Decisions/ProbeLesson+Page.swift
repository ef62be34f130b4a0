import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension ProbeLesson {
  static func page(_ m: Measurements) -> [Block] {
    worlds(m) + faults(m) + verdicts(m) + game(m) + closing(m)
  }

  private static func worlds(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "Two agents learn CartPole badly. One has a bug, the other an unlucky learning rate. Would you see from their curves which is which?",
        answer: """
          Hardly: both score low and both have a small loss. In a world whose values are known on paper a bug has nowhere \
          to hide: the values are right in a second or they are wrong.
          """),
      .paragraph(
        "Five such worlds, each with one thing more than an agent must get right; the first that fails says where to look:"
      ),
      .table(
        worldTable(m),
        caption: """
          Every episode ends after one step, in *two steps* after two. γ = \(m.settings.discount).
          """),
    ]
  }

  private static func faults(_ m: Measurements) -> [Block] {
    [
      .heading("Five faults, five wrong equations"),
      .table(
        faultTable(m), caption: "One line each, as one meets them, and what the agent then solves."),
      .figure(
        Figure(
          id: "pr-fixed-points", title: "Where the agents arrive",
          alt: """
            A scatter plot of learned values over the values that the equation of each agent has: all points lie on the diagonal.
            """, .scatter(arrivals(m))),
        caption: """
          Every value that was learned, of 30 agents, over the one that its own equation has. On the line: a faulty agent learns \
          its fault as well as an honest one the truth. Its Bellman error goes to zero as well.
          """),
    ]
  }

  private static func verdicts(_ m: Measurements) -> [Block] {
    [
      .heading("Which probe finds what"),
      .figure(
        Figure(
          id: "pr-errors", title: "How wrong the values are, and what the monitor says",
          alt: """
            A matrix of six agents by five probes: the value error is 0 in the row of the honest agent, and in each other row it is \
            large in some probes only.
            """, .grid(matrix(m))),
        caption: """
          In each cell $\\max |Q - Q^*|$ at the end, and the verdict. *named*: failed by the alarm of that very fault; *open*: failed, the cause \
          not decided; *healthy*: no alarm fails it. A wrong action needs two actions to show, a wrong next \
          state needs a next step. A target that is never copied is named where it does no harm yet.
          """),
      .figure(
        Figure(
          id: "pr-steps", title: "Two steps are enough to tell them apart",
          alt: """
            On a log scale over steps, the error of the honest agent falls to rounding; four of the faulty agents stop at \
            errors near 1; the wrong action goes the way of the honest agent.
            """, .lines(courses(m))),
        caption: """
          $\\max |Q - Q^*|$ in the third probe. It has one action, so a *wrong action* doesn't show: its line is that of the honest agent.
          """),
      .paragraph(
        #"""
        The mask is proved by the agent's own targets: at an end $y$ must be $r$, and is $r + \gamma \max Q$. A reward of the wrong \#
        sign is proved in the same way, but not *named*: $y$ is neither of the two, which may have other reasons. A wrong action is found \#
        by the values alone.
        """#),
    ]
  }

  private static func game(_ m: Measurements) -> [Block] {
    [
      .heading("Where nobody knows the values"),
      .table(
        gameTable(m),
        caption: """
          The same faults in CartPole, \(m.settings.cartPoleSteps) steps each, a target that is copied every 500. The score is that of the last \
          network's greedy policy; the last columns are what the failing alarm rests on.
          """),
      .paragraph(
        """
        Their targets and their target network give four of them away, before anything is learned. The wrong action has nothing but its score: once \
        learning should be over, its greedy policy does no better than chance.
        """),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        """
        Passing all five probes proves little about a long game: nothing in them explores, overestimates, forgets or diverges, and no \
        network is too small. A probe finds a bug, not a bad setting. And an agent that fails one with settings that are absurd, such as a \
        learning rate too small for so few steps, has no bug at all.
        """),
      .exercises([
        Exercise(
          "Give the agents too few steps. Is the honest one still told from the faulty ones?",
          command: "diagnose run probes --steps 200",
          answer: """
            Yes. A hundred updates leave its values off by a tenth, and the alarms allow for half; the faulty ones are proved wrong \
            by their first batch. Only the claims about where agents arrive fail.
            """),
        Exercise(
          "Look hardly ahead. Which faults become invisible, and to which rule?",
          command: "diagnose run probes --discount 0.1",
          answer: """
            Without a mask values are 1.11 instead of 1, with a wrong next state 0 instead of 0.1: too little for a rule about \
            values. All claims hold none the less, since targets are wrong by any amount or not at all.
            """),
        Exercise(
          "Copy the target so rarely that it never happens. What is an honest agent then?",
          command: "diagnose run probes --target-every 1000",
          answer: """
            One whose target is never copied: its values of two steps are wrong, cause not decided. The monitor doesn't name it, since a run \
            shorter than two periods of copying proves nothing against the copying.
            """),
      ]),
    ]
  }

  // MARK: Tables and figures

  private static let names: [Probe: String] = [
    .constantReward: "1 constant", .rewardByObservation: "2 observation", .twoSteps: "3 two steps",
    .actionDecides: "4 action", .actionMatchesObservation: "5 both",
  ]

  private static func name(_ fault: Sabotage?) -> String {
    fault?.rawValue.replacing("-", with: " ") ?? "honest"
  }

  private static func worldTable(_ m: Measurements) -> DataTable {
    let rows: [(Probe, String, String)] = [
      (.constantReward, "reward 1", "loss and optimiser"),
      (.rewardByObservation, "reward as observed, −1 or 1", "gradients reach the observation"),
      (.twoSteps, "reward 1 at the end", "discount, end, next state"),
      (.actionDecides, "reward −1 or 1 by the action", "actions"),
      (.actionMatchesObservation, "1 if the action fits the observation, else −1", "both at once"),
    ]
    return DataTable(
      columns: ["probe", "what happens", "what must work", "true values"].map { .init($0) },
      rows: rows.map { probe, what, test in
        let values = probe.trueValues(discount: m.settings.discount).map { row in
          row.map { String(format: "%g", $0).replacing("-", with: "−") }.joined(separator: ", ")
        }
        return [
          .text(names[probe]!), .text(what), .text(test), .text(values.joined(separator: "; ")),
        ]
      })
  }

  private static func faultTable(_ m: Measurements) -> DataTable {
    let rows: [(Sabotage, String, String)] = [
      (.noTerminalMask, "y = r + gamma * q_next.max(1)", "Q = r + γ max Q(s′), also after the end"),
      (.wrongAction, "q.gather(1, next_action)", "Q of another action = what this one brings"),
      (.targetNeverCopied, "the copy stands outside the loop", "Q = r + γ max Q₀(s′), Q₀ random"),
      (.rewardSignFlipped, "memory.add(s, a, cost, s2)", "Q = −r + γ max Q(s′)"),
      (.nextStateIsState, "memory keeps a reference to s", "Q = r + γ max Q(s)"),
    ]
    return DataTable(
      columns: ["fault", "a line that does it", "what is solved instead"].map { .init($0) },
      rows: rows.map { [.text(name($0)), .text($1), .text($2)] })
  }

  /// A row for each agent, a column for each probe, after a column and under a row of names.
  private static func matrix(_ m: Measurements) -> GridMap {
    let words: [ProbeVerdict: String] = [
      .healthy: "healthy", .named: "named", .notDecided: "open", .wrong: "wrong name",
    ]
    let heading = [""] + Probe.allCases.map { "probe \($0.rawValue)" }
    let rows = agents.map { fault in
      [shortName(fault)] + m.trials(fault).map { words[$0.verdict]! }
    }
    let errors = agents.flatMap { fault in
      // What rounding leaves is 0.
      [.nan] + m.trials(fault).map { ($0.error * 1000).rounded() / 1000 }
    }
    let values = heading.map { _ in Double.nan } + errors
    return GridMap(
      value: Axis("largest error of Q"), columns: heading.count,
      cells: (heading + rows.joined()).map { GridMap.Cell($0) }, arrowLabel: "arrows",
      label: "steps",
      frames: [
        GridMap.Frame(
          at: Double(m.settings.steps), values: values, arrows: values.map { _ in [] })
      ])
  }

  private static func shortName(_ fault: Sabotage?) -> String {
    switch fault {
    case nil: "honest"
    case .noTerminalMask: "no mask"
    case .wrongAction: "action"
    case .targetNeverCopied: "no copy"
    case .rewardSignFlipped: "sign"
    case .nextStateIsState: "next"
    }
  }

  private static func courses(_ m: Measurements) -> LineChart {
    LineChart(
      x: Axis("environment steps"), y: Axis("largest error of Q", scale: .logarithmic),
      series: agents.enumerated().compactMap { index, fault in
        guard let trial = m.trials(fault).first(where: { $0.probe == .twoSteps }) else {
          return nil
        }
        return Series(
          shortName(fault), role: roles[index], dash: fault == .wrongAction ? .dashed : .solid,
          x: trial.recording.points.map { Double($0.step) },
          y: trial.recording.points.map { max($0.truth?.error ?? .nan, 1e-7) })
      })
  }

  private static func gameTable(_ m: Measurements) -> DataTable {
    let names = ["agent", "score", "verdict", "at step", "what was measured", "measured", "limit"]
    return DataTable(
      columns: names.map { DataTable.Column($0) },
      rows: m.games.map { game in
        let start: [DataTable.Cell] = [
          .text(name(game.fault)), .number(game.score), .text(game.verdict.rawValue),
        ]
        guard let alarm = game.judgement.alarms.first(where: { $0.severity == .fail }) else {
          return start + [.empty, .empty, .empty, .empty]
        }
        return start + [
          .number(Double(alarm.step)), .text(alarm.quantity), .number(alarm.measured),
          .number(alarm.limit),
        ]
      })
  }

  private static let roles: [ColorRole] = [.healthy, .rose, .violet, .neutral, .ochre, .slate]

  private static func arrivals(_ m: Measurements) -> ScatterPlot {
    let groups = agents.enumerated().map { index, fault in
      Series(
        name(fault), role: roles[index], x: m.trials(fault).flatMap(\.fixedPoint.elements),
        y: m.trials(fault).flatMap(\.values.elements))
    }
    let all = groups.flatMap(\.x)
    let ends = [all.min()!, all.max()!]
    return ScatterPlot(
      x: Axis("value in its own equation"), y: Axis("value learned"), groups: groups,
      curves: [Series("equal", role: .threshold, x: ends, y: ends)])
  }
}
