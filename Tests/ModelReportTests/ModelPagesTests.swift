import Charts
import Checkpoints
import Foundation
import LinearAlgebra
import Recognition
import Recurrent
import Testing

@testable import ModelReport
@testable import Report

@Suite struct ModelPagesTests {
  private func document(_ models: [CheckedModel]) -> ReportDocument {
    ModelPages.document(models, command: "diagnose check", version: "1", seed: 3)
  }

  private func layers(_ kinds: [CellKind], sequences: Int = 0) throws -> [CheckedLayer] {
    try kinds.enumerated().map {
      try SmallLayers.checked(
        SmallLayers.layer($0.element, number: $0.offset), sequences: sequences)
    }
  }

  private func figures(_ document: ReportDocument, _ ending: String) -> [Figure] {
    document.pages.flatMap(\.figures).filter { $0.id.hasSuffix(ending) }
  }

  private func text(_ document: ReportDocument) -> String { MarkdownWriter(document).file() }

  @Test(arguments: [0, 1, 2]) func documentIsSound(sequences: Int) throws {
    let model = SmallLayers.model(try layers(CellKind.allCases, sequences: sequences))
    let document = document([model, model, CheckedModel(path: "models/a.pt", error: "it is cut.")])
    #expect(document.problems == [])
    #expect(document.pages.map(\.id) == ["model-1", "model-2", "model-3"])
    #expect(document.provenance.seed == 3)
    let ids = HTMLWriter(document).file().matches(of: #/\sid="([^"]*)"/#).map(\.output.1)
    #expect(Set(ids).count == ids.count)
  }

  @Test(arguments: CellKind.allCases) func everyGateIsInTheFigures(kind: CellKind) throws {
    let document = document([SmallLayers.model(try layers([kind]))])
    guard case .lines(let lines)? = figures(document, "-singular-values").first?.kind,
      case .planes(let planes)? = figures(document, "-eigenvalues").first?.kind
    else {
      Issue.record("a figure is missing")
      return
    }
    #expect(lines.series.count == kind.gates && planes.groups.count == kind.gates)
    #expect(planes.circles.map(\.radius) == [1])
    if kind.gates > 1 {
      #expect(lines.series.map { String($0.name.prefix(1)) } == kind.gateNames)
      #expect(planes.groups.map { String($0.name.prefix(1)) } == kind.gateNames)
      #expect(Set(lines.series.map(\.role)).count == kind.gates)
    }
    // Rotations times 1.5, 0.75, 0.5, ...: both singular values are that, the eigenvalues that times ±i.
    for (gate, line) in lines.series.enumerated() {
      let size = 1.5 / Double(gate + 1)
      #expect(line.y.allSatisfy { abs($0 - size) < 1e-12 })
      #expect(planes.groups[gate].y.map(abs).allSatisfy { abs($0 - size) < 1e-12 })
      #expect(planes.groups[gate].x.allSatisfy { abs($0) < 1e-12 })
    }
  }

  @Test func tracesAreDrawnWithTheirInput() throws {
    let without = document([SmallLayers.model(try layers([.lstm, .gru]))])
    #expect(figures(without, "-transport").isEmpty && figures(without, "-lyapunov").isEmpty)
    #expect(text(without).contains("no input was given"))
    let with = document([SmallLayers.model(try layers([.lstm, .gru], sequences: 1))])
    #expect(figures(with, "-jacobians").count == 2 && figures(with, "-lyapunov").count == 2)
    guard case .lines(let lstm)? = figures(with, "-transport").first?.kind,
      case .lines(let gru)? = figures(with, "-transport").last?.kind
    else {
      Issue.record("a figure is missing")
      return
    }
    #expect(lstm.series.map(\.role) == [.lstm, .path] && gru.series.map(\.role) == [.gru])
    #expect(lstm.series.allSatisfy { $0.x == (0...7).map(Double.init) })
    #expect(text(with).contains("Measured on noise \\*7\\***"))
  }

  @Test func ofSeveralSequencesTheFirstIsDrawnAndThatIsSaid() throws {
    let document = document([SmallLayers.model(try layers([.gru], sequences: 3))])
    #expect(figures(document, "-jacobians").count == 1)
    #expect(text(document).contains("the first of 3 sequences"))
  }

  @Test func fileThatIsNotReadIsNamedWithItsSentence() {
    let document = document([
      CheckedModel(path: "models/bad.pt", error: "models/bad.pt is cut short: copy it again"),
      SmallLayers.model([], path: "models/dense.pt"),
    ])
    #expect(document.pages[0].title == "bad.pt" && document.pages[0].figures.isEmpty)
    #expect(document.pages[0].lede.plain == "models/bad.pt: could not be read")
    let text = text(document)
    #expect(
      text.contains("is cut short: copy it again")
        && text.contains("**1 of them could not be read:**"))
    #expect(text.contains("No recurrent layer was found"))
  }

