import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension BellmanEquation {
  static func page(_ m: Measurements) -> [Block] {
    opening(m) + rates(m) + scale(m) + closing(m)
  }

  private static func opening(_ m: Measurements) -> [Block] {
    [
      .ask(
        question: #"""
          $\gamma = 0.9$, and the values are wrong by at most 1. How many sweeps until they are wrong by at most a millionth?
          """#,
        answer: #"""
          At most $\ln 10^{-6} / \ln 0.9 = 131.1$, so 132; with $\gamma = 0.99$ it is 1,375. The sweeps grow like \#
          $1/(1-\gamma)$, the number of steps that the discount looks ahead.
          """#),
      .paragraph(
        #"""
        The optimal value of a state is the best of its one-step-ahead values. That is Bellman's *optimality equation*, one \#
        unknown a state, and the maximum keeps it from being linear:
        """#),
      .formula(
        #"V^*(s) = (TV^*)(s) = \max_a \sum_{s'} p(s' \mid s, a)\, \left(r + \gamma V^*(s')\right), \qquad \lVert TV - TU \rVert_\infty \le \gamma \lVert V - U \rVert_\infty"#,
        reading:
          "Because T brings any two value functions closer, it has one fixed point, and every start leads there."
      ),
      .figure(
        Figure(
          id: "be-error", title: "Value iteration and its two bounds",
          alt: """
            On a log scale, the error of value iteration falls along a straight line; two bounds lie above it and run parallel.
            """, .lines(errors(m.endless, withChange: true))),
        caption: #"""
          The 5 x 5 grid from random values, $\gamma = $ \#(m.settings.discount). Grey: $\gamma^k$ times the first error, \#
          which takes $V^*$ to know. Ochre: from the last change alone; that is the one to stop by.
          """#),
      .note(
        #"""
        **Stop by the bound, not by the change.** A change of 10⁻³ at $\gamma = 0.99$ leaves an error of up to \#
        0.099.
        """#),
    ]
  }

  private static func rates(_ m: Measurements) -> [Block] {
    [
      .heading("γ is the slowest it can be"),
      .figure(
        Figure(
          id: "be-lake", title: "The frozen lake, sweep by sweep",
          alt: """
            A grid of 4 x 4 cells with four holes and a goal. Values are largest beside the goal; arrows point away from holes.
            """, .grid(lake(m))),
        caption: """
          On slippery ice a step goes as meant with probability 1/3 and to either side with 1/3 each, so the best move beside \
          a hole (H) points away from it, not towards the goal (G). Holes and goal end the episode.
          """),
      .figure(
        Figure(
          id: "be-lake-error", title: "Where episodes end, errors end sooner",
          alt:
            "The error on the frozen lake falls faster than the line of γ to the power of the sweep.",
          .lines(errors(m.lake, withChange: false))),
        caption: #"""
          What an episode can't reach any more can't carry an error either: the rate is $\gamma \rho(P)$, \#
          \#(m.lakeRadius, digits: 4) a sweep.
          """#),
    ]
  }

  private static func scale(_ m: Measurements) -> [Block] {
    [
      .heading("Why it ends where tables end"),
      .paragraph(
        "A sweep backs up every state. That is a matter of microseconds in a grid, and of nothing at all for a screen:"
      ),
      .table(
        states(m),
        caption:
          "States of some worlds, backups (s, a) in a sweep, bytes of a table of Float64. One core makes some 10⁸ backups a second."
      ),
      .figure(
        Figure(
          id: "be-coverage", title: "Cells of the cart's table that a random walk has seen",
          alt: """
            Over random steps, the number of cells seen rises to nearly all of 625, and to a small part of 10,000 and 160,000.
            """, .lines(coverage(m))),
        caption: """
          Position, speed, angle and its speed in 5, 10 and 20 bins each; dotted: all cells. Twice as fine is sixteen times \
          as many cells, and most steps of an agent teach a table nothing about its neighbours. A function that \
          generalises does, at the price of every guarantee on this page.
          """),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        #"""
        The contraction is one of the largest error over *all* states, with exact expectations. With samples, with a subset of the \#
        states, or with a network in the place of the table, a step may enlarge the error. At $\gamma = 1$ neither bound says \#
        anything.
        """#),
      .exercises([
        Exercise(
          "Look ten times as far ahead. What happens to the rate, and to the sweeps that are needed?",
          command: "diagnose run bellman-equation --discount 0.99 --sweeps 1500",
          answer:
            "The rate is 0.99 a sweep in the endless grid: ten times as many sweeps. The lake's best policy falls in or arrives, and there the ends do most of the work."
        ),
        Exercise(
          "Look almost nowhere. How does the change bound compare with the error?",
          command: "diagnose run bellman-equation --discount 0.2",
          answer:
            "Both fall by a factor of 5 a sweep, and some 25 sweeps reach rounding: on the lake too few for its rate to settle, so that claim fails. A short sight makes the bound tight and the policy near-sighted."
        ),
        Exercise(
          "Let the cart walk ten times as long. Does the fine table fill?",
          command: "diagnose run bellman-equation --steps 1000000",
          answer:
            "Hardly: ten times as many steps see 2.3 times as many cells, 3.6 % of them. A random walk meets the same states again; only a policy that goes elsewhere sees others. The claim's range is for 100,000 steps."
        ),
      ]),
    ]
  }

  // MARK: Figures

  private static func errors(_ run: Iteration, withChange: Bool) -> LineChart {
    let sweeps = run.values.indices.map(Double.init)
    var series = [
      Series("error", role: .violet, x: sweeps, y: run.errors),
      Series("γ^{k} err_{0}", role: .threshold, dash: .dashed, x: sweeps, y: run.contractionBounds),
    ]
    if withChange {
      series.append(
        Series(
          "γ/(1 − γ) change", role: .ochre, dash: .dashed, x: Array(sweeps.dropFirst()),
          y: run.changeBounds))
    }
    return LineChart(
      x: Axis("sweep"), y: Axis("largest error", scale: .logarithmic), series: series)
  }

  private static func lake(_ m: Measurements) -> GridMap {
    let letters = FrozenLakeMap.fourByFour.letters
    let ends = letters.indices.filter { letters[$0] == "H" || letters[$0] == "G" }
    let names = letters.indices.filter { letters[$0] != "F" }.map { ($0, String(letters[$0])) }
    let picture = WorldPicture(
      world: m.lake.world, grid: FrozenLakeMap.fourByFour.grid, moves: [.left, .down, .right, .up],
      names: Dictionary(uniqueKeysWithValues: names), ends: Set(ends))
    return picture.map(
      Axis("value V_{k}"),
      WorldPicture.stops(through: m.settings.sweeps).map {
        picture.moment(Double($0), m.lake.values[$0])
      })
  }

  private static func states(_ m: Measurements) -> DataTable {
    let worlds: [(String, Double, Double)] = [
      ("the lecture's 4 x 4 grid", log10(16), 4), ("frozen lake, 8 x 8", log10(64), 4),
      ("Taxi", log10(500), 6), ("a grid of 1,000 x 1,000", 6, 4),
      ("cart-pole in 10 bins", 4, 2), ("cart-pole in 100 bins", 8, 2),
      ("84 x 84 x 4 pixels, black or white", 28_224 * log10(2), 3),
      ("84 x 84 x 4 pixels of 256 greys", m.screenDigits, 3),
    ]
    return DataTable(
      columns: [
        .init("world"), .init("states", scale: .decimalLogs),
        .init("backups a sweep", scale: .decimalLogs),
        .init("table", unit: "bytes", scale: .decimalLogs),
      ],
      rows: worlds.map { name, digits, actions in
        [
          .text(name), .number(digits), .number(digits + log10(actions)),
          .number(digits + log10(8)),
        ]
      })
  }

  private static func coverage(_ m: Measurements) -> LineChart {
    let roles: [ColorRole] = [.slate, .ochre, .violet]
    return LineChart(
      x: Axis("random steps", scale: .logarithmic), y: Axis("cells seen", scale: .logarithmic),
      series: zip(m.coverage, roles).flatMap { table, role in
        [
          Series(
            "\(table.bins) bins", role: role, x: m.steps.map(Double.init), y: table.visited),
          Series(
            "", role: role, dash: .dotted, x: [Double(m.steps[0]), Double(m.steps.last!)],
            y: [table.cells, table.cells]),
        ]
      })
  }
}
