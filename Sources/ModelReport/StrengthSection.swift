import Charts
import Foundation
import Recognition
import Report

/// What is proved, what is merely possible, what was measured: a row a layer, and the lecture's criterion once.
enum StrengthSection {
  static func blocks(_ layers: [NumberedLayer]) -> [Block] {
    let blocks = layers.flatMap(\.blocks).compactMap(\.spectrum?.spectralNorm)
    guard !blocks.isEmpty else { return [] }
    let above = blocks.count { $0 > 1 }
    return [
      .heading("What is proved, what is possible, what was measured"),
      .ask(
        question:
          "the file has \(blocks.count) recurrent \(blocks.count == 1 ? "matrix" : "matrices"), one a \(layers.contains { $0.blocks.count > 1 } ? "gate" : "layer"). How many have $\\sigma_{max} > 1$, and do their gradients explode?",
        answer:
          "\(above) of \(blocks.count). Whether a gradient explodes, that number doesn't say: it is at most a necessary condition."
      ),
      .paragraph(
        "The lecture: the largest singular value of $W_{hh}$ above 1 explodes, below 1 vanishes. The truth, for a vanilla RNN: below 1 is *sufficient* for vanishing, above 1 only *necessary* for exploding (Pascanu, Mikolov and Bengio 2013). Of the 344 recurrent layers in ten published packages, all of which work, 342 have it above 1 in one gate at least."
      ),
      .table(table(layers), caption: caption(layers)),
    ]
  }

  private static func table(_ layers: [NumberedLayer]) -> DataTable {
    let isTraced = layers.contains { !$0.traces.isEmpty }
    let columns: [DataTable.Column] =
      [.init("no."), .init("layer"), .init("largest σ_{max}"), .init("proved"), .init("possible")]
      + (isTraced
        ? [
          .init("Lyapunov, largest", unit: "nats a step"),
          .init("‖∂s_{T}/∂s_{0}‖", scale: .naturalLogs),
        ] : [])
    return DataTable(
      columns: columns,
      rows: layers.map { layer in
        let words = CriterionWords(layer)
        let trace = layer.traces.first
        let measured: [DataTable.Cell] =
          isTraced
          ? [
            GateTable.cell(trace?.lyapunovExponents.first),
            trace?.logTransport.first.map { .number($0) } ?? .empty,
          ] : []
        return [
          .number(Double(layer.number)), .literal(layer.shortName),
          GateTable.cell(layer.widest?.sigma), .text(words.proved), .text(words.possible),
        ] + measured
      })
  }

  private static func caption(_ layers: [NumberedLayer]) -> Prose {
    guard let first = layers.lazy.flatMap(\.traces).first else {
      let why: Prose =
        layers.contains { $0.checked.untraced != nil }
        ? reasons(layers) : "no input was given: `--inputs` replays the layers on one"
      return "Nothing was measured of the dynamics, for \(why)."
    }
    let input = Prose.literal(first.input.shown)
    let several: Prose =
      layers.contains { $0.traces.count > 1 } ? " Of several sequences the first stands here." : ""
    let untraced = layers.count { $0.traces.isEmpty }
    let missing: Prose =
      untraced == 0
      ? "" : " Layers without numbers (\(untraced)) were not replayed: \(reasons(layers))."
    return
      "Measured on *\(input)*, \(first.jacobianSpectralNorm.count) steps; another input has other numbers.\(several)\(missing)"
  }
}

/// Why layers weren't replayed, each reason once.
private func reasons(_ layers: [NumberedLayer]) -> Prose {
  var seen: [String] = []
  for layer in layers where layer.traces.isEmpty {
    let reason = layer.checked.untraced?.shown ?? "not asked for"
    if !seen.contains(reason) { seen.append(reason) }
  }
  let more = seen.count > 3 ? "; and \(seen.count - 3) other reasons" : ""
  return Prose.literal(seen.prefix(3).joined(separator: "; ") + more)
}

/// What the singular values of a layer say of its gradients, and what they don't.
struct CriterionWords {
  /// What no input can make false.
  let proved: String
  /// What isn't ruled out.
  let possible: String
  /// Both in a sentence or two, beside what the lecture would say.
  let sentence: Prose

  init(_ numbered: NumberedLayer) {
    guard let (gate, sigma) = numbered.widest else {
      (proved, possible) = ("nothing", "not examined")
      sentence = "**Not examined:** the layer has weights that aren't finite."
      return
    }
    guard numbered.blocks.count == 1 else {
      // A peephole lets the cell state see itself, without W_hh and without a bound.
      guard sigma > 0 || numbered.layer.peepholes != nil else {
        (proved, possible) = ("no explosion", "vanishing")
        sentence =
          "**The lecture's criterion** is about a vanilla RNN. Here $W_{hh}$ is zero: a gradient has no way but the cell's own gates, each at most 1, and can't explode."
        return
      }
      (proved, possible) = ("nothing", "vanishing, exploding")
      sentence =
        "**The lecture's criterion** is about a vanilla RNN. The largest $\\sigma_{max}$ of a gate here is \(sigma) (\(gate)), which neither proves nor rules out anything: between this cell's steps stand its gates as well as $W_{hh}$."
      return
    }
    (proved, possible, sentence) = Self.vanilla(numbered, sigma)
  }

  /// ||J_t|| is at most the steepest slope times sigma_max; what is closer to 1 than 1e-10 is taken for 1.
  private static func vanilla(
    _ numbered: NumberedLayer, _ sigma: Double
  ) -> (String, String, Prose) {
    let activation = numbered.layer.equations.stateActivation
    let slope = activation.steepest
    let bound: Prose =
      slope == 1
      ? "$\\sigma_{max}$ = \(sigma, digits: 4)"
      : "\(slope) $\\sigma_{max}$ = \(slope * sigma, digits: 4), with the steepest slope of a \(activation.rawValue),"
    if slope * sigma > 1 + 1e-10 {
      return (
        "nothing", "vanishing, exploding",
        "**The lecture** would say that it explodes: \(bound) is above 1. **The truth:** that is a *necessary condition* for exploding gradients, which is met, and not a sufficient one."
      )
    }
    if slope * sigma < 1 - 1e-10 {
      let base: Prose = slope == 1 ? "$\\sigma_{max}^k$" : "$(\\sigma_{max}/4)^k$"
      return (
        "vanishing", "nothing else",
        "**The lecture** says that it vanishes: \(bound) is below 1. **The truth:** so it is, and *proved* for every input, since the slope of a \(activation.rawValue) function is at most \(slope): over k steps at most \(base) of the gradient is left."
      )
    }
    return (
      "nothing", "not decided",
      "**The lecture's criterion** has no say here: \(bound) is 1 as far as rounding lets it be seen."
    )
  }
}

extension CellEquations.StateActivation {
  /// The largest derivative anywhere.
  fileprivate var steepest: Double { self == .sigmoid ? 0.25 : 1 }
}
