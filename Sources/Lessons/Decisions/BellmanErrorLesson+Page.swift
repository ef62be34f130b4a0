import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension BellmanErrorLesson {
  static func page(_ m: Measurements) -> [Block] {
    hidden(m) + bound(m) + curves(m) + closing(m)
  }

  private static func hidden(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "A training log shows a Bellman error of exactly zero, on all the data there are. What is the largest value error that can hide behind it?",
        answer: """
          Any. One state that the data lead to but don't start from is enough: its value can be anything, and the others \
          agree with it.
          """),
      .paragraph(
        #"""
        A random walk through the 5 x 5 grid, $\gamma = $ \#(m.settings.discount). Data show every step from every cell but \#
        one. The Bellman error compares a cell with its neighbours, so it can be zero for values that are wrong, if they are \#
        wrong *consistently*. Call the error of the values $e = V - V^\pi$:
        """#),
      .formula(
        #"TV - V = \gamma P e - e = 0 \;\text{ where data are}, \qquad e(u) = C \quad\Rightarrow\quad e(s) = C\, \mathbb{E}\, \gamma^{\tau(s \to u)}"#,
        reading:
          "The error in the unseen cell u is handed on like a reward that a walk finds there."
      ),
      .figure(
        Figure(
          id: "bv-hidden", title: "Value error behind a Bellman error of zero",
          alt: """
            A grid of 5 x 5 cells with the value error of each: largest in the unseen cell, and large in all the others.
            """, .grid(picture(m))),
        caption: """
          $V - V^\\pi$. In every cell but the one that is marked *unseen* the Bellman error is zero to rounding. Nobody who has only the data \
          can tell these values from right ones.
          """),
    ]
  }

  private static func bound(_ m: Measurements) -> [Block] {
    [
      .heading("Which bound holds, and over what"),
      .formula(
        #"\max_{\text{all } s} |V - V^\pi| \;\le\; \frac{1}{1-\gamma} \max_{\text{all } s} |TV - V|"#,
        reading:
          "True over all states. With a subset of them on the right it is false, by any factor."
      ),
      .figure(
        Figure(
          id: "bv-bound", title: "Value error over Bellman error",
          alt: """
            On log scales, points of value functions judged over all states lie below a line; points judged on seen cells only lie far above \
            it as well.
            """, .scatter(points(m))),
        caption: #"""
          Each dot is a value function; the line is the Bellman error over $1 - \gamma$. Judged everywhere, nothing lies above it, and errors that \#
          are alike in all cells lie on it. Judged on 24 of 25 cells, a dot may lie anywhere above.
          """#),
      .note(
        "**What to trust.** A *rise* of the Bellman error says something; a small one says nothing by itself. Play the greedy policy and compare what it earns with what Q promised."
      ),
    ]
  }

  private static func curves(_ m: Measurements) -> [Block] {
    [
      .heading("Even with every state in view"),
      .figure(
        Figure(
          id: "bv-curves", title: "Two errors, two ways to learn",
          alt: """
            On log scales over steps: descent on the Bellman error lowers it quickly while the value error stays level; sweeps lower both together.
            """, .lines(lines(m))),
        caption: """
          Root mean square over all cells, same start. *Descent* makes the Bellman error small and is content with values that are all \
          about 10 too high. A *sweep* moves values to a target that stands still, as a target network does, and brings both down by γ a step.
          """),
      .paragraph(
        #"""
        Descent removes what differs from cell to cell, since there the Bellman error is large. What is wrong by the same amount everywhere \#
        leaves a Bellman error of $1 - \gamma$ times it: the longer the sight, the better it hides.
        """#),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        #"""
        With every state and action in the data and exact expectations, a Bellman error of zero *is* a value error of zero, \#
        and the bound holds. Enough data that lead nowhere unseen restore it. What is false is to read a small loss on a replay \#
        memory as values that are right.
        """#),
      .exercises([
        Exercise(
          "Make the error a million times larger. What do the data say?",
          command: "diagnose run bellman-error-is-not-value-error --offset 100000000",
          answer:
            "Nothing: the Bellman error stays at rounding, relative to C. The quotient of the second figure leaves its range upwards, which is that of C = 100."
        ),
        Exercise(
          "Hide the corner instead of the middle. How much of C leaks?",
          command: "diagnose run bellman-error-is-not-value-error --unseen 24",
          answer:
            "Less, since walks take longer to get there: 0.62 C on average instead of 0.78."),
        Exercise(
          "Shorten the sight. Does the Bellman error become a better witness?",
          command: "diagnose run bellman-error-is-not-value-error --discount 0.5",
          answer: """
            Much better: the two curves of descent fall together, and 1/(1 − γ) is 2. The claims that they part fail, as they should.
            """),
      ]),
    ]
  }

  // MARK: Figures

  private static func picture(_ m: Measurements) -> GridMap {
    var picture = WorldPicture.teleport(m.world)
    picture.names = [m.settings.unseen: "unseen"]
    picture.ends = Set(m.truth.indices)
    let error = zip(m.deceived, m.truth).map { $0 - $1 }
    return picture.map(Axis("value error"), label: "C", [picture.moment(m.settings.offset, error)])
  }

  private static func points(_ m: Measurements) -> ScatterPlot {
    func series(_ name: String, _ role: ColorRole, _ points: [Point]) -> Series {
      Series(name, role: role, x: points.map(\.bellman), y: points.map(\.value))
    }
    let all = (m.everywhere + m.elsewhere).map(\.bellman)
    let ends = [all.min()!, all.max()!]
    return ScatterPlot(
      x: Axis("largest Bellman error seen", scale: .logarithmic),
      y: Axis("largest value error", scale: .logarithmic),
      groups: [
        series("one cell unseen", .rose, m.elsewhere), series("all seen", .slate, m.everywhere),
      ],
      curves: [
        Series(
          "Bellman error / (1 − γ)", role: .threshold, x: ends,
          y: ends.map { $0 / (1 - m.settings.discount) })
      ])
  }

  private static func lines(_ m: Measurements) -> LineChart {
    // Step 0 has no place on a logarithmic axis, and is the same for both.
    let steps = m.descent.value.indices.dropFirst().map(Double.init)
    func series(_ name: String, _ role: ColorRole, _ dash: Series.Dash, _ y: [Double]) -> Series {
      Series(
        name, role: role, dash: dash, x: steps, y: y.dropFirst().map { $0 > 1e-10 ? $0 : .nan })
    }
    return LineChart(
      x: Axis("steps", scale: .logarithmic), y: Axis("root mean square", scale: .logarithmic),
      series: [
        series("descent, value error", .rose, .solid, m.descent.value),
        series("descent, Bellman error", .rose, .dashed, m.descent.bellman),
        series("sweeps, value error", .slate, .solid, m.sweeps.value),
        series("sweeps, Bellman error", .slate, .dashed, m.sweeps.bellman),
      ])
  }
}
