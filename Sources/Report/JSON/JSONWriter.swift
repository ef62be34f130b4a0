import Charts

/// Writes every claim and every number of a document as JSON. `docs/report-format.md` describes the members.
struct JSONWriter {
  let document: ReportDocument

  /// The version of the format; it grows when a member changes its meaning.
  static let format = "gradientflow-report/1"

  /// The whole file.
  func file() -> String { value.text }

  var value: JSONValue {
    guard let alarms = document.alarms, case .object(let members) = body else { return body }
    return .object(members + [.init("alarms", .array(alarms.map(Self.alarm)))])
  }

  private var body: JSONValue {
    let numbering = Numbering(document)
    return [
      "format": .string(Self.format),
      "title": .string(document.title),
      "lede": .string(document.lede.plain),
      "provenance": provenance,
      "claimsHeld": .number(Double(document.claims.filter(\.holds).count)),
      "claimsMade": .number(Double(document.claims.count)),
      "pages": .array(document.pages.map { page($0, numbering) }),
      "glossary": .array(
        document.glossary.map {
          ["term": .string($0.term.plain), "meaning": .string($0.meaning.plain)]
        }),
    ]
  }

  private var provenance: JSONValue {
    let source = document.provenance
    return [
      "command": .string(source.command),
      // Seeds fill 64 bits, more than the 53 that readers of JSON keep of a number.
      "seed": .string(String(source.seed)),
      "version": .string(source.version),
      "environment": .object(source.environment.map { .init($0.key, .string($0.value)) }),
    ]
  }

  private func page(_ page: Page, _ numbering: Numbering) -> JSONValue {
    guard let seconds = page.seconds, case .object(let members) = content(page, numbering) else {
      return content(page, numbering)
    }
    let timing: JSONValue = [
      "declared": seconds.declared.map(JSONValue.number) ?? .null, "taken": .number(seconds.taken),
    ]
    return .object(members + [.init("seconds", timing)])
  }

  private func content(_ page: Page, _ numbering: Numbering) -> JSONValue {
    [
      "id": .string(page.id),
      "title": .string(page.title),
      "lede": .string(page.lede.plain),
      "command": .string(page.command),
      "claims": .array(page.claims.map(Self.claim)),
      "figures": .array(page.figures.map { Self.figure($0, numbering) }),
      "tables": .array(page.tables.map { Self.table($0) }),
    ]
  }

  private static func claim(_ claim: Claim) -> JSONValue {
    [
      "id": .string(claim.id),
      "sentence": .string(claim.sentence.plain),
      "measured": .number(claim.measured),
      "expected": .array([
        .number(claim.expected.lowerBound), .number(claim.expected.upperBound),
      ]),
      "unit": .string(claim.unit),
      "holds": .bool(claim.holds),
      "strength": .string(claim.strength.rawValue),
      "detail": .optional(claim.detail?.plain),
      "figure": .optional(claim.figureID),
    ]
  }

  private static func alarm(_ alarm: Alarm) -> JSONValue {
    [
      "id": .string(alarm.id),
      "severity": .string(alarm.severity.rawValue),
      "step": .number(Double(alarm.step)),
      "quantity": .string(alarm.quantity),
      "measured": .number(alarm.measured),
      "limit": .number(alarm.limit),
      "strength": .string(alarm.strength),
      "sentence": .string(alarm.sentence),
    ]
  }

  private static func figure(_ figure: Figure, _ numbering: Numbering) -> JSONValue {
    [
      "id": .string(figure.id),
      "number": .optional(numbering.figures[figure.id]),
      "kind": .string(figure.kind.name),
      "title": .string(figure.title),
      "alt": .string(figure.alt),
      "table": table(figure.table),
    ]
  }

  private static func table(_ table: DataTable) -> JSONValue {
    let columns = table.columns.map { column -> JSONValue in
      [
        "name": .string(LabelText(column.name).plain), "unit": .optional(column.unit),
        "scale": .string(column.scale.rawValue),
      ]
    }
    return [
      "columns": .array(columns),
      "rows": .array(table.rows.map { .array($0.map(cell)) }),
    ]
  }

  private static func cell(_ cell: DataTable.Cell) -> JSONValue {
    switch cell {
    case .number(let value): .number(value)
    case .text(let text), .literal(let text): .string(text)
    case .empty: .null
    }
  }
}

extension Figure.Kind {
  /// The name of the kind in files.
  var name: String {
    switch self {
    case .lines: "lines"
    case .heatMap: "heat map"
    case .scatter: "scatter"
    case .bars: "bars"
    case .contours: "contours"
    case .phases: "phases"
    case .grid: "grid"
    case .pictures: "pictures"
    case .planes: "planes"
    }
  }
}
