import Charts
import Foundation
import Report

extension ClippingLesson {
  static func page(_ m: Measurements) -> [Block] {
    [
      .ask(
        question:
          "A gradient of norm 1,000 points in a good direction. What is wrong with following it?",
        answer:
          "Its length. The loss is only straight near the point where the gradient was taken; a step 1,000 times too long ends where nothing is known. Clipping keeps the direction and takes a step of known length."
      ),
      .heading("The cliff"),
      .paragraph(
        """
        One logistic unit, fed back 50 times, has two weights, so its loss can be drawn. Where the feedback turns from forgetting \
        to keeping, 50 factors above one make a wall.
        """),
      .formula(
        "x_t = w\\,\\sigma(x_{t-1}) + b, \\quad x_0 = \\tfrac{1}{2}, \\quad L = (\\sigma(x_{50}) - 0.7)^2"
      ),
      .figure(
        Figure(
          id: "cliff", title: "The loss surface and two descents",
          alt: """
            Contours of the loss over w and b with a steep wall. The clipped descent starts on the wall, moves half a unit \
            and follows the valley; the descent without clipping leaves the map with its first step.
            """,
          .contours(surface(m))),
        caption:
          """
          Both descents start on the wall, at (\(m.start.w, digits: 2), \(m.start.b, digits: 3)), and \
          walk with rate 0.5. Without clipping the first step ends at \
          (\(m.free.path[1].w, digits: 3), \(m.free.path[1].b, digits: 3)), far outside the map; \
          clipped, it is half a unit long, and the descent finds the valley.
          """
      ),
      .figure(
        Figure(
          id: "cliff-loss", title: "Loss along the two descents",
          alt:
            "Loss over updates on a log axis: without clipping it jumps to 0.09 and stays; with clipping it falls.",
          .lines(cliffLoss(m))),
        caption:
          "What the jump costs: the unit saturates, and a saturated unit has no gradient to come back by."
      ),
      .heading("A training run that diverges, and the same run clipped"),
      .paragraph(
        """
        A relu network whose $W_{hh}$ starts at \(m.settings.gain) times the identity learns to remember the first of \(m.settings.length) symbols by plain gradient descent. \
        The same seed, the same batches; only the clipping differs.
        """),
      .figure(
        Figure(
          id: "training", title: "Loss in training",
          alt:
            "Training loss on a log axis: without clipping it leaves the chart; with clipping by norm it falls far below the loss of guessing.",
          .lines(training(m))),
        caption: failure(m)),
      .figure(
        Figure(
          id: "norms", title: "Gradient norm before clipping",
          alt: "Norm of the gradient over training steps on a log axis, with the limit as a line.",
          .lines(norms(m))),
        caption: "What clipping sees. Above the line it binds."),
      .heading("By norm or by value"),
      .figure(
        Figure(
          id: "angles", title: "How far clipping turns the gradient",
          alt:
            "Cosine between the gradient before and after clipping: 1 for clipping by norm, below 1 for clipping by value.",
          .lines(angles(m))),
        caption:
          """
          Clipping by norm never turns the gradient; by value it does at nearly every step where it \
          binds. The run that was clipped by value stayed finite, and its last losses are \
          \(m.runs[2].losses.suffix(20).reduce(0, +) / 20) nats: finite is not learned.
          """
      ),
      .limits(
        """
        Clipping bounds the length of a step. It doesn't lengthen a vanished gradient, doesn't make a bad direction good, and when it binds at \
        every step the learning rate has lost its meaning: the limit has taken its place.
        """),
      .exercises([
        Exercise(
          "Start at the identity itself. Does the run still need clipping?",
          command: "diagnose run gradient-clipping --gain 1",
          answer: """
            Yes: without it the run leaves Float32 at the fourth step instead of the second. At the start nothing grows; \
            the first updates lift some direction above 1.
            """),
        Exercise(
          "Raise the limit tenfold. Where does clipping stop to help?",
          command: "diagnose run gradient-clipping --limit 10",
          answer: """
            At 10 already: it binds at one step in thirteen, the steps between are far too large, and the loss stays that of a guess.
            """),
        Exercise(
          "Halve the sequence. By which factor does the first gradient norm fall, and why?",
          command: "diagnose run gradient-clipping --length 25",
          answer: "By about $1.1^{25}$, once for each time the transport enters."),
      ]),
    ]
  }

  private static func surface(_ m: Measurements) -> ContourMap {
    func path(_ name: String, _ role: ColorRole, _ points: [PascanuCliff.Point]) -> Series {
      let drawn = untilEdge(points)
      return Series(name, role: role, x: drawn.map(\.w), y: drawn.map(\.b))
    }
    return ContourMap(
      x: Axis("w"), y: Axis("b"), value: Axis("loss"), columns: m.w, rows: m.b, z: m.surface,
      paths: [
        path("without clipping", .fails, m.free.path), path("clipped", .holds, m.clipped.path),
      ])
  }

  /// A path up to its first point outside the map, 0 ... 8 by -4 ... 0; the figure cuts the last stretch at the edge.
  private static func untilEdge(_ points: [PascanuCliff.Point]) -> [PascanuCliff.Point] {
    let inside = points.prefix { (0...8).contains($0.w) && (-4...0).contains($0.b) }
    return Array(points.prefix(inside.count + 1))
  }

  private static func cliffLoss(_ m: Measurements) -> LineChart {
    let updates = m.free.losses.indices.map(Double.init)
    return LineChart(
      x: Axis("updates"), y: Axis("loss", scale: .logarithmic),
      series: [
        Series("without clipping", role: .fails, dash: .dashed, x: updates, y: m.free.losses),
        Series("clipped", role: .holds, x: updates, y: m.clipped.losses),
      ], thresholds: [Threshold(0.09, "saturated: 0.09")])
  }

  private static func title(_ run: Run) -> String {
    switch run.clipping {
    case .none: "without clipping"
    case .norm: "by norm"
    case .value: "by value"
    }
  }

  private static func role(_ run: Run) -> ColorRole {
    switch run.clipping {
    case .none: .fails
    case .norm: .holds
    case .value: .violet
    }
  }

  private static func curve(_ run: Run, _ values: [Double]) -> Series {
    Series(title(run), role: role(run), x: values.indices.map { Double($0 + 1) }, y: values)
  }

  private static func training(_ m: Measurements) -> LineChart {
    LineChart(
      x: Axis("training step"), y: Axis("loss", unit: "nats", scale: .logarithmic),
      series: m.runs.map { curve($0, $0.losses) },
      thresholds: [Threshold(log(4), "guessing: ln 4")])
  }

  private static func norms(_ m: Measurements) -> LineChart {
    LineChart(
      x: Axis("training step"), y: Axis("norm of the gradient", scale: .logarithmic),
      series: m.runs.map { curve($0, $0.norms) },
      thresholds: [Threshold(m.settings.limit, "limit by norm")])
  }

  private static func angles(_ m: Measurements) -> LineChart {
    LineChart(
      x: Axis("steps at which it bound"), y: Axis("cosine with the gradient", range: 0...1.05),
      series: [m.runs[0], m.runs[2]].map { curve($0, $0.cosines) })
  }

  private static func failure(_ m: Measurements) -> Prose {
    guard let step = m.runs[1].failedAt else {
      return "Here even the run without clipping stayed finite."
    }
    return
      "Without clipping loss or gradient is no longer a finite Float32 at step \(step), where the line ends."
  }
}
