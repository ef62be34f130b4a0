import Charts
import Foundation
import Reinforcement
import Report

extension PixelsLesson {
  static func stages(_ m: Measurements) -> Pictures {
    let s = m.stages
    return Pictures([
      colored("colour", s.screen), picture("grey", s.gray),
      picture("field", s.cropped), picture("84 x 84", s.small),
    ])
  }

  static func stack(_ m: Measurements) -> Pictures {
    Pictures(
      zip(["3 before", "2 before", "1 before", "now"], m.stack).map { picture($0, $1) })
  }

  static func fields(_ m: Measurements) -> Pictures {
    let roles: [ColorRole] = [.ochre, .rose, .violet]
    let marks = (0...2).reversed().map { layer in
      let field = receptiveField(layer, place: middle[layer])
      return Pictures.Mark(
        "convolution \(layer + 1): \(field.count)", role: roles[layer], columns: field, rows: field)
    }
    return Pictures([picture("the newest picture, 84 x 84", m.stack.last!, marks)])
  }

  private static func picture(
    _ name: String, _ image: GrayImage, _ marks: [Pictures.Mark] = []
  ) -> Pictures.Picture {
    Pictures.Picture(
      name, columns: image.width, pixels: image.pixels.map(Pictures.Color.init(gray:)),
      marks: marks)
  }

  private static func colored(_ name: String, _ image: RGBImage) -> Pictures.Picture {
    let pixels = stride(from: 0, to: image.bytes.count, by: 3).map {
      Pictures.Color(image.bytes[$0], image.bytes[$0 + 1], image.bytes[$0 + 2])
    }
    return Pictures.Picture(name, columns: image.width, pixels: pixels)
  }

  static func shares(_ m: Measurements) -> BarChart {
    func shares(_ count: (LayerCount) -> Int) -> [Double] {
      let total = Double(m.layers.reduce(0) { $0 + count($1) })
      return m.layers.map { 100 * Double(count($0)) / total }
    }
    return BarChart(
      value: Axis("share", unit: "%", range: 0...100), categories: m.layers.map(\.name),
      groups: [
        .init("weights", role: .violet, values: shares(\.parameters)),
        .init("multiplications", role: .ochre, values: shares(\.products)),
      ])
  }

  static func progress(_ m: Measurements) -> LineChart {
    let x = m.updates.losses.indices.map { Double($0 + 1) }
    return LineChart(
      x: Axis("update"), y: Axis("size", scale: .logarithmic),
      series: [
        Series("norm of the gradient", role: .ochre, x: x, y: m.updates.norms),
        Series("loss", role: .violet, x: x, y: m.updates.losses),
      ])
  }

  static func table(_ m: Measurements) -> DataTable {
    let input: [DataTable.Cell] = ["input", "4 x 84 x 84", .empty, .empty, .empty]
    let layers = m.layers.enumerated().map { index, layer -> [DataTable.Cell] in
      let change = m.updates.changes[index]
      return [
        .text(layer.name), .text(layer.output.map(String.init).joined(separator: " x ")),
        .text(grouped(layer.parameters)), .text(grouped(layer.products)),
        .number((1e4 * change).rounded() / 1e2),
      ]
    }
    return DataTable(
      columns: [
        .init("layer"), .init("gives"), .init("weights"), .init("multiplications"),
        .init("changed by the updates, %"),
      ], rows: [input] + layers)
  }

  /// 1685667 as 1,685,667.
  static func grouped(_ number: Int) -> String {
    number < 1000
      ? String(number)
      : grouped(number / 1000) + "," + String(String(number % 1000 + 1000).dropFirst())
  }

  static func times(_ m: Measurements) -> DataTable {
    let s = m.seconds
    let turn = 4 * (s.step + s.choice) + s.update
    func row(_ what: String, _ seconds: Double, _ times: Double) -> [DataTable.Cell] {
      [
        .text(what), .number((seconds * 1e5).rounded() / 100),
        .number((1000 * times * seconds / turn).rounded() / 10),
      ]
    }
    return DataTable(
      columns: [.init("what"), .init("time", unit: "ms"), .init("share of a turn", unit: "%")],
      rows: [
        row("a step: four moves, draw, grey, crop, scale", s.step, 4),
        row("a choice: one pass of one state", s.choice, 4),
        row("an update from \(m.settings.batch) transitions", s.update, 1),
      ])
  }
}
