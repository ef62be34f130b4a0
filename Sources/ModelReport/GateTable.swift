import Charts
import FlowAnalysis
import Report

/// The measured matrices, gates side by side.
enum GateTable {
  /// A row a matrix; with several layers, each row names its own.
  static func table(_ layers: [NumberedLayer], namesLayers: Bool) -> DataTable {
    let numbers = [
      "σ_{max}", "σ_{min}", "condition", "ρ", "error of ρ", "Henrici", "stable rank",
    ]
    let names = (namesLayers ? ["no.", "layer"] : []) + ["gate"] + numbers
    let rows = layers.flatMap { layer in
      layer.measurement.matrices.map { matrix -> [DataTable.Cell] in
        let head: [DataTable.Cell] =
          namesLayers ? [.number(Double(layer.number)), .literal(layer.shortName)] : []
        return head + [.text(layer.words(matrix.gate))] + cells(matrix.spectrum)
      }
    }
    return DataTable(columns: names.map { DataTable.Column($0) }, rows: rows)
  }

  private static func cells(_ spectrum: MatrixSpectrum?) -> [DataTable.Cell] {
    [
      spectrum?.spectralNorm, spectrum?.smallestSingularValue, spectrum?.conditionNumber,
      spectrum?.spectralRadius, spectrum?.spectralRadiusError, spectrum?.henriciDeparture,
      spectrum?.stableRank,
    ].map(cell)
  }

  /// A number, or nothing where there is none.
  static func cell(_ number: Double?) -> DataTable.Cell {
    number.flatMap { $0.isFinite ? .number($0) : nil } ?? .empty
  }

  /// Says why numbers are missing.
  static func caption(_ layers: [NumberedLayer]) -> Prose {
    let reasons = layers.flatMap { layer in
      layer.blocks.compactMap { block in
        block.reason.map {
          (layers.count > 1 ? "no. \(layer.number), " : "") + "\(block.gate): \($0)"
        }
      }
    }
    let most = 12
    let shown = reasons.prefix(most).joined(separator: "; ")
    let more = reasons.count > most ? "; and \(reasons.count - most) more" : ""
    let missing: Prose = reasons.isEmpty ? "" : " Missing numbers: \(shown)\(more)."
    let stacked: Prose =
      layers.contains { $0.blocks.count > 1 }
      ? " *Stacked* is all gates one below the other: not square, so without eigenvalues." : ""
    let what: Prose =
      layers.contains { $0.blocks.count > 1 }
      ? "Each gate's block of $W_{hh}$." : "The matrix $W_{hh}$."
    return "\(what)\(stacked)\(missing)"
  }
}
