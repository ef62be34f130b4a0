import Charts
import Report
import Training

/// Largest singular value and spectral radius of W_hh through training, block by block.
enum SpectrumFigure {
  static func blocks(_ run: RunSeries) -> [Block] {
    guard let blocks = run.steps.lazy.compactMap({ $0.spectra?.last?.blocks }).first else {
      return []
    }
    let roles: [ColorRole] = [run.role, .violet, .ochre, .rose]
    let series = blocks.indices.flatMap { index -> [Series] in
      let gate = blocks.count == 1 ? "" : ", \(blocks[index].gate)"
      let role = roles[index % roles.count]
      return [
        run.curve("σ_{max}\(gate)", role: role) { block($0, index)?.sigmaMax },
        run.curve("ρ\(gate)", role: role, dash: .dashed) { block($0, index)?.spectralRadius },
      ].compactMap { $0 }
    }
    guard !series.isEmpty else { return [] }
    let chart = LineChart(
      x: Axis("training step"), y: Axis("of W_{hh}"), series: series,
      thresholds: [Threshold(1, "1")])
    return [
      .heading("The recurrent weights"),
      .figure(
        Figure(
          id: "spectra", title: "Singular value and spectral radius of the recurrent weights",
          alt:
            "Largest singular value and spectral radius of each recurrent block over training steps.",
          .lines(chart)),
        caption:
          "Above 1 is not a finding by itself: nearly every trained network is there, and works."),
    ]
  }

  private static func block(_ record: StepRecord, _ index: Int) -> RecurrentSpectrum.Block? {
    guard let blocks = record.spectra?.last?.blocks, index < blocks.count else { return nil }
    return blocks[index]
  }
}
