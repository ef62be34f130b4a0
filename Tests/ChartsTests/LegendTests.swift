import Testing

@testable import Charts

@Suite struct LegendTests {
  private func names(_ entries: [(String, ColorRole)]) -> [String] {
    Legend.merged(
      entries.map { LegendEntry(name: $0.0, role: $0.1, swatch: .line(.solid), only: nil) }
    ).map(\.name)
  }

  @Test func namesThatBeginAlikeBecomeOne() {
    #expect(
      names([
        ("LSTM, seed 1", .lstm), ("LSTM, seed 2", .lstm), ("LSTM, seed 5", .lstm),
        ("RNN, seed 1", .rnn),
      ]) == ["LSTM, seed 1, 2, 5", "RNN, seed 1"])
  }

  @Test func differentColoursOrNamesStayApart() {
    #expect(names([("seed 1", .lstm), ("seed 2", .rnn)]) == ["seed 1", "seed 2"])
    #expect(names([("at the start", .lstm), ("in training", .lstm)]).count == 2)
    #expect(names([("a", .lstm), ("b", .lstm), ("a", .lstm)]) == ["a", "b", "a"])
  }
}
