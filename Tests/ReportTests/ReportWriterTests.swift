import Charts
import Foundation
import Testing

@testable import Report

@Suite struct ReportWriterTests {
  /// `REPORT_GALLERY=DIR swift test --filter writesTheGallery` leaves the pages in DIR, to be looked at.
  @Test func writesTheGallery() throws {
    let kept = ProcessInfo.processInfo.environment["REPORT_GALLERY"]
    try inFolder { folder in
      let index = try ReportWriter.write(Gallery.document, to: kept ?? folder + "/a/b")
      #expect(FileManager.default.fileExists(atPath: index))
      #expect(
        try FileManager.default.attributesOfItem(atPath: index)[.size] as? Int ?? 0 < 2_000_000)
    }
  }

  @Test func replacesTheReportAndNothingElse() throws {
    try inFolder { folder in
      try "mine".write(toFile: folder + "/model.bin", atomically: false, encoding: .utf8)
      try ReportWriter.write(document("first", figures: ["old"]), to: folder)
      try ReportWriter.write(document("second", figures: ["new"]), to: folder)
      #expect(
        try contents(folder) == [
          "figures", "figures/new.svg", "index.html", "model.bin", "report.json", "report.md",
        ])
      #expect(try read(folder + "/report.md").hasPrefix("# second"))
    }
  }

  /// The disk is full after any number of files: the old report is as it was, to the byte.
  @Test(arguments: 0..<5)
  func fullDiskLeavesTheOldReportWhole(room: Int) throws {
    try inFolder { folder in
      try ReportWriter.write(document("first", figures: ["old"]), to: folder)
      let before = try snapshot(folder)
      let left = Counter(room)
      var disk = Disk()
      disk.write = { (bytes, path) throws(DiskError) in
        guard left.take() else { throw DiskError(path: path, code: ENOSPC) }
        try Disk().write(bytes, path)
      }
      let files = ReportWriter.files(of: document("second", figures: ["a", "b"]))
      let error = #expect(throws: ReportError.self) {
        try ReportWriter.replace(files, in: folder, disk: disk)
      }
      #expect(error?.reason.hasPrefix("no space left on device") == true)
      #expect(error?.advice == "free some space, or choose another folder")
      #expect(try snapshot(folder) == before)
    }
  }

  /// Each of the eight moves fails once (old and new, of figures, JSON, Markdown, page).
  @Test(arguments: 0..<8)
  func failureWhileReplacingPutsTheOldReportBack(step: Int) throws {
    try inFolder { folder in
      try ReportWriter.write(document("first", figures: ["old"]), to: folder)
      let before = try snapshot(folder)
      let left = Counter(step)
      var disk = Disk()
      disk.move = { (old, new) throws(DiskError) in
        guard left.take(failing: 1) else { throw DiskError(path: new, code: EIO) }
        try Disk().move(old, new)
      }
      let files = ReportWriter.files(of: document("second", figures: ["new"]))
      #expect(throws: ReportError.self) { try ReportWriter.replace(files, in: folder, disk: disk) }
      #expect(try snapshot(folder) == before)
    }
  }

  @Test func fileInPlaceOfTheFolderIsAnError() throws {
    try inFolder { folder in
      try "x".write(toFile: folder + "/file", atomically: false, encoding: .utf8)
      for path in [folder + "/file", folder + "/file/below"] {
        let error = #expect(throws: ReportError.self) {
          try ReportWriter.write(document("t", figures: []), to: path)
        }
        #expect(
          error?.description.hasPrefix("can't write the report to \(path): not a directory") == true
        )
      }
      #expect(try read(folder + "/file") == "x")
    }
  }

  private func document(_ title: String, figures: [String]) -> ReportDocument {
    let blocks = figures.map { id in
      Block.figure(
        Figure(
          id: id, title: "t", alt: "a",
          .lines(LineChart(x: Axis("x"), y: Axis("y"), series: []))), caption: "c")
    }
    return ReportDocument(
      title: title, lede: "l",
      pages: [Page(id: "p", title: "t", lede: "l", command: "c", blocks: blocks)],
      provenance: Provenance(command: "c", seed: 0, version: "1"))
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "report-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func contents(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
  }

  private func read(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// Every file with its bytes.
  private func snapshot(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try contents(folder) {
      files[path] = FileManager.default.contents(atPath: folder + "/" + path) ?? Data()
    }
    return files
  }
}

/// Counts down across the operations of one report.
private final class Counter: @unchecked Sendable {
  private var left: Int
  init(_ left: Int) { self.left = left }

  /// Whether the next operation works: so many do, then so many fail, then they work again.
  func take(failing count: Int = .max) -> Bool {
    left -= 1
    return left >= 0 || left < -count
  }
}
