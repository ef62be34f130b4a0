import Foundation

/// A folder beside the report where the new one is written before it takes the old one's place.
struct Stage {
  private let directory: String
  private let path: String
  private let disk: Disk
  /// The top-level names of what was written, in order.
  private var entries: [String] = []

  /// Makes the folder inside the report's own, so that it lies on the same file system.
  init(in directory: String, disk: Disk) throws(DiskError) {
    self.directory = directory
    self.disk = disk
    path = directory + "/.report-\(UInt64.random(in: 0...UInt64.max))"
    try disk.makeFolders(path + "/new")
    try disk.makeFolders(path + "/old")
  }

  /// Writes every file; nothing of the old report has been touched when this fails.
  ///
  /// `index.html` comes last: a reader who sees the new page finds its files there too.
  mutating func fill(_ files: [ReportFile]) throws(DiskError) {
    for file in files {
      let target = path + "/new/" + file.path
      if let slash = file.path.lastIndex(of: "/") {
        try disk.makeFolders(path + "/new/" + file.path[..<slash])
      }
      try disk.write(file.bytes, target)
      let entry = String(file.path.prefix { $0 != "/" })
      if !entries.contains(entry) { entries.append(entry) }
    }
  }

  /// Puts each top-level entry in its place, and puts the old ones back when one of them can't be.
  func install() throws(DiskError) {
    var moved: [String] = []
    do throws(DiskError) {
      for name in entries {
        moved.append(name)
        let place = directory + "/" + name
        if disk.exists(place) { try disk.move(place, path + "/old/" + name) }
        try disk.move(path + "/new/" + name, place)
      }
    } catch {
      for name in moved.reversed() { restore(name) }
      throw error
    }
  }

  /// Removes what is left of it.
  func remove() { disk.remove(path) }

  private func restore(_ name: String) {
    let (place, old) = (directory + "/" + name, path + "/old/" + name)
    guard disk.exists(old) else { return }
    disk.remove(place)
    try? disk.move(old, place)
  }
}
