import Buffers

/// Reads the zip archives of `torch.save` and `torch.jit.save`: a pickle beside its storages.
enum PyTorchArchive {
  static func read(
    _ archive: ZipArchive, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    let root = try root(of: archive)
    let isScript = archive[root + "constants.pkl"] != nil
    var checkpoint = Checkpoint(isScript ? .torchScript : .pytorch, tensors: [])
    try add("data", "", root, archive, to: &checkpoint, &budget)
    if isScript { try add("constants", "constants", root, archive, to: &checkpoint, &budget) }
    return checkpoint
  }

  /// The folder, with its slash, that the archive's entries lie in: PyTorch names it after the file.
  static func root(of archive: ZipArchive) throws(CheckpointFault) -> String {
    let name = "data.pkl"
    guard
      let entry = archive.entries.first(where: { $0.name == name || $0.name.hasSuffix("/" + name) })
    else { throw .damaged(.file, "the zip archive has no data.pkl") }
    return String(entry.name.dropLast(name.count))
  }

  /// Reads one pickle, whose storages lie in the folder of its name.
  private static func add(
    _ name: String, _ prefix: String, _ root: String, _ archive: ZipArchive,
    to checkpoint: inout Checkpoint, _ budget: inout Budget
  ) throws(CheckpointFault) {
    let entryName = root + name + ".pkl"
    guard let entry = archive[entryName] else { return }
    let pickle = try archive.contents(of: entry, &budget)
    let storages = try ArchiveStorages(archive, root: root, folder: name, &budget)
    do throws(CheckpointFault) {
      let document = try PickleMachine.run(pickle, &budget)
      try ForeignPickles.refuse(document)
      let walk = try PickleWalk(document, storages: storages, prefix: prefix, &budget)
      checkpoint.tensors += walk.tensors
      checkpoint.skipped += walk.skipped
      if name == "data" {
        checkpoint.structure = .objects(
          PickledObjects(classes: walk.classes, words: walk.words))
      }
    } catch { throw error.place.isNamed ? error : error.within(entryName) }
  }
}

/// Storages that are entries of an archive, each unpacked once.
struct ArchiveStorages: PickleStorages {
  private let records: [String: Bytes]
  private let isBigEndian: Bool

  /// Takes the entries of a folder, `data` or `constants`, and the order of bytes that the archive
  /// names; archives from before it was written are little-endian.
  init(
    _ archive: ZipArchive, root: String, folder: String, _ budget: inout Budget
  ) throws(CheckpointFault) {
    let start = root + folder + "/"
    var records: [String: Bytes] = [:]
    for entry in archive.entries where entry.name.hasPrefix(start) {
      records[String(entry.name.dropFirst(start.count))] =
        try archive.contents(of: entry, &budget)
    }
    self.records = records
    guard let order = archive[root + "byteorder"] else {
      isBigEndian = false
      return
    }
    let word = try archive.contents(of: order, &budget).text
    guard word == "big" || word == "little" else {
      throw .damaged(.entry(order.name), "\"little\" or \"big\" is expected")
    }
    isBigEndian = word == "big"
  }

  func storage(
    _ parts: [PickleValue], _ document: PickleDocument
  ) throws(CheckpointFault) -> PickleStorage? {
    guard let name = try TorchStorageName(parts, document), let record = records[name.key] else {
      return nil
    }
    return PickleStorage(
      bytes: try name.bytes(of: record), elementType: name.elementType, isBigEndian: isBigEndian)
  }
}
