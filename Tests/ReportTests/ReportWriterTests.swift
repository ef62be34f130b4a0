import Foundation
import Report
import Testing

@Suite struct ReportWriterTests {
  /// `REPORT_GALLERY=DIR swift test --filter writesTheGallery` leaves the pages in DIR, to be looked at.
  @Test func writesTheGallery() throws {
    let kept = ProcessInfo.processInfo.environment["REPORT_GALLERY"]
    let directory = kept ?? NSTemporaryDirectory() + "gallery-\(UUID().uuidString)"
    defer { if kept == nil { try? FileManager.default.removeItem(atPath: directory) } }
    let index = try ReportWriter.write(Gallery.document, to: directory)
    #expect(FileManager.default.fileExists(atPath: index))
  }
}
