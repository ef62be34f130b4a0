import Charts
import Foundation
import Report

/// What the page of the lesson says and shows.
extension ExperienceReplay {
  static func page(_ m: Measurements) -> [Block] {
    batches(m) + learning(m) + closing(m)
  }

  private static func batches(_ m: Measurements) -> [Block] {
    let (n, N) = (m.settings.batch, m.settings.places)
    return [
      .ask(
        question: #"""
          A hand goes around a clock of \#(N) places, a step back or on by the toss of a coin. How much do \#(n) of its places in a row \#
          tell about the whole clock?
          """#,
        answer: """
          As much as \(1 / meanSquareInARow(n, places: N), digits: 3) places drawn at random. It hardly moves while one looks.
          """),
      .paragraph(
        #"""
        A place is seen as a point on the unit circle, $(\cos\phi, \sin\phi)$. A fair step multiplies its expectation by \#
        $\rho = \cos(2\pi/N)$, and that is all one needs to know of a batch of $n$:
        """#),
      .formula(
        #"\mathbb{E} \cos(\phi_{t+k} - \phi_t) = \rho^k, \qquad \mathbb{E} \left\lVert \tfrac{1}{n} \sum_j x_j \right\rVert^2 = \tfrac{1}{n} \left(1 + 2 \sum_{k=1}^{n-1} \left(1 - \tfrac{k}{n}\right) \rho^k\right)"#,
        reading:
          "Independent places have ρ = 0, and the mean of n of them shrinks like 1/n. In a row it hardly shrinks at all."
      ),
      .figure(
        Figure(
          id: "er-means", title: "Where the mean of a batch lies",
          alt: """
            Points in the unit disc: means of batches drawn at random lie close to the centre, means of batches in a row lie near the rim.
            """, .scatter(points(m))),
        caption: """
          Each dot is the mean place of a batch of \(n) from the same memory. The gradient of a batch is such a mean: in a row it \
          is the gradient of one part of the world, whichever the hand is in.
          """),
      .figure(
        Figure(
          id: "er-lags", title: "How alike two transitions of a batch are",
          alt: """
            Over the distance in the batch, the correlation in a row falls slowly along the law on paper; drawn at random it is zero.
            """, .lines(lags(m))),
        caption: #"""
          Mean cosine of the angle between the first place of a batch and the k-th after it, over \#(drawnBatches) batches. Dashed, the law on \#
          paper, $\rho^k$.
          """#),
    ]
  }

  private static func learning(_ m: Measurements) -> [Block] {
    [
      .heading("The same steps, learned from in four ways"),
      .paragraph(
        #"""
        Coming to twelve o'clock is worth 1, $\gamma = $ \#(m.settings.discount). A small network learns $Q$ while the hand goes on walking at random: \#
        *all ways of learning see the very same steps*, make one update a step and differ only in what a batch is. No policy \#
        changes the data, so nothing but the order is to blame.
        """#),
      .figure(
        Figure(
          id: "er-errors", title: "How wrong the values are",
          alt: """
            On a log scale over steps: with replay the value error is lowest, in a row from anywhere higher, from the last batch higher still, and from the last step it stays near where it began.
            """, .lines(errors(m))),
        caption: #"""
          Root mean square of $\max_a Q - V^*$ over all places, $V^*$ from policy iteration; geometric mean of \#(m.settings.runs) \#
          agents, shaded from the best to the worst.
          """#),
      .table(
        table(m),
        caption:
          "Means over the last quarter of the steps, and over agents; errors in parts of the mean value, losses in parts of the best policy's."
      ),
      .figure(
        Figure(
          id: "er-map", title: "Where they are wrong, and when",
          alt: """
            Four maps of the value error by place and step: with replay it fades everywhere; from the last batch patches come back; from the last step it stays all over.
            """, .heatMap(maps(m))),
        caption: """
          The first agent of each kind; twelve o'clock is in the middle, errors below 0.02 are drawn as 0.02. Without a memory, \
          errors come back where they had been mended: the network is one function, and what moves it here moves it there.
          """),
      .note(
        "**Two cures in one.** A memory keeps old places in the batch, so they aren't forgotten; drawing at random makes a batch worth what it counts. *In a row, from anywhere* has the first without the second."
      ),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        """
        Small steps average over many batches: at a tenth of the learning rate even one step at a time leads to the best policy here, \
        though its values stay a fifth off. A table with a cell a place has nothing to forget. And a memory holds what \
        *former* policies did: where the policy decides what is seen, a very large one can slow learning down (Zhang and Sutton 2017), \
        and methods that need data of the present policy can't use one at all.
        """),
      .exercises([
        Exercise(
          "Take steps ten times smaller, and four times as many. Does the order still matter?",
          command: "diagnose run experience-replay --learning-rate 0.0003 --steps 20000",
          answer: """
            For the values yes: 0.2 % off with replay, 2.5 % in a row, 22 % from single steps. For the policy no: all four \
            are the best. The claims about the last step and about what a row costs leave their ranges.
            """),
        Exercise(
          "Make the clock larger, so that the hand takes longer to come around. Who suffers?",
          command: "diagnose run experience-replay --places 60",
          answer: """
            All, and most who has no memory: the policy from the last batch alone now loses 13 % instead of 1 %, with replay it \
            loses 0.1 %. A walk needs about the square of the number of places to come around.
            """),
        Exercise(
          "Learn from batches of four. What is a batch worth now, and what do the values say?",
          command: "diagnose run experience-replay --batch 4",
          answer: """
            One place in a row, four at random. Where four are little anyway, in a row is hardly worse than at random; but the \
            last batch is now as bad as the last step. It is the memory that counts most.
            """),
      ]),
    ]
  }

  private static func table(_ m: Measurements) -> DataTable {
    let scale = mean(m.truth)
    return DataTable(
      columns: [
        .init("A batch is"), .init("transitions"), .init("kept"),
        .init("value error, %"),
        .init("lost by the policy, %"),
      ],
      rows: m.learned.map { learned in
        let (batch, buffer) = learned.way.sizes(m.settings)
        return [
          .text(learned.way.rawValue), .number(Double(batch)), .number(Double(buffer)),
          .number(rounded(100 * learned.lateError / scale)),
          .number(rounded(100 * learned.lateRegret / scale)),
        ]
      })
  }

  /// To a tenth.
  private static func rounded(_ percent: Double) -> Double { (10 * percent).rounded() / 10 }

  // MARK: Figures

  private static func points(_ m: Measurements) -> ScatterPlot {
    func group(_ name: String, _ role: ColorRole, _ draws: Draws) -> Series {
      Series(name, role: role, x: draws.means.map(\.x), y: draws.means.map(\.y))
    }
    let circle = (0...120).map { 2 * Double.pi * Double($0) / 120 }
    return ScatterPlot(
      x: Axis("x, mean of a batch", range: -1.1...1.1),
      y: Axis("y, mean of a batch", range: -1.1...1.1),
      groups: [
        group("in a row", .ochre, m.consecutive), group("drawn at random", .violet, m.uniform),
      ],
      curves: [
        Series(
          "", role: .neutral, dash: .dotted, x: circle.map { cos($0) }, y: circle.map { sin($0) })
      ])
  }

  private static func lags(_ m: Measurements) -> LineChart {
    let lags = m.uniform.correlations.indices.map { Double($0 + 1) }
    return LineChart(
      x: Axis("distance in the batch, k"), y: Axis("correlation", range: -0.1...1),
      series: [
        Series("in a row", role: .ochre, x: lags, y: m.consecutive.correlations),
        Series(
          "on paper", role: .threshold, dash: .dashed, x: lags,
          y: lags.map { correlation(Int($0), places: m.settings.places) }),
        Series("drawn at random", role: .violet, x: lags, y: m.uniform.correlations),
      ])
  }

  private static func errors(_ m: Measurements) -> LineChart {
    let steps = m.stops.map(Double.init)
    return LineChart(
      x: Axis("steps"), y: Axis("value error", scale: .logarithmic),
      series: m.learned.map { learned in
        let all = m.stops.indices.map(learned.errors)
        return Series(
          learned.way.rawValue, role: learned.way.role, x: steps,
          y: all.map { exp(mean($0.map { log($0) })) },
          spread: .init(lower: all.map { $0.min()! }, upper: all.map { $0.max()! }))
      })
  }

  private static func maps(_ m: Measurements) -> HeatMap {
    let N = m.settings.places
    let rows = (0..<N).map { $0 - N / 2 }
    return HeatMap(
      x: Axis("steps"), y: Axis("place, from twelve o'clock"),
      value: Axis("value error", scale: .logarithmic),
      columns: m.stops.map(Double.init), rows: rows.map(Double.init),
      panels: m.learned.map { learned in
        HeatMap.Panel(
          learned.way.rawValue, role: learned.way.role,
          values: rows.map { row in learned.runs[0].maps.map { max(0.02, abs($0[(row + N) % N])) } }
        )
      })
  }
}

extension ExperienceReplay.Way {
  /// The colour of its lines.
  fileprivate var role: ColorRole {
    switch self {
    case .replay: .violet
    case .consecutive: .ochre
    case .latest: .slate
    case .online: .rose
    }
  }
}