  @Test func weightsThatAreNotFiniteAreCountedAndNotDrawn() throws {
    var layer = SmallLayers.layer(.lstm)
    layer.inputBias[0] = .nan
    layer.inputBias[1] = .infinity
    let model = SmallLayers.model([
      CheckedLayer(try .init(layer)), try SmallLayers.checked(SmallLayers.layer(.gru)),
    ])
    let document = document([model])
    #expect(document.problems == [])
    #expect(figures(document, "").allSatisfy { $0.id.contains("-layer-2-") })
    #expect(text(document).contains("no. 1 has 1 that are NaN and 1 that are infinite"))
    #expect(text(document).contains("the layer has weights that aren't finite"))
  }

  @Test func manyLayersAreInTablesAndOnlyTheFirstAreDrawn() throws {
    let one = try SmallLayers.checked(SmallLayers.layer(.gru))
    let model = SmallLayers.model(Array(repeating: one, count: 30))
    let document = document(Array(repeating: model, count: 6))
    #expect(document.problems == [])
    let drawn = document.pages.map { page in
      page.figures.count { $0.id.hasSuffix("-eigenvalues") }
    }
    #expect(drawn == [12, 12, 12, 12, 0, 0])
    #expect(text(document).contains("of its 30 layers the first 12 are drawn; the other 18 are"))
    #expect(text(document).contains("none of its layers is drawn; the other 30 are"))
    #expect(document.pages[0].tables[0].rows.count == 30)
    #expect(document.pages[0].tables.last?.rows.count == 18 * 4)
  }

  @Test func singularMatrixSaysWhatIsMissing() throws {
    var layer = SmallLayers.layer(.rnn)
    layer.recurrentWeights.matrix = .init(rows: [[0, 1], [0, 0]])
    let document = document([SmallLayers.model([try SmallLayers.checked(layer)])])
    #expect(text(document).contains("h: the matrix is singular"))
    guard case .lines(let chart)? = figures(document, "-singular-values").first?.kind else {
      Issue.record("a figure is missing")
      return
    }
    #expect(chart.series[0].y[0] == 1 && chart.series[0].y[1].isNaN)
    layer.recurrentWeights.matrix = .init(rows: [[0, 0], [0, 0]])
    let zero = self.document([SmallLayers.model([try SmallLayers.checked(layer, sequences: 1)])])
    #expect(zero.problems == [] && figures(zero, "-singular-values").isEmpty)
    #expect(!HTMLWriter(zero).file().isEmpty && !text(zero).isEmpty)
  }

  @Test(arguments: [
    (["a/b/x.pt", "a/b/y.pt"], "a/b/"), (["a/b/x.pt", "a/c/y.pt"], "a/"), (["x", "y"], ""),
    (["/x", "/y"], ""), (["/a/x", "/a/b/y"], "/a/"), (["ab/x", "a/x"], ""), (["a/x", "a/x"], "a/"),
    (["", "a/x"], ""), ([], ""),
  ])
  func filesOfOneFolderNameItOnce(paths: [String], folder: String) {
    #expect(ModelPages.commonFolder(paths) == folder)
  }

  @Test func reasonForNoTraceIsSaid() throws {
    let measured = try SmallLayers.checked(SmallLayers.layer(.gru))
    let layer = CheckedLayer(measured.measurement, untraced: "the input has 3 columns *not* 2")
    let text = text(document([SmallLayers.model([layer])]))
    #expect(text.contains("**Not replayed:** the input has 3 columns \\*not\\* 2."))
    #expect(!text.contains("no input was given"))
  }

  /// A projected state has no square block: singular values, and no eigenvalues.
  @Test func projectedLayerHasNoEigenvalues() throws {
    var layer = SmallLayers.layer(.lstm)
    let blocks = (0..<4).map { gate in Matrix(rows: [[Double(gate + 1)], [0.5]]) }
    layer.recurrentWeights.matrix = Matrix(
      rows: blocks.flatMap { block in (0..<2).map { block.row($0) } })
    layer.projection = Matrix(rows: [[1, 0]])
    let document = document([SmallLayers.model([try SmallLayers.checked(layer)])])
    #expect(document.problems == [])
    #expect(figures(document, "-eigenvalues").isEmpty)
    #expect(figures(document, "-singular-values").count == 1)
    #expect(text(document).contains("projected to 1"))
  }
}
