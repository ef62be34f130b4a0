import Foundation
import Testing

/// `scripts/mutants.json` names text in the sources, which may move on without it.
@Suite struct MutantListTests {
  struct Mutant: Decodable {
    let name: String
    let file: String
    let find: String
    let replace: String
    let tests: String
  }

  static func list() throws -> [Mutant] {
    let data = try Data(contentsOf: Repository.root.appending(path: "scripts/mutants.json"))
    return try JSONDecoder().decode([Mutant].self, from: data)
  }

  @Test func namesAreUnique() throws {
    let names = try Self.list().map(\.name)
    #expect(Set(names).count == names.count)
    #expect(!names.isEmpty)
  }

  @Test func everyPatternOccursOnce() throws {
    for mutant in try Self.list() {
      let url = Repository.root.appending(path: mutant.file)
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.components(separatedBy: mutant.find).count == 2, "\(mutant.name)")
      #expect(mutant.find != mutant.replace, "\(mutant.name)")
    }
  }
}
