import Foundation
import Testing

/// Rules that hold in every file, and that no compiler checks.
@Suite struct HouseRuleTests {
  @Test(arguments: Repository.files(under: "Sources", endingIn: [".swift", ".c", ".h"]))
  func fileIsOneIdeaLong(file: Repository.File) {
    #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
  }

  /// `fatalError` serves one helper that checks a caller's shapes; with a literal it is an error not thrown or a stub.
  @Test(arguments: Repository.files(under: "Sources", endingIn: [".swift"]))
  func errorsAreThrownOrPreconditions(file: Repository.File) {
    #expect(hits(#/\btry!|\bfatalError\((\)|")|\bpreconditionFailure\(\)/#, in: file) == [])
  }

  @Test(arguments: Repository.files(under: "Sources", endingIn: [".swift", ".c", ".h"]))
  func nothingIsLeftForLater(file: Repository.File) {
    #expect(hits(#/\b(TODO|FIXME|XXX|HACK)\b|[Nn]ot (yet )?implemented/#, in: file) == [])
  }

  /// The command parses, calls and prints.
  @Test(arguments: Repository.files(under: "Sources/diagnose", endingIn: [".swift"]))
  func commandDoesNoArithmeticAndWritesNoMarkup(file: Repository.File) {
    #expect(hits(#/\b(sqrt|exp|log|log10|tanh|pow)\(|UnsafeMutable/#, in: file) == [])
    #expect(hits(#/<\/?(html|body|div|span|svg|p|table|style|script)\b/#, in: file) == [])
  }

  /// Text that only means something on one machine, in one tracker, or with one package server.
  @Test func textMeansTheSameEverywhere() {
    let files = Repository.files().filter { $0.path != "LICENSE" && !isThisFile($0) }
    #expect(files.count > 20)
    #expect(files.flatMap { local(in: $0) } == [])
  }

  @Test(arguments: [
    "see /home/me/notes", "`/tmp/build/x`", "as issue 12 says", "(Issue #12)", "pip from pypi.org",
  ])
  func localTextIsSeen(line: String) {
    #expect(local(in: Repository.File(path: "page", text: line)) != [])
  }

  @Test(arguments: ["/usr/lib/libgsl.so", "/tmp", "the issue is 3 units wide", "and/or/home"])
  func universalTextPasses(line: String) {
    #expect(local(in: Repository.File(path: "page", text: line)) == [])
  }

  private func local(in file: Repository.File) -> [String] {
    let ownPath = #/(^|[\s"'`(=])/(work|root|home|Users|tmp/[a-z]+)/[\w.]/#
    let tracker = #/(?i)\bissues? (no\. ?|number )?#?\d/#
    let server =
      #/(?i)pypi\.|pythonhosted|npmjs|download\.pytorch|crates\.io|rubygems|golang\.org/#
    return hits(ownPath, in: file) + hits(tracker, in: file) + hits(server, in: file)
  }

  private func isThisFile(_ file: Repository.File) -> Bool {
    file.path == "Tests/ArchitectureTests/HouseRuleTests.swift"
  }

  /// The lines that match, each with its file and number.
  private func hits(_ pattern: some RegexComponent, in file: Repository.File) -> [String] {
    file.lines.enumerated().filter { $0.element.contains(pattern) }
      .map { "\(file.path):\($0.offset + 1): \($0.element)" }
  }
}
