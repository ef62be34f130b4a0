import Charts
import FlowAnalysis
import Foundation
import Report

/// What the page of the lesson says and shows.
extension SingularValues {
  static func page(_ m: Measurements) -> [Block] {
    [
      .ask(
        question: #"""
          The $W_{hh}$ of a fresh `nn.RNN` with \#(m.settings.hidden) units has $\sigma_{max}$ = \#
          \#(m.standard.sigma). Will its gradient explode, stay, or vanish?
          """#,
        answer: #"""
          It vanishes: \#(m.standard.factor) of it is left at each step. A step *can* stretch *one* \#
          direction by \#(m.standard.sigma). The next step stretches another, and of \#
          \#(m.settings.hidden) directions few are stretched by any.
          """#),
      .heading("What the largest singular value knows"),
      .paragraph(
        #"""
        The error at step T reaches step t through a product of step Jacobians \#
        $J_k = \operatorname{diag}(1 - h_k^2)\,W_{hh}$. A product is at most as large as the product \#
        of the norms, and no slope of tanh exceeds 1:
        """#),
      .formula(
        #"\left\lVert \frac{\partial h_T}{\partial h_t} \right\rVert \le \prod_{k=t+1}^{T} \lVert J_k \rVert \le \sigma_{max}(W_{hh})^{T-t}"#,
        reading:
          "The transport from t to T is at most the largest singular value to the power T − t."),
      .paragraph(
        #"""
        So $\sigma_{max} < 1$ is *sufficient* for vanishing: half of the criterion is a theorem. The \#
        other half is not. A bound that grows forbids nothing, and $\sigma_{max} > 1$ is *necessary* \#
        for exploding and no more.
        """#),
      .heading("One matrix, two spectra"),
      .figure(
        spectra(m),
        caption: #"""
          One $W_{hh}$ as `nn.RNN` draws it, H = \#(m.largest.size). Singular values start at 1.155; moduli \#
          of eigenvalues start near 0.577. The lecture looks at the first dot of the upper curve.
          """#),
      .note(
        #"""
        **A typical direction** is stretched by the root mean square of the singular values, \#
        $\lVert W \rVert_F / \sqrt{H}$: 0.577 for this matrix, at any H.
        """#),
      .figure(
        sizes(m),
        caption: """
          The first dot of either curve, over H: mean and full range of \(m.settings.draws) draws. The two \
          settle on opposite sides of 1, so this is no accident of one size.
          """),
      .heading("One step, many steps"),
      .figure(
        powers(m),
        caption: #"""
          Norms of the powers of $W_{hh}$ alone, without activation. Dotted: what \#
          $\sigma_{max}$ of the default forecasts; the matrix leaves it at once. Orthogonal keeps every \#
          length. The two matrices far from normal grow first, though all their eigenvalues are below 1.
          """#),
      .paragraph(
        #"""
        The law for a large random matrix of gain g has both numbers in it:
        """#),
      .formula(
        #"\lVert W^k \rVert \to g^k \sqrt{\frac{(k+1)^{k+1}}{k^k}} \qquad \lVert W \rVert \to 2g, \qquad \lVert W^k \rVert \approx g^k \sqrt{e\,k}"#,
        reading:
          "One step of the matrix stretches by up to twice the gain; many steps by the gain each, and the square root of their number."
      ),
      .paragraph(
        #"""
        Where one direction feeds another ($W^\top W \ne W W^\top$) the way there can be long: gradients grow \#
        before they decay. Backpropagation that is cut off before the peak, here \#
        \#(TransientPeak(of: m.chain.powers).lag) steps for the chain, sees only growth.
        """#),
      .heading("The criterion on trial"),
      .figure(
        trial(m),
        caption: #"""
          \#(m.networks.count) tanh networks under noise; shaded: the lecture's reading. Nothing lies above the \#
          diagonal: that is the theorem. Left of 1 everything vanishes, as promised. Right of 1 only what \#
          lies above the dotted line grows, and most lies below.
          """#),
      .limits(
        #"""
        The bound has the slope in it: with sigmoid units (slope at most 1/4) $\sigma_{max} < 4$ already \#
        proves vanishing. For LSTM and GRU, $J_t$ is not a slope times $W_{hh}$, and the criterion says nothing. \#
        It is sharp where all directions are stretched alike: orthogonal $W_{hh}$ and units near zero.
        """#),
      .exercises([
        Exercise(
          #"$\sigma_{max}$ of a Gaussian $W_{hh}$ passes 1 at a gain of 0.5. From which gain on does it explode?"#,
          command: "diagnose run singular-values --gain 1.5",
          answer: """
            Mean-field theory: above \(MeanField.criticalGain(drive: m.settings.drive)) with this drive, and \
            over T = \(m.settings.length) visibly so a little later.
            """),
        Exercise(
          "Couple the two units a hundred times more strongly. What becomes of the eigenvalues, and of the peak?",
          command: "diagnose run singular-values --coupling 1000",
          answer: "Eigenvalues stay, the peak is a hundred times higher. No spectrum warns of it."),
        Exercise(
          "Drive every unit ten times harder. Which networks still explode, with the same matrices?",
          command: "diagnose run singular-values --drive 2",
          answer: """
            Those with a gain above \(MeanField.criticalGain(drive: 2)). Saturated units pass little on: a \
            verdict belongs to weights and input together.
            """),
      ]),
    ]
  }

  private static func spectra(_ m: Measurements) -> Figure {
    let H = m.largest.size
    let picked = Array(stride(from: 0, to: H, by: max(1, H / 64)))
    let share = picked.map { (Double($0) + 0.5) / Double(H) }
    let u = (0...100).map { Double($0) / 100 }
    let quarterCircle = u.map { 1 - 2 / .pi * (asin($0) + $0 * (1 - $0 * $0).squareRoot()) }
    func dots(_ name: String, _ role: ColorRole, _ values: [Double]) -> Series {
      Series(name, role: role, x: share, y: picked.map { values[$0] })
    }
    return Figure(
      id: "sv-spectra", title: "Two spectra",
      alt:
        "Sorted singular values and eigenvalue moduli of one random matrix on the quarter-circle "
        + "law, from 1.155 down, and the circular law, from 0.577 down. Few singular values exceed 1.",
      .scatter(
        ScatterPlot(
          x: Axis("share of the spectrum, largest first", range: 0...1), y: Axis("size"),
          groups: [
            dots("singular values", .rnn, m.largest.singularValues[0]),
            dots("moduli of eigenvalues", .ochre, m.largest.moduli[0]),
          ],
          curves: [
            Series(
              "quarter-circle law", role: .rnn, x: quarterCircle, y: u.map { 2 * defaultGain * $0 }),
            Series(
              "circular law", role: .ochre, x: u.map { 1 - $0 * $0 }, y: u.map { defaultGain * $0 }),
          ], thresholds: [Threshold(1, "criterion")])))
  }

  private static func sizes(_ m: Measurements) -> Figure {
    func line(_ name: String, _ role: ColorRole, _ spectra: (Ensemble) -> [[Double]]) -> Series {
      let largest = m.ensembles.map { spectra($0).map { $0[0] } }
      return Series(
        name, role: role, x: m.ensembles.map { Double($0.size) }, y: largest.map { mean($0) },
        spread: Series.Spread(lower: largest.map { $0.min()! }, upper: largest.map { $0.max()! }))
    }
    return Figure(
      id: "sv-size", title: "Both numbers over the size of the network",
      alt:
        "Over H from 16 on, the largest singular value of PyTorch's default settles at 1.155 and "
        + "its spectral radius at 0.577.",
      .lines(
        LineChart(
          x: Axis("hidden units H", scale: .logarithmic), y: Axis("value", range: 0.4...1.3),
          series: [
            line("largest singular value", .rnn, \.singularValues),
            line("spectral radius", .ochre, \.moduli),
          ],
          thresholds: [
            Threshold(2 * defaultGain, "2/√3"), Threshold(1, "criterion"),
            Threshold(defaultGain, "1/√3"),
          ])))
  }

  private static func powers(_ m: Measurements) -> Figure {
    let k = (0...m.settings.powers).map(Double.init)
    func line(_ network: Network, _ dash: Series.Dash = .solid) -> Series {
      Series(
        network.candidate.name, role: network.candidate.family.role, dash: dash, x: k,
        y: network.powers)
    }
    return Figure(
      id: "sv-powers", title: "The powers of a matrix",
      alt: "Norm of the k-th power on a logarithmic axis. The default falls at once, although its "
        + "largest singular value forecasts growth; two matrices far from normal rise, then fall.",
      .lines(
        LineChart(
          x: Axis("power k"), y: Axis("norm of W^{k}", scale: .naturalLogs),
          series: [
            line(m.standard), line(m.networks[3]), line(m.twoUnits), line(m.chain, .dashed),
            Series("orthogonal", role: .violet, x: k, y: k.map { _ in 0 }),
            Series(
              "σ_{max}^{k} of the default", role: .rnn, dash: .dotted, x: k,
              y: k.map { $0 * log(m.standard.sigma) }),
          ])))
  }

  private static func trial(_ m: Measurements) -> Figure {
    let groups = Family.allCases.map { family in
      let members = m.networks.filter { $0.candidate.family == family }
      return Series(
        family.rawValue, role: family.role, x: members.map(\.sigma), y: members.map(\.factor))
    }
    return Figure(
      id: "sv-trial", title: "The criterion on trial",
      alt:
        "Measured factor a step over the largest singular value, both logarithmic, cut at 1. Many "
        + "networks have a singular value above 1 and a factor below 1; none lies above the diagonal.",
      .scatter(
        ScatterPlot(
          x: Axis("largest singular value of W_{hh}", scale: .logarithmic, range: 0.4...16),
          y: Axis("measured factor a step", scale: .logarithmic), groups: groups,
          curves: [Series("bound", role: .threshold, x: [0.7, 2], y: [0.7, 2])],
          thresholds: [Threshold(1, "measured: grows above, decays below")],
          bands: [
            Band(0.4...1, "vanishes", direction: .vertical, role: .vanishing),
            Band(1...16, "explodes", direction: .vertical, role: .exploding),
          ])))
  }
}
