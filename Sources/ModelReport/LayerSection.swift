import Buffers
import Charts
import Report

/// What is shown of one layer: numbers, what they are worth, pictures.
enum LayerSection {
  static func blocks(_ layer: NumberedLayer) -> [Block] {
    let head: [Block] = [
      .heading(layer.title), .paragraph(sentence(layer)),
      .table(GateTable.table([layer], namesLayers: false), caption: GateTable.caption([layer])),
      .paragraph(CriterionWords(layer).sentence),
    ]
    guard layer.measurement.census.isFinite else { return head }
    return head + SingularValueFigure.blocks(layer) + EigenvalueFigure.blocks(layer)
      + ForgetBiasFigure.blocks(layer) + TraceSection.blocks(layer)
  }

  private static func sentence(_ numbered: NumberedLayer) -> Prose {
    let layer = numbered.layer
    let projected: Prose = layer.projectionSize.map { ", projected to \($0)" } ?? ""
    let remarks = layer.recognition.remarks.joined(separator: "; ")
    let said: Prose = remarks.isEmpty ? "" : " Remarks: \(remarks.shown)."
    return
      "\(layer.cellName), \(layer.inputSize) inputs to \(layer.hiddenSize) units\(projected), \(layer.parameterCount) parameters.\(said)"
  }
}
