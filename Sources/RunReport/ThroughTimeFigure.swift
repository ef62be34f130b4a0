import Charts
import Foundation
import Report
import Training

/// The picture of this subject: gradient norm by time step and training step.
enum ThroughTimeFigure {
  static func blocks(_ run: RunSeries) -> [Block] {
    let hidden = run.gradients(\.hiddenGradients)
    guard let first = hidden.first, first.logs.count > 1 else { return [] }
    let cell = run.gradients(\.cellGradients)
    return [
      .heading("How the gradient came through time"), lines(run, hidden, cell), heat(run, hidden),
    ]
  }

  private typealias Moments = [(step: Int, logs: [Double])]

  /// Relative to the last step, so that it speaks of the path and not of the size of the loss.
  private static func relative(_ logs: [Double]) -> [Double] {
    let last = logs.last { $0.isFinite } ?? 0
    return logs.map { $0 - last }
  }

  private static func lines(_ run: RunSeries, _ hidden: Moments, _ cell: Moments) -> Block {
    let T = hidden[0].logs.count
    let t = (1...T).map(Double.init)
    let kept = thinned(hidden.indices.map { $0 }, to: 25)
    let both = cell.count == hidden.count && cell.allSatisfy { $0.logs.count == T }
    let frames = kept.map { index in
      Frames.Frame(
        at: Double(hidden[index].step),
        y: [relative(hidden[index].logs)] + (both ? [relative(cell[index].logs)] : []))
    }
    let series =
      [Series("\(run.name), h", role: run.role, x: t, y: relative(hidden.last!.logs))]
      + (both ? [Series("cell state c", role: .path, x: t, y: relative(cell.last!.logs))] : [])
    let chart = LineChart(
      x: Axis("time step t"), y: Axis("share of the last step's gradient", scale: .naturalLogs),
      series: series, frames: frames.count > 1 ? Frames("training step", frames) : nil)
    return .figure(
      Figure(
        id: "through-time", title: "Gradient through time",
        alt:
          "Norm of the loss gradient at each time step over its value at the last step, log scale.",
        .lines(chart)),
      caption:
        "$\\lVert\\partial L/\\partial h_t\\rVert$ over its value at the last step. Where the line ends, the norm is below what Float32 can hold."
    )
  }

  private static func heat(_ run: RunSeries, _ hidden: Moments) -> Block {
    let T = hidden[0].logs.count
    let moments = thinned(hidden.filter { $0.logs.count == T }, to: 40)
    let map = HeatMap(
      x: Axis("time step t"), y: Axis("training step"),
      value: Axis("share of the last step's gradient", scale: .naturalLogs),
      columns: (1...T).map(Double.init), rows: moments.map { Double($0.step) },
      panels: [
        HeatMap.Panel(run.name, role: run.role, values: moments.map { relative($0.logs) })
      ], below: "below Float32")
    return .figure(
      Figure(
        id: "gradient-heat", title: "The same through training",
        alt: "Heat map of the relative gradient norm over time step and training step.",
        .heatMap(map)),
      caption:
        "Each row is one moment of training. A row that is dark on the left can't learn from the beginning of the sequence."
    )
  }

  private static func thinned<Element>(_ all: [Element], to limit: Int) -> [Element] {
    guard all.count > limit else { return all }
    return (0..<limit).map { all[$0 * (all.count - 1) / (limit - 1)] }
  }
}
