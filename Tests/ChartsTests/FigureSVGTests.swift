import Charts
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What holds for every figure, however odd its numbers.
@Suite struct FigureSVGTests {
  @Test(arguments: OddFigures.all)
  func fileIsWellFormedAndSaysWhatItShows(figure: Figure) throws {
    let names = try elements(figure.svg())
    #expect(names.first == "svg")
    #expect(names.contains("title") && names.contains("desc"))
    #expect(figure.svg().contains("prefers-color-scheme:dark"))
  }

  @Test(arguments: OddFigures.all)
  func pieceOfAPageIsWellFormed(figure: Figure) throws {
    let source = figure.inline().source
    #expect(try elements(source).first == "div")
    #expect(source.contains("role=\"img\" aria-labelledby=\"\(figure.id)-title \(figure.id)-alt\""))
  }

  @Test(arguments: OddFigures.all)
  func noNumberIsLost(figure: Figure) {
    for source in [figure.svg(), figure.inline().source] {
      #expect(!source.contains("nan") && !source.contains("inf%") && !source.contains("\"-0\""))
      #expect(!source.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "").contains("://"))
    }
  }

  @Test(arguments: OddFigures.all)
  func drawingTwiceGivesTheSame(figure: Figure) {
    #expect(figure.svg() == figure.svg())
    #expect(figure.inline() == figure.inline())
  }

  @Test(arguments: OddFigures.all)
  func tableHoldsTheNumbers(figure: Figure) {
    let table = figure.table
    #expect(!table.columns.isEmpty)
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    let thin = table.thinned(rows: 5, columns: 4)
    #expect(thin.rows.count <= 5 && thin.columns.count <= 4)
    #expect(figure.shownTable.columns.count <= table.columns.count)
  }

  @Test(arguments: OddFigures.all)
  func idsAreUnique(figure: Figure) {
    let ids = figure.inline().source.matches(of: #/\sid="([^"]*)"/#).map(\.output.1)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.hasPrefix(figure.id) })
  }

  private func elements(_ source: String) throws -> [String] {
    let parser = XMLParser(data: Data(source.utf8))
    let collector = ElementCollector()
    parser.delegate = collector
    let parsed = parser.parse()
    try #require(parsed, "at line \(parser.lineNumber), column \(parser.columnNumber)")
    return collector.names
  }
}

private final class ElementCollector: NSObject, XMLParserDelegate {
  var names: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) { names.append(name) }
}
