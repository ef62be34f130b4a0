import Buffers
import Charts
import Checkpoints
import FlowAnalysis
import Recognition
import Report

/// The page of one model file.
struct ModelPage {
  let model: CheckedModel
  let layers: [NumberedLayer]
  let drawn: Int
  let number: Int

  init(_ model: CheckedModel, _ layers: [NumberedLayer], drawn: Int, _ number: Int) {
    (self.model, self.layers, self.drawn, self.number) = (model, layers, drawn, number)
  }

  /// Paths may hold anything and be alike, so a page is called by its number.
  static func id(_ number: Int) -> String { "model-\(number)" }

  func page(command: String, isNamed: Bool) -> Page {
    Page(
      id: Self.id(number), title: model.fileName, name: isNamed ? model.fileName : "",
      lede: "\(model.path.shown): \(model.found)",
      command: command, blocks: model.error.map(unread) ?? blocks)
  }

  private func unread(_ sentence: String) -> [Block] {
    [
      .paragraph("**Not read.** \(sentence.shown)"),
      .paragraph("Nothing was found in it and nothing was ruled out."),
    ]
  }

  private var blocks: [Block] {
    guard !layers.isEmpty else {
      return [.paragraph("No recurrent layer was found in this file.")] + passedOver
    }
    return ContentsTable.blocks(layers) + passedOver + StrengthSection.blocks(layers)
      + layers.prefix(drawn).flatMap(LayerSection.blocks) + others + [references]
  }

  /// What looked like a layer and wasn't taken for one is always said, with its reason.
  private var passedOver: [Block] {
    guard !model.passedOver.isEmpty else { return [] }
    let most = 200
    let rows = model.passedOver.prefix(most).map { note -> [DataTable.Cell] in
      [.literal(note.name.shown), .literal(note.text.shown)]
    }
    let rest = model.passedOver.count - rows.count
    let more: Prose = rest > 0 ? " \(rest) more are in the JSON (`--format json`)." : ""
    return [
      .heading("What was passed over"),
      .table(
        DataTable(columns: [.init("what"), .init("why it isn't taken for a layer")], rows: rows),
        caption:
          "Tensors and nodes that look like a recurrent layer and aren't taken for one.\(more)"),
    ]
  }

  /// The layers beyond those that are drawn.
  private var others: [Block] {
    let rest = Array(layers.dropFirst(drawn))
    guard !rest.isEmpty else { return [] }
    let which =
      drawn == 0
      ? "none of its layers is drawn" : "of its \(layers.count) layers the first \(drawn) are drawn"
    return [
      .heading("The layers that aren't drawn"),
      .paragraph(
        "To keep the report readable \(which); the other \(rest.count) are in this table, gate by gate."
      ),
      .table(GateTable.table(rest, namesLayers: true), caption: GateTable.caption(rest)),
    ]
  }

  private var references: Block {
    .references([
      Reference(
        "Pascanu, Mikolov, Bengio 2013",
        "On the difficulty of training recurrent neural networks", venue: "ICML",
        link: "https://arxiv.org/abs/1211.5063"),
      Reference(
        "Henrici 1962",
        "Bounds for iterates, inverses, spectral variation and fields of values of non-normal matrices",
        venue: "Numerische Mathematik 4"),
    ])
  }
}
