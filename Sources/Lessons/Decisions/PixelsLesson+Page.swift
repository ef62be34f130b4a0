import Charts
import Foundation
import Reinforcement
import Report

/// What the page of the lesson says and shows.
extension PixelsLesson {
  static func page(_ m: Measurements) -> [Block] {
    path(m) + network(m) + updates(m) + closing(m)
  }

  private static func path(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "A screen of 210 x 160 pixels in three colours is 100,800 numbers. The network gets 28,224. What may be thrown away, and what must be added that no single screen has?",
        answer: """
          Colour, the borders and half of the resolution go. *Motion* must be added: on one picture a falling ball doesn't tell where it is going, \
          four in a row do.
          """),
      .figure(
        Figure(
          id: "px-path", title: "A screen on its way in",
          alt: """
            Four pictures: the game's screen in colour with a red paddle and a white ball between grey borders; the same in grey; the field without the borders; the field at 84 x 84.
            """, .pictures(stages(m))),
        caption: """
          A small game of our own, drawn at 210 x 160 pixels as the Atari games are: a ball falls, a paddle catches it. Grey is 0.299 red + 0.587 green + 0.114 blue, \
          weights after the eye's; the borders go, which leaves 160 x 160; that is scaled, each new pixel the mean of what it covers.
          """),
      .figure(
        Figure(
          id: "px-stack", title: "What the network sees",
          alt: "Four pictures of 84 x 84 pixels in which the ball comes down step by step.",
          .pictures(stack(m))),
        caption: """
          The last four pictures, one every four frames, an action held meanwhile. On one alone a ball that goes left looks like one that goes right: \
          it takes at least two for a Markov state.
          """),
      .note(
        "**Bytes, not numbers.** A pixel is kept as one byte and becomes a number from 0 to 1 when a batch is drawn. A million pictures are 7 GB; in single precision they would be 28, and stacked as they are seen, 113."
      ),
    ]
  }

  private static func network(_ m: Measurements) -> [Block] {
    [
      .heading("The network of Mnih and others, 2015"),
      .table(
        table(m),
        caption: """
          One pass of one state. Kernels of 8 x 8 move by 4, of 4 x 4 by 2, of 3 x 3 by 1; after each layer but the last, what is negative becomes 0. All actions \
          come from one pass, which is why the action isn't an input.
          """),
      .figure(
        Figure(
          id: "px-where", title: "Where the weights sit, and where the work is done",
          alt: """
            Bars by layer: nearly all weights are in the layer of 512 units, while the multiplications are spread over the three convolutions and that layer.
            """, .bars(shares(m))),
        caption: """
          Shares of all weights and of all multiplications. A kernel is used at each of its places, 400, 81 or 49 times; a weight of the dense layer once.
          """),
      .formula(
        #"r_l = r_{l-1} + (k_l - 1)\, j_{l-1}, \quad j_l = s_l\, j_{l-1}: \qquad 8,\; 8 + 3 \cdot 4 = 20,\; 20 + 2 \cdot 8 = 36"#,
        reading:
          "What a unit sees: r pixels wide, k the kernel's size, s its stride, j how far two neighbours' fields lie apart."
      ),
      .figure(
        Figure(
          id: "px-field", title: "What one unit sees",
          alt: """
            The newest picture with three nested squares of 8, 20 and 36 pixels around its middle.
            """, .pictures(fields(m))),
        caption: """
          The fields of three units in the middle, one above another. Measured: changing one row of pixels at a time moves them for \
          \(m.seenRows.map { "\($0.count)" }.joined(separator: ", ")) rows. Only the layer of 512 units joins the ball at the top to the paddle at the bottom.
          """),
    ]
  }

  private static func updates(_ m: Measurements) -> [Block] {
    var blocks: [Block] = [
      .heading("The first updates"),
      .figure(
        Figure(
          id: "px-updates", title: "Loss and gradient",
          alt: "Loss and norm of the gradient over the updates, on a log scale.",
          .lines(progress(m))),
        caption: """
          \(m.updates.losses.count) updates from batches of \(m.updates.shape.map(String.init).joined(separator: " x ")), played at random. A catch is \
          rare, so most targets are near 0, and a batch with one more catch in it has a larger loss: nothing can be read from so few updates but that all is in order.
          """),
      .table(
        times(m),
        caption: """
          On the machine that wrote this page, on one core. Four steps and one update make a turn of the whole run.
          """),
    ]
    if let run = m.training { blocks += training(run, m) }
    return blocks
  }

  private static func training(_ run: Training, _ m: Measurements) -> [Block] {
    [
      .heading("A whole run"),
      .figure(
        Figure(
          id: "px-training", title: "Balls that the greedy policy catches",
          alt:
            "The score by step of a whole run, with random play near 0 and 30 balls as the most.",
          .lines(
            LineChart(
              x: Axis("steps"), y: Axis("balls", range: 0...31),
              series: [
                Series("greedy", role: .violet, x: run.stops.map(Double.init), y: run.scores)
              ], thresholds: [Threshold(30, "all"), Threshold(mean(m.random), "random")]))),
        caption: """
          Ten episodes at each look. In the end, over 30 fresh ones: kept network \(DeepQLearningLesson.decimals(mean(run.kept), 1)), \
          last network \(DeepQLearningLesson.decimals(mean(run.last), 1)), random \(DeepQLearningLesson.decimals(mean(m.random), 2)); \
          \(DeepQLearningLesson.decimals(run.seconds / 60, 1)) minutes.
          """),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        """
        The path was made for Atari and takes for granted what holds there: that colour doesn't matter, that what moves is larger than two pixels, that four \
        pictures show all that counts. A score that only the border shows would be cut away. Atari's agents also take the larger of two successive frames, since \
        sprites flicker there; nothing flickers here. And twenty updates prove that the path works, not that it learns: that takes a whole run.
        """),
      .exercises([
        Exercise(
          "Train it: 20,000 steps, five to ten minutes. How many balls does it catch?",
          command: "diagnose run pixels --steps 20000",
          answer: """
            Next to none for the first 8,000 steps, then more and more: 16.7 of 30 by the kept network and 15.5 by the last, against 0.2 by random \
            play. That is seed 0; others come out otherwise.
            """),
        Exercise(
          "Watch 200 updates instead of 20. Does the loss tell anything now?",
          command: "diagnose run pixels --updates 200",
          answer: """
            Not what one would hope: it *rises*, threefold, since more catches come into the memory as play goes on. Targets and data move, so \
            the loss of Q-learning is no measure of progress. The score is.
            """),
        Exercise(
          "Learn from batches of 128. What does an update cost, and what is it worth?",
          command: "diagnose run pixels --batch 128",
          answer: """
            An update takes about four times as long. Nine batches of twenty have a catch in them now, instead of three: with rewards this rare, that is what \
            the time buys.
            """),
      ]),
    ]
  }
}
