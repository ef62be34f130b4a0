import Charts
import FlowAnalysis
import Foundation
import Report

/// What the page of the lesson says and shows.
extension ExplodingGradient {
  static func page(_ m: Measurements) -> [Block] {
    explosion(m) + gainAndLength(m) + meaning(m) + closing(m)
  }

  private static func explosion(_ m: Measurements) -> [Block] {
    [
      .ask(
        question: """
          A tanh network's state stays within ±1, and so its loss is bounded. Can its gradient still be \
          larger than a billion?
          """,
        answer: #"""
          Yes: \#(m.largestGradient) after \#(m.settings.length) steps at gain \#(m.settings.gain), for a loss that never exceeds \#
          \#(m.largestLoss). A bounded function can be arbitrarily steep, if it turns back often enough.
          """#),
      .heading("A factor above 1"),
      .figure(
        time(m),
        caption: #"""
          Transport over \#(m.settings.length) steps with one $W_{hh}$ of gain \#(m.settings.gain), one input, three \#
          activations. Without activation each step multiplies by the gain; relu shuts half of the units; \#
          tanh saturates, and still every step back is larger than the last.
          """#),
      .note(
        #"""
        **What overflow does.** Infinity times zero (a shut relu) and infinity minus infinity are NaN, and \#
        one NaN in a gradient makes NaN of every weight at the next step. The loss printed before it \#
        looks fine.
        """#),
    ]
  }

  private static func gainAndLength(_ m: Measurements) -> [Block] {
    [
      .heading("From which gain on"),
      .paragraph(
        #"""
        A state that is nudged in a random direction drifts apart from itself, or comes back, by \#
        $\lambda$ nats a step, the largest *Lyapunov exponent*. Gradients take the same products in the \#
        other order: in the long run they explode exactly when $\lambda > 0$: when the network is chaotic.
        """#),
      .formula(
        #"\lambda = \lim_{T \to \infty} \frac{1}{T} \ln \lVert J_T \cdots J_1 v \rVert, \qquad e^{2\lambda} = g^2\, \mathbb{E} \tanh'(z)^2, \quad z \sim \mathcal{N}(0, q)"#,
        reading:
          "The exponent is measured as a mean logarithm of stretch; theory knows it as H grows, from the variance q of what a unit receives."
      ),
      .figure(
        sweep(m),
        caption: #"""
          Dots: measured, H = \#(m.settings.hidden), mean of \#(m.settings.networks) networks. Lines: theory. Every matrix \#
          here has $\sigma_{max} \ge 1$, twice the gain. Without noise tanh turns chaotic at gain 1; \#
          noise of \#(m.settings.drive) saturates the units and puts it off; relu explodes from $\sqrt{2}$ on.
          """#),
      .heading("And over how many steps"),
      .figure(
        phases(m),
        caption: #"""
          Verdicts on measured transports, one network of \#(m.settings.small) units a column, \#
          noise \#(m.settings.drive). Lines: where theory puts 1 % and a hundredfold. Short sequences are \#
          healthy at any gain; the healthy stretch narrows as they grow, towards one critical gain.
          """#),
    ]
  }

  private static func meaning(_ m: Measurements) -> [Block] {
    [
      .heading("What a loss makes of it"),
      .figure(
        loss(m),
        caption: #"""
          One loss along one line through the weights, within 0.1 % of them. Over 10 steps: almost flat. \#
          Over \#(m.settings.length): no two neighbouring points know of one another. Its gradient is correct \#
          everywhere and of use nowhere.
          """#),
      .paragraph(
        #"""
        That is why clipping helps and does not cure: it bounds the step, but the direction of a gradient \#
        of \#(m.largestGradient) on a loss of at most \#(m.largestLoss) holds over a distance of \#
        \#(m.largestLoss / m.largestGradient). What helps is a network at the edge, a shorter path, or gates.
        """#),
    ]
  }

  private static func closing(_ m: Measurements) -> [Block] {
    [
      .limits(
        #"""
        Theory is for random matrices and large H; a trained network is neither, and its exponent has to \#
        be measured on its data. A positive exponent is no fault by itself: over few steps it is harmless, \#
        and slightly above zero is where random networks learn best.
        """#),
      .exercises([
        Exercise(
          "Drive the networks twice as hard. Where does the border in the phase diagram go?",
          command: "diagnose run exploding-gradient --drive 2",
          answer:
            "To a gain of \(MeanField.criticalGain(drive: 2)): the input itself is a regulariser."),
        Exercise(
          "At which gain does the loss become smooth again over 100 steps?",
          command: "diagnose run exploding-gradient --gain 1.5",
          answer: """
            Below the critical gain, \(MeanField.criticalGain(drive: m.settings.drive)): there the claims about noise \
            and growth fail, as they should. The gradient of the weights neither grows nor vanishes then: \
            the last steps keep it alive.
            """),
        Exercise(
          "Claims allow for terms of order 1/H. Do the dots move onto the lines as H grows?",
          command: "diagnose run exploding-gradient --hidden 256",
          answer: "Yes. With 16 units they scatter widely, and single networks differ in kind."),
      ]),
    ]
  }

  private static func time(_ m: Measurements) -> Figure {
    let t = (0...m.settings.length).map(Double.init)
    return Figure(
      id: "eg-time", title: "Three activations, one matrix",
      alt:
        "Transport over time on a logarithmic axis: straight lines rising towards early steps, steepest "
        + "for the linear network, then relu, then tanh.",
      .lines(
        LineChart(
          x: Axis("time step t"), y: Axis("norm of dh_{T}/dh_{t}", scale: .naturalLogs),
          series: [
            Series("linear", role: .slate, x: t, y: m.transports[0]),
            Series("relu", role: .ochre, x: t, y: m.transports[1]),
            Series("tanh", role: .rnn, x: t, y: m.transports[2]),
          ],
          thresholds: [
            Threshold(log(Double(Float.greatestFiniteMagnitude)), "largest Float32")
          ])))
  }

  private static func sweep(_ m: Measurements) -> Figure {
    let gains = m.sweep.map(\.gain)
    let grid = (0...100).map { 0.5 + 0.025 * Double($0) }
    func dots(_ name: String, _ role: ColorRole, _ values: (Exponents) -> [Double]) -> Series {
      Series(name, role: role, x: gains, y: m.sweep.map { mean(values($0)) })
    }
    func law(_ name: String, _ role: ColorRole, _ factor: (Double) -> Double) -> Series {
      Series(name, role: role, x: grid, y: grid.map { log(factor($0)) })
    }
    return Figure(
      id: "eg-sweep", title: "Exponent over gain",
      alt:
        "Measured Lyapunov exponents on theory's curves: linear ln g highest, then relu, tanh at rest "
        + "crossing zero at gain 1, driven tanh crossing later.",
      .scatter(
        ScatterPlot(
          x: Axis("gain of W_{hh}", range: 0.5...3), y: Axis("exponent", unit: "nats a step"),
          groups: [
            dots("tanh, noise", .rnn, \.driven),
            dots("tanh, no input", .rose, \.atRest), dots("relu", .ochre, \.relu),
          ],
          curves: [
            law("linear", .slate) { $0 }, law("relu", .ochre) { $0 * 0.5.squareRoot() },
            law("tanh, no input", .rose) { MeanField(gain: $0, drive: 0).factor },
            law("tanh, noise", .rnn) { MeanField(gain: $0, drive: m.settings.drive).factor },
          ], thresholds: [Threshold(0, "explodes above, vanishes below")])))
  }

  private static func phases(_ m: Measurements) -> Figure {
    let kinds: [(Verdict.Kind, ColorRole)] = [
      (.vanishing, .vanishing), (.healthy, .healthy), (.exploding, .exploding),
      (.transientGrowth, .transient), (.notDecided, .undecided),
    ]
    let rows = Array(stride(from: 2.0, through: Double(m.settings.length), by: 2))
    let gains = (0...250).map { 0.5 + 0.01 * Double($0) }
    let border = gains.map { gain in
      let factor = MeanField(gain: gain, drive: m.settings.drive).factor
      let length = lag(reaching: factor < 1 ? 0.01 : 100, factor: factor)
      return length >= 2 && length <= rows.last! ? length : .nan
    }
    return Figure(
      id: "eg-phases", title: "Gain and length",
      alt:
        "Phase diagram of verdicts over gain and number of steps: vanishing at small gains, exploding "
        + "at large ones, healthy between and for short sequences.",
      .phases(
        PhaseDiagram(
          x: Axis("gain of W_{hh}"), y: Axis("steps T"), columns: m.phaseGains, rows: rows,
          phases: kinds.map { PhaseDiagram.Phase($0.0.rawValue, role: $0.1) },
          cells: rows.indices.map { row in
            m.phases.map { column in kinds.firstIndex { $0.0 == column[row] }! }
          },
          curves: [Series("theory", role: .neutral, dash: .dashed, x: gains, y: border)])))
  }

  private static func loss(_ m: Measurements) -> Figure {
    let roles: [ColorRole] = [.violet, .slate, .rnn]
    return Figure(
      id: "eg-loss", title: "The loss along a line through the weights",
      alt:
        "Loss over the displacement of the weights: flat for 10 steps, wavy for some tens, and a dense "
        + "scribble for \(m.settings.length) steps.",
      .lines(
        LineChart(
          x: Axis("displacement of W_{hh}", unit: "% of its size"), y: Axis("loss"),
          series: zip(m.losses, roles).reversed().map { loss, role in
            Series(
              "T = \(loss.T)", role: role, x: m.line.map { 100 * $0 }, y: loss.values)
          })))
  }
}
