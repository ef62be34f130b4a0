import Charts
import Reinforcement
import Report

/// The alarms, and what wasn't examined.
enum VerdictTable {
  static func blocks(_ judgement: BellmanJudgement) -> [Block] {
    let verdict: [Block] = [
      .heading("What it amounts to"),
      .paragraph("**\(judgement.summary)**"),
    ]
    return verdict + table(judgement.alarms) + missing(judgement)
  }

  private static func table(_ alarms: [BellmanAlarm]) -> [Block] {
    guard !alarms.isEmpty else { return [] }
    let rows = alarms.map { alarm -> [DataTable.Cell] in
      [
        .text(alarm.id.rawValue), .text(alarm.severity.rawValue), .text("\(alarm.step)"),
        .text(alarm.quantity), .number(alarm.measured), .number(alarm.limit),
        .text(alarm.strength.rawValue),
      ]
    }
    let names = ["alarm", "severity", "step", "quantity", "measured", "limit", "strength"]
    return [
      .table(
        DataTable(columns: names.map { DataTable.Column($0) }, rows: rows),
        caption:
          "A *fail* says that the run failed; a *warn* is worth a look, and runs that work can have it."
      ),
      .list(alarms.map { Prose.literal("\($0.id.rawValue): \($0.sentence)") }),
    ]
  }

  /// What was not examined is always said.
  private static func missing(_ judgement: BellmanJudgement) -> [Block] {
    guard !judgement.missing.isEmpty else { return [] }
    let list = judgement.missing.joined(separator: ", ")
    return [
      .note(
        "**Not examined.** The recording has too little of: \(list). Nothing was concluded from it."
      )
    ]
  }
}
