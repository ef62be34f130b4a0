import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension QLearningLesson {
  static func page(_ m: Measurements) -> [Block] {
    lake(m) + cliff(m) + bias(m) + closing(m)
  }

  private static func lake(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "Someone stumbles over a frozen lake entirely at random and reaches the goal in one of seventy episodes. Can one learn the best policy from watching?",
        answer: """
          Yes: Q-learning asks after each step what the *best* next move would be worth, not the one that was made. Its \
          target is the optimum, whoever acts.
          """),
      .heading("From single steps to the optimum"),
      .paragraph(
        "The Bellman equation averages over what may happen. Q-learning sees one thing that did happen, and takes a part of the step towards it:"
      ),
      .formula(
        #"Q(s, a) \leftarrow Q(s, a) + \alpha \left(r + \gamma \max_{a'} Q(s', a') - Q(s, a)\right)"#,
        reading:
          "The average is made by α: many small steps in different directions, the smaller the steps the better the average."
      ),
      .figure(
        Figure(
          id: "ql-lake", title: "Distance to the optimal values",
          alt: """
            Over random episodes, on log scales, the error with falling steps goes down steadily; with a constant step it stays where it is.
            """, .lines(lakeErrors(m))),
        caption: """
          $\\max |Q - Q^*|$ on the frozen lake, behaviour entirely random, $Q^*$ from policy iteration. The theorem wants \
          steps whose sum is infinite and whose squares' sum isn't: $1/n^{0.8}$ is such, a constant isn't.
          """),
    ]
  }

  private static func cliff(_ m: Measurements) -> [Block] {
    [
      .heading("Optimal, and expensive"),
      .paragraph(
        """
        From S to G, −1 a step, −100 for a fall and back to S. One move in ten is random. SARSA puts the move that it \
        *will* make into its target, in the place of the best one, and so learns what its own way of walking is worth.
        """),
      .figure(
        Figure(
          id: "ql-cliff-q", title: "What Q-learning has learned",
          alt:
            "A grid of 4 x 12 cells over a cliff: arrows lead along the edge of the cliff to the goal.",
          .grid(picture(m.qLearning, m))),
        caption: """
          $\\max_a Q$ and the best moves, mean of \(m.settings.runs) runs: along the edge, the shortest way. Cells far from it \
          are visited seldom and stay vague.
          """),
      .figure(
        Figure(
          id: "ql-cliff-sarsa", title: "What SARSA has learned",
          alt:
            "The same grid: arrows lead up from the start, away from the cliff, and along the upper rows.",
          .grid(picture(m.sarsa, m))),
        caption:
          "The same for SARSA: away from the edge, where a random move costs 100. Not the optimal way; the right one for who stumbles."
      ),
      .figure(
        Figure(
          id: "ql-returns", title: "What they earn while they learn",
          alt: """
            Return by episode: SARSA and Double Q-learning end near −25, Q-learning near −50.
            """, .lines(returns(m))),
        caption: """
          Mean of \(m.settings.runs) runs and of 10 episodes. Dotted, from linear solves: what the optimal way earns with \
          this much chance in it, and the best that a policy with this much chance can earn. Double Q-learning earns what SARSA does, by an error: it \
          still believes the edge to be worse than it is.
          """),
    ]
  }

  private static func bias(_ m: Measurements) -> [Block] {
    [
      .heading("The maximum errs upwards"),
      .paragraph(
        """
        From A, right ends the episode with 0; left leads to B, where ten actions end it with −0.1 on average and a \
        noise of 1. The largest of B's ten estimates is likely positive, and passes for what B is worth.
        """),
      .figure(
        Figure(
          id: "ql-bias", title: "How many go left, the wrong way",
          alt: """
            Q-learning's share rises from one half to above nine tenths and comes down slowly; Double Q-learning's falls at once.
            """, .lines(lefts(m))),
        caption: """
          Share of \(m.settings.biasRuns) runs that go left, by episode; Sutton and Barto's figure 6.5. Two tables, one that \
          chooses and one that judges, don't have one another's luck.
          """),
      .note(
        "**Q-networks have it too.** Their errors aren't independent noise, but the maximum picks the largest of them all the same: *Double DQN* is this page's cure."
      ),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        """
        The theorem is about a table in which every pair is visited for ever, with falling steps. It says nothing about \
        how many steps that takes, nothing about the returns on the way, and it does not survive the replacement of the \
        table by a network. Double Q-learning is free of bias upwards, not of bias: along the cliff its values stay too low for thousands of episodes.
        """),
      .exercises([
        Exercise(
          "Nobody stumbles on purpose any more. Who is better along the cliff now?",
          command: "diagnose run q-learning --epsilon 0.01",
          answer:
            "Hardly any difference: without random moves the edge is safe, and the claims about its price fail, as they should."
        ),
        Exercise(
          "Watch the random walker on the lake ten times as long. How does the error fall?",
          command: "diagnose run q-learning --lake-episodes 300000",
          answer:
            "To less than half with falling steps; with a constant one it stays."
        ),
        Exercise(
          "Learn more slowly along the cliff. Which of the methods suffers?",
          command: "diagnose run q-learning --step-size 0.05",
          answer:
            "All, in the early episodes, and Double Q-learning to the end: each of its tables sees half of the steps. Half of the runs of Q-learning haven't found the edge yet, so that claim fails."
        ),
      ]),
    ]
  }

  // MARK: Figures

  private static func lakeErrors(_ m: Measurements) -> LineChart {
    let x = m.lakeStops.map(Double.init)
    return LineChart(
      x: Axis("random episodes", scale: .logarithmic),
      y: Axis("largest error of Q", scale: .logarithmic),
      series: [
        Series("steps 1/n^{0.8}", role: .violet, x: x, y: m.decaying),
        Series("steps of 0.1", role: .ochre, x: x, y: m.constant),
      ], thresholds: [Threshold(m.lakeScale, "largest optimal value")])
  }

  private static func picture(_ walks: Walks, _ m: Measurements) -> GridMap {
    let picture = WorldPicture.cliff(m.cliff)
    return picture.map(
      Axis("largest Q"), [picture.moment(Double(m.settings.episodes), walks.q.maxima, walks.q)])
  }

  /// Means of ten episodes.
  private static func returns(_ m: Measurements) -> LineChart {
    let starts = Array(stride(from: 0, to: m.settings.episodes, by: 10))
    func series(_ walks: Walks, _ role: ColorRole) -> Series {
      Series(
        walks.name, role: role, x: starts.map { Double($0 + 5) },
        y: starts.map { mean(walks.returns[$0..<min($0 + 10, walks.returns.count)]) })
    }
    return LineChart(
      x: Axis("episode"), y: Axis("return", range: -120...0),
      series: [
        series(m.qLearning, .violet), series(m.sarsa, .ochre), series(m.double, .slate),
      ],
      thresholds: [
        Threshold(m.edgeReturn, "along the edge, exact"),
        Threshold(m.softOptimum, "best with chance, exact"),
      ])
  }

  private static func lefts(_ m: Measurements) -> LineChart {
    let episodes = m.left.indices.map { Double($0 + 1) }
    return LineChart(
      x: Axis("episode"), y: Axis("share that goes left", range: 0...1),
      series: [
        Series("Q-learning", role: .violet, x: episodes, y: m.left),
        Series("Double Q-learning", role: .slate, x: episodes, y: m.doubleLeft),
      ], thresholds: [Threshold(0.05, "5 %, at best")])
  }
}
