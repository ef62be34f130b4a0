import Charts
import FlowAnalysis
import Foundation
import Report

/// What the page of the lesson says and shows.
extension VanishingGradient {
  static func page(_ m: Measurements) -> [Block] {
    func verdict(_ T: Int) -> String {
      Verdict.judging(byLag: Array(m.orthogonal[...T]), input: "rest")[0].kind.rawValue
    }
    return [
      .ask(
        question: #"""
          Take `nn.RNN` as PyTorch starts it, \#(m.settings.hidden) units. How far back is 1 % of the \#
          error at the last step still heard: 5, 10, 50 or 200 steps?
          """#,
        answer: "\(mean(m.horizons), digits: 2) steps. It is gone before most sentences are over."),
      .heading("The walk back"),
      .formula(
        #"\frac{\partial L}{\partial h_t} = J_{t+1}^\top J_{t+2}^\top \cdots J_T^\top \frac{\partial L}{\partial h_T}, \qquad J_k = \operatorname{diag}(1 - h_k^2)\,W_{hh}"#,
        reading:
          "The error at step t is the error at step T, multiplied by one Jacobian for each step between."
      ),
      .paragraph(
        #"""
        Two factors a step: the slope of tanh, at most 1, and $W_{hh}$, which a default network draws \#
        so small that a typical direction keeps 0.577 of its length. A product of such factors is a \#
        straight line on a logarithmic axis.
        """#),
      .figure(
        time(m),
        caption: #"""
          Share of the last step's gradient, going back from T = \#(m.settings.length). Default: mean and \#
          range of \#(m.settings.networks) networks. Dashed: the share that steps up to t have in the \#
          gradient of $W_{hh}$. The straight violet line loses only \#
          \#(100 * (1 - m.settings.factor)) % a step.
          """#),
      .note(
        #"""
        **What vanishes.** Not the gradient of the weights: near steps keep that alive. Its *far part* \#
        drowns. No learning rate helps, since all parts sum up in one matrix.
        """#),
      .paragraph(
        #"""
        A factor is no verdict without a length. \#(m.settings.factor) a step is *\#(verdict(20))* over 20 \#
        steps and *\#(verdict(400))* over 400, where \#(exp(m.orthogonal[400])) is left.
        """#),
      .heading("What the gain decides"),
      .figure(
        heat(m),
        caption: #"""
          One row a network: Gaussian $W_{hh}$ with entries of standard deviation gain$/\sqrt{H}$, noise of \#
          \#(m.settings.drive) on each unit. Dark: the last step no longer feels this one. \#
          PyTorch's default is the row at 0.577. Rows stay alive from a gain near 1; where they turn \#
          brighter than the last step, another lesson begins.
          """#),
      .heading("What the input decides"),
      .figure(
        saturation(m),
        caption: #"""
          Factor a step at gain 1 while the input gets louder; dots measured, lines from mean-field \#
          theory. A saturated tanh has no slope. A relu is open or shut at any loudness, and pays for it \#
          with half of the units.
          """#),
      .limits(
        #"""
        All this is about weights at their start, and random. Training can and does move them: towards \#
        an orthogonal matrix, a slow mode, a gate. And 1 % is a convention: with \#
        Adam, which divides by the size of the whole gradient, a share is what counts, not a size.
        """#),
      .heading("How deep a computer sees"),
      .figure(
        precision(m),
        caption: #"""
          The same gradient twice, as an absolute norm. A Float32 program that squares and adds finds \#
          exactly zero \#(m.precision[0].reach) steps back. That zero says nothing about the network: by \#
          logarithms the line goes on, straight.
          """#),
      .exercises([
        Exercise(
          "Which factor a step would carry 1 % over a thousand steps?",
          command: "diagnose run vanishing-gradient --factor 0.995",
          answer: #"$0.01^{1/1000}$ = \#(pow(0.01, 0.001), digits: 5)."#),
        Exercise(
          "Give the default network 64 inputs instead of 8. Why does it forget faster?",
          command: "diagnose run vanishing-gradient --inputs 64",
          answer: "More inputs are more noise on each unit: more saturation, smaller slopes."),
        Exercise(
          "Does a larger network remember longer? Predict from the formula of the factor, then look.",
          command: "diagnose run vanishing-gradient --hidden 256",
          answer: """
            No. The default shrinks its weights as it grows, so that the factor stays; it even falls a \
            little, as the spectral radius comes down to its limit.
            """),
      ]),
    ]
  }

  private static let share = "share of the last step's gradient"

  private static func time(_ m: Measurements) -> Figure {
    func relative(_ curve: [Double]) -> [Double] { curve.map { $0 - curve.last! } }
    let states = m.defaults.map { relative($0.state) }
    let columns = m.times.indices.map { t in states.map { $0[t] } }
    let lag = m.times.map { m.settings.length - Int($0) }
    return Figure(
      id: "vg-time", title: "The gradient through time",
      alt:
        "On a logarithmic axis the gradient of a default RNN falls on a straight line by about half "
        + "a step going back, a relu network's faster, an orthogonal chain's hardly.",
      .lines(
        LineChart(
          x: Axis("time step t"), y: Axis(share, scale: .naturalLogs),
          series: [
            Series(
              "default RNN", role: .rnn, x: m.times, y: columns.map { mean($0) },
              spread: Series.Spread(
                lower: columns.map { $0.min()! }, upper: columns.map { $0.max()! })),
            Series(
              "its share in dL/dW_{hh}", role: .rnn, dash: .dashed, x: m.times,
              y: relative(m.defaults[0].weights)),
            Series(
              "default with relu", role: .ochre, x: m.times,
              y: relative(m.relu).suffix(m.times.count)),
            Series(
              "orthogonal, \(m.settings.factor)", role: .violet, x: m.times,
              y: lag.map { m.orthogonal[$0] }),
          ], thresholds: [Threshold(log(0.01), "1 %")])))
  }

  private static func heat(_ m: Measurements) -> Figure {
    Figure(
      id: "vg-heat", title: "Gain by time step",
      alt: "Heat map of the share of the gradient over time step and gain: dark for early steps at "
        + "small gains, bright throughout near a gain of 1.",
      .heatMap(
        HeatMap(
          x: Axis("time step t"), y: Axis("gain of W_{hh}"),
          value: Axis(share, scale: .naturalLogs, range: log(1e-9)...log(1e3)),
          columns: (0...m.settings.length).map(Double.init), rows: m.gains,
          panels: [HeatMap.Panel("tanh RNN", role: .rnn, values: m.heat)], below: "below 10⁻⁹")))
  }

  private static func saturation(_ m: Measurements) -> Figure {
    let drives = m.saturation.map(\.drive)
    let grid = (0...60).map { 0.05 * Double($0) }
    let half = 0.5.squareRoot()
    return Figure(
      id: "vg-saturation", title: "Loud input",
      alt:
        "Factor a step over the standard deviation of the noise: tanh falls from 1 to 0.4 along the "
        + "theory's curve, relu stays at 0.707.",
      .scatter(
        ScatterPlot(
          x: Axis("noise on each unit, standard deviation"), y: Axis("factor a step", range: 0...1),
          groups: [
            Series("tanh", role: .rnn, x: drives, y: m.saturation.map(\.tanh)),
            Series("relu", role: .ochre, x: drives, y: m.saturation.map(\.relu)),
          ],
          curves: [
            Series(
              "theory, tanh", role: .rnn, x: grid,
              y: grid.map { MeanField(gain: 1, drive: $0).factor }),
            Series(
              "theory, relu: 1/√2", role: .ochre, x: [0, 3],
              y: [half, half]),
          ])))
  }

  private static func precision(_ m: Measurements) -> Figure {
    let t = m.precision[0].exact.indices.map { Double($0 + 1) }
    let zero = max(2, t.last! - Double(m.precision[0].reach))
    return Figure(
      id: "vg-float32", title: "The same gradient in Float32 and by logarithms",
      alt:
        "Norm of the gradient over \(m.settings.deep) steps: the Float32 norm follows the exact one "
        + "down to about 10^-23 and is zero before, the exact one goes on.",
      .lines(
        LineChart(
          x: Axis("time step t"), y: Axis("norm of dL/dh_{t}", scale: .naturalLogs),
          series: [
            Series("Float64, by logarithms", role: .rnn, x: t, y: m.precision[0].exact),
            Series("Float32", role: .slate, dash: .dashed, x: t, y: m.precision[0].single),
          ],
          thresholds: [
            Threshold(-75 * log(2), "2^{−75}: its square is zero in Float32"),
            Threshold(-149 * log(2), "2^{−149}: the smallest Float32"),
          ],
          bands: [Band(1...zero, "zero in Float32", direction: .vertical, role: .slate)])))
  }
}
