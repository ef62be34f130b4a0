import Buffers
import Charts
import Recognition
import Report

/// What is in the file: a row a layer.
enum ContentsTable {
  static func blocks(_ layers: [NumberedLayer]) -> [Block] {
    let broken = layers.filter { !$0.measurement.census.isFinite }
    return [
      .heading("What is in it"), .table(table(layers), caption: caption(layers)),
    ] + (broken.isEmpty ? [] : [notFinite(broken, of: layers.count)])
  }

  static func table(_ layers: [NumberedLayer]) -> DataTable {
    let hasProjection = layers.contains { $0.layer.projectionSize != nil }
    let hasRemarks = layers.contains { !$0.layer.recognition.remarks.isEmpty }
    let columns =
      ["no.", "layer", "cell", "I", "H"] + (hasProjection ? ["P"] : [])
      + ["place in the stack", "parameters", "recognised by"] + (hasRemarks ? ["remarks"] : [])
    return DataTable(
      columns: columns.map { DataTable.Column($0) },
      rows: layers.map { row($0, hasProjection: hasProjection, hasRemarks: hasRemarks) })
  }

  private static func row(
    _ numbered: NumberedLayer, hasProjection: Bool, hasRemarks: Bool
  ) -> [DataTable.Cell] {
    let layer = numbered.layer
    var row: [DataTable.Cell] = [
      .number(Double(numbered.number)), .literal(numbered.shortName), .text(layer.cellName),
      .number(Double(layer.inputSize)), .number(Double(layer.hiddenSize)),
    ]
    if hasProjection { row.append(layer.projectionSize.map { .number(Double($0)) } ?? .empty) }
    row += [
      .text("\(layer.layer), \(layer.direction.rawValue)"), .text(String(layer.parameterCount)),
      .text("\(layer.recognition.evidence.rawValue), \(layer.recognition.confidence.rawValue)"),
    ]
    if hasRemarks {
      row.append(.literal(numbered.remarks))
    }
    return row
  }

  private static func caption(_ layers: [NumberedLayer]) -> Prose {
    let total = layers.reduce(0) { $0 + $1.layer.parameterCount }
    let projected: Prose =
      layers.contains { $0.layer.projectionSize != nil } ? ", P units of a projected state" : ""
    let copies: Prose =
      layers.contains { $0.layer.recognition.remarks.contains { $0.hasPrefix("the same weights") } }
      ? ", those that are there twice counted twice" : ""
    return
      "I inputs, H hidden units\(projected); layer 0 is the first of those that feed one another. \(total) parameters in all\(copies). What a layer is recognised by comes with how sure that is."
  }

  private static func notFinite(_ broken: [NumberedLayer], of count: Int) -> Block {
    let list = broken.prefix(20).map { layer in
      let census = layer.measurement.census
      return
        "no. \(layer.number) has \(census.nanCount) that are NaN and \(census.infiniteCount) that are infinite"
    }.joined(separator: "; ")
    let more = broken.count > 20 ? "; and \(broken.count - 20) layers more" : ""
    return .paragraph(
      "**Weights that aren't finite** are in \(broken.count) of \(count) layers: \(list)\(more). Such a layer is not decomposed and not replayed: a single NaN reaches every output."
    )
  }
}
