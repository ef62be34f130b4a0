import Files
import Foundation
import Testing

@Suite struct AtomicFileTests {
  /// A folder of its own for each test.
  private let folder = Folder()

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func contentIsWhatWasWritten() throws {
    let path = folder.path + "/a.txt"
    try AtomicFile.write("first", to: path)
    try AtomicFile.write("second, longer", to: path)
    #expect(try InputFile.bytes(at: path) == Data("second, longer".utf8))
    #expect(try names() == ["a.txt"])
  }

  @Test func emptyContentMakesAnEmptyFile() throws {
    let path = folder.path + "/a.txt"
    try AtomicFile.write("", to: path)
    #expect(try InputFile.bytes(at: path).isEmpty)
  }

  @Test func permissionsOfTheReplacedFileStay() throws {
    let path = folder.path + "/a.txt"
    try AtomicFile.write("x", to: path)
    chmod(path, 0o640)
    try AtomicFile.write("y", to: path)
    var status = stat()
    stat(path, &status)
    #expect(status.st_mode & 0o7777 == 0o640)
  }

  @Test func linkIsFollowed() throws {
    let (path, link) = (folder.path + "/a.txt", folder.path + "/link")
    try AtomicFile.write("x", to: path)
    symlink("a.txt", link)
    try AtomicFile.write("y", to: link)
    #expect(try InputFile.bytes(at: path) == Data("y".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "a.txt")
  }

  @Test func failureLeavesNoOtherFile() throws {
    try AtomicFile.write("whole", to: folder.path + "/a.txt")
    let path = folder.path + "/" + String(repeating: "n", count: 300)
    #expect(throws: FileError.unwritable(path: path, reason: "File name too long")) {
      try AtomicFile.write("x", to: path)
    }
    #expect(try names() == ["a.txt"])
  }

  @Test func fullDiskIsToldInTheSystemsWords() {
    #expect(throws: FileError.unwritable(path: "/dev/full", reason: "No space left on device")) {
      try AtomicFile.write("x", to: "/dev/full")
    }
  }

  @Test func folderAndMissingFolderAreNamed() throws {
    #expect(throws: FileError.isFolder(path: folder.path)) {
      try AtomicFile.write("x", to: folder.path)
    }
    let path = folder.path + "/no/a.txt"
    let error = FileError.unwritable(path: path, reason: "No such file or directory")
    #expect(throws: error) { try AtomicFile.write("x", to: path) }
    #expect(error.description.hasPrefix(path))
  }

  @Test func readingTellsWhatIsThere() throws {
    let missing = folder.path + "/no.txt"
    #expect(throws: FileError.missing(path: missing)) { try InputFile.bytes(at: missing) }
    #expect(throws: FileError.isFolder(path: folder.path)) {
      try InputFile.bytes(at: folder.path)
    }
  }

  @Test func deviceIsWrittenToDirectly() throws {
    try AtomicFile.write("gone", to: "/dev/null")
    var status = stat()
    stat("/dev/null", &status)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }
}

/// A folder that goes when the test does.
final class Folder: Sendable {
  let path = NSTemporaryDirectory() + "gradientflow-" + UUID().uuidString

  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
