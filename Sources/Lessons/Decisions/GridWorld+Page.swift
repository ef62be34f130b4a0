import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension GridWorld {
  static func page(_ m: Measurements) -> [Block] {
    opening(m) + best(m) + convergence(m) + closing
  }

  private static func opening(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "A cell is one step from an end. How many steps does a random walk from it take on average: 2, 6 or 14?",
        answer: """
          14. Three of four first steps lead away or into the wall, and who has once got lost takes long to come back.
          """),
      .paragraph(
        #"""
        Four moves, each costs 1, the episode ends in either corner. A *policy* says how likely each move is in each \#
        cell; the *value* of a cell is the sum of rewards that the policy can expect from there. Values of \#
        neighbours hang together, because a walk from here is one step and then a walk from there:
        """#),
      .formula(
        #"V^\pi(s) = \sum_a \pi(a \mid s) \sum_{s'} p(s' \mid s, a)\, \left(r + \gamma V^\pi(s')\right)"#,
        reading:
          "Read as an assignment, from right to left, it is a sweep: every cell looks one step ahead."
      ),
      .figure(
        Figure(
          id: "gw-random", title: "The random policy, sweep by sweep",
          alt: """
            A grid of 4 x 4 cells. After the last sweep the values are 0, −14, −20, −22 in the first row; the arrows point \
            along shortest ways to the two corners.
            """, .grid(random(m))),
        caption: """
          Number and colour: $V_k$ of the policy that moves at random. Arrows: the best moves one step ahead of these \
          values, several for a tie. Sweep 0 knows nothing and ties everything: its arrows *are* the random policy. The \
          slider goes through the sweeps.
          """),
      .note(
        "**Arrows come first.** A policy needs the order of the values, not the values."
      ),
    ]
  }

  private static func best(_ m: Measurements) -> [Block] {
    [
      .heading("The best there is"),
      .paragraph(
        #"""
        Take the best move in each cell instead of the mean over moves, $V(s) = \max_a \sum p\,(r + \gamma V(s'))$, and \#
        the sweeps find the values of the best policy without being told it: *value iteration*.
        """#),
      .figure(
        Figure(
          id: "gw-optimal", title: "The optimum, sweep by sweep",
          alt: """
            The same grid. After 3 sweeps each value is minus the number of steps to the nearer end, from 0 to −3, and the arrows point \
            towards it.
            """, .grid(optimal(m))),
        caption: """
          $V_k$ of value iteration. What an end is worth travels one cell a sweep; after three the news is everywhere and \
          nothing changes any more.
          """),
      .figure(
        Figure(
          id: "gw-teleport", title: "A grid without an end",
          alt: """
            A grid of 5 x 5 cells. The first row is worth 22.0, 24.4, 22.0, 19.4, 17.5; arrows lead to A.
            """, .grid(teleport(m))),
        caption: """
          From A every move leads to A′ with +10, from B to B′ with +5; bumping into the wall costs 1, $\\gamma = 0.9$. A is \
          worth more than its 10, because one comes back to it. The best way is often a tie.
          """),
    ]
  }

  private static func convergence(_ m: Measurements) -> [Block] {
    [
      .heading("How fast the sweeps come home"),
      .figure(
        Figure(
          id: "gw-error", title: "Error over the sweeps",
          alt:
            "On a log scale the random policy's error falls along a straight line; value iteration's is zero after 3 sweeps.",
          .lines(error(m))),
        caption: """
          Largest distance to the exact values. The random policy's falls by \(m.rate, digits: 4) a sweep; value \
          iteration's is exactly zero after the third sweep and leaves the picture.
          """),
      .limits(
        #"""
        At $\gamma = 1$ a sweep is no contraction of the largest error: nothing in the factor $\gamma$ makes it converge. It converges \#
        because every walk ends; a policy that can walk in a circle for ever has no value here. A discount below 1 always \#
        converges, but to the values of another question.
        """#),
    ]
  }

  private static var closing: [Block] {
    [
      .exercises([
        Exercise(
          "Discount by 0.9. What becomes of −22, and which claims stop holding, as they should?",
          command: "diagnose run grid-world --discount 0.9",
          answer: """
            Nothing is worth less than −10 any more: the far future is cut off, and −22 becomes about −7.7. The table of \
            the lecture and the factor 64/7 are those of $\\gamma = 1$; the optimal policy stays the same.
            """),
        Exercise(
          "Stop after 10 sweeps. How wrong are the values, how wrong is the policy?",
          command: "diagnose run grid-world --sweeps 10",
          answer:
            "Wrong by 13 steps of 22 in the far corners, and the arrows are all right. The rate has settled to three digits already."
        ),
        Exercise(
          "Play a hundred times as many walks. How much closer do they come to the table?",
          command: "diagnose run grid-world --episodes 100000",
          answer:
            "Ten times closer, and the deviation in standard errors stays what it was: that is what a standard error says."
        ),
      ])
    ]
  }

  // MARK: Figures

  private static func random(_ m: Measurements) -> GridMap {
    let picture = WorldPicture.corner(m.world)
    return picture.map(
      Axis("value V_{k}"),
      WorldPicture.stops(through: m.settings.sweeps).map {
        picture.moment(Double($0), m.evaluation[$0])
      })
  }

  private static func optimal(_ m: Measurements) -> GridMap {
    let picture = WorldPicture.corner(m.world)
    return picture.map(
      Axis("value V_{k}"), (0...3).map { picture.moment(Double($0), m.iteration[$0]) })
  }

  private static func teleport(_ m: Measurements) -> GridMap {
    let picture = WorldPicture.teleport(m.teleport.world)
    return picture.map(
      Axis("value V_{k}"),
      WorldPicture.stops(through: m.teleport.iteration.count - 1).map {
        picture.moment(Double($0), m.teleport.iteration[$0])
      })
  }

  private static func error(_ m: Measurements) -> LineChart {
    let sweeps = m.errors.indices.map(Double.init)
    let best = m.iteration.map { supDistance($0, m.optimum.values) }
    return LineChart(
      x: Axis("sweep"), y: Axis("largest error", unit: "steps", scale: .logarithmic),
      series: [
        Series("random policy", role: .violet, x: sweeps, y: m.errors),
        Series(
          "value iteration", role: .ochre, x: best.indices.map(Double.init), y: best),
      ])
  }
}
