import Foundation
import Testing

/// The project's own files, as the tests of its rules read them.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  struct File: Sendable, CustomTestStringConvertible {
    /// Relative to the root: `Sources/Charts/Axis.swift`.
    let path: String
    let text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var testDescription: String { path }
  }

  /// The files that are text in UTF-8 under a folder, sorted by path. Builds, environments and git's own folder are left out.
  static func files(under folder: String = "", endingIn endings: [String]? = nil) -> [File] {
    paths(under: folder).filter { path in
      endings?.contains { path.hasSuffix($0) } ?? true
    }.compactMap { path in
      guard let data = try? Data(contentsOf: root.appending(path: path)),
        let text = String(data: data, encoding: .utf8)
      else { return nil }
      return File(path: path, text: text)
    }
  }

  private static func paths(under folder: String) -> [String] {
    let start = folder.isEmpty ? root.path : root.appending(path: folder).path
    guard let walk = FileManager.default.enumerator(atPath: start) else { return [] }
    var found: [String] = []
    while let path = walk.nextObject() as? String {
      if isForeign(path) { walk.skipDescendants() } else { found.append(path) }
    }
    return found.map { folder.isEmpty ? $0 : folder + "/" + $0 }.sorted()
  }

  private static func isForeign(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name == ".git" || name.hasPrefix(".build") || name == ".venv" || name == "__pycache__"
      || name == "Package.resolved"
      || path.hasPrefix("reports/") && !path.hasPrefix("reports/example")
  }
}
