import Testing

@Suite struct LayerTests {
  let table: LayerTable

  init() throws {
    let pages = Repository.files(under: "docs", endingIn: ["architecture.md"])
    table = LayerTable(markdown: try #require(pages.first).text)
  }

  @Test func everyRoomIsInTheTableAndEveryRowHasItsRoom() {
    let rooms = Set(
      Repository.files(under: "Sources").map { String($0.path.split(separator: "/")[1]) })
    #expect(rooms == Set(table.targets))
    #expect(table.targets.count == Set(table.targets).count)
  }

  @Test(arguments: Repository.files(under: "Sources", endingIn: [".swift"]))
  func importsGoDown(file: Repository.File) {
    let target = String(file.path.split(separator: "/")[1])
    let objections = importedModules(file.lines)
      .compactMap { table.objection(target: target, importing: $0) }
    #expect(objections == [])
  }

  /// Whatever a model file says, its readers can't run, open or reach anything: neither they nor what
  /// they import imports a module that does, and what zlib has of that kind is hidden.
  @Test func readersReachNoFileProcessOrNetwork() throws {
    var (reached, waiting): (Set<String>, [String]) = ([], ["Checkpoints"])
    while let target = waiting.popLast() {
      guard reached.insert(target).inserted else { continue }
      for file in Repository.files(under: "Sources/\(target)", endingIn: [".swift"]) {
        waiting += importedModules(file.lines)
      }
    }
    #expect(reached == ["Checkpoints", "Buffers", "CZlib"])
    let shim = try #require(Repository.files(under: "Sources/CZlib", endingIn: ["shim.h"]).first)
    #expect(shim.text.contains("#define Z_SOLO\n#include <zlib.h>"))
  }

  @Test(arguments: [
    ("Charts", "LinearAlgebra"),  // sideways
    ("Autodiff", "Recurrent"),  // up
    ("Recurrent", "CGSL"),  // reserved
    ("Report", "CKernels"),  // reserved
    ("Training", "ArgumentParser"),  // reserved, from outside
    ("Charts", "XCTest"),  // not in the table
  ])
  func forbiddenImportsAreSeen(target: String, module: String) {
    #expect(table.objection(target: target, importing: module) != nil)
  }

  @Test(arguments: [
    ("import Charts", ["Charts"]), ("@testable import Charts", ["Charts"]),
    ("public import struct Foundation.Data", ["Foundation"]), ("  import CGSL", ["CGSL"]),
    ("// we import Charts", []), ("let important = 1", []), ("import func Glibc.exit", ["Glibc"]),
  ])
  func importLinesAreRead(line: String, modules: [String]) {
    #expect(importedModules([line[...]]) == modules)
  }
}
