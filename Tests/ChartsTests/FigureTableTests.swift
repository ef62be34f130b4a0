import Charts
import Testing

@Suite struct FigureTableTests {
  private func lines(_ series: [Series], frames: Frames? = nil) -> Figure {
    Figure(
      id: "f", title: "t", alt: "a",
      .lines(
        LineChart(
          x: Axis("t"), y: Axis("norm", unit: "u", scale: .naturalLogs), series: series,
          frames: frames)))
  }

  @Test func seriesStandSideBySide() {
    let table = lines([
      Series("a", role: .rnn, x: [1, 2], y: [3, 4]),
      Series("b", role: .lstm, x: [2, 3], y: [5, .nan]),
    ]).table
    #expect(table.columns.map(\.name) == ["t", "a", "b"])
    #expect(table.columns.map(\.scale) == [.linear, .naturalLogs, .naturalLogs])
    #expect(table.rows.count == 3)
    #expect(table.rows[0] == [1, 3, .empty])
    #expect(table.rows[1] == [2, 4, 5])
  }

  @Test func everyFrameIsInTheTableAndTheLastIsShown() {
    let figure = lines(
      [Series("a", role: .rnn, x: [1, 2], y: [0, 0])],
      frames: Frames("step", [.init(at: 0, y: [[1, 2]]), .init(at: 9, y: [[3, 4]])]))
    #expect(figure.table.rows == [[0, 1, 1], [0, 2, 2], [9, 1, 3], [9, 2, 4]])
    #expect(figure.shownTable.rows == [[1, 3], [2, 4]])
  }

  @Test func thinningKeepsBothEnds() {
    let x = (0..<1000).map(Double.init)
    let thin = lines([Series("a", role: .rnn, x: x, y: x)]).table.thinned(rows: 7, columns: 9)
    #expect(thin.rows.count == 7)
    #expect(thin.rows.first == [0, 0] && thin.rows.last == [999, 999])
  }
}
