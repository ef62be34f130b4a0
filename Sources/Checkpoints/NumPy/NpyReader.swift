import Buffers

/// Reads one NumPy array: a magic word, a version, a header that is a Python dictionary, the elements.
///
/// Source: NumPy Enhancement Proposal 1 (Kern, 2007), versions 1 to 3.
enum NpyReader {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads a file of one array, which has no name of its own.
  static func read(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    switch try array(bytes, name: "array", &budget) {
    case .tensor(let tensor): return Checkpoint(.npy, tensors: [tensor])
    case .skipped(let note): return Checkpoint(.npy, tensors: [], skipped: [note])
    case .pickled(let pickle):
      var inner = try PickleReader.read(pickle, &budget)
      inner.format = .npy
      return inner
    }
  }

  /// What an array's bytes are.
  enum Content {
    case tensor(StoredTensor)
    /// Elements that are no numbers, and what they are.
    case skipped(Checkpoint.Note)
    /// An array of Python objects, which NumPy stores as a pickle.
    case pickled(Bytes)
  }

  /// Reads an array under a name.
  ///
  /// - Throws: ``CheckpointFault`` for a header that isn't one, or elements that are missing.
  static func array(
    _ bytes: Bytes, name: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> Content {
    var reader = ByteReader(bytes)
    guard try reader.take(magic.count).elementsEqual(magic) else {
      throw .damaged(.byte(0), "a NumPy array should begin")
    }
    let version = (try reader.next(UInt8.self), try reader.next(UInt8.self))
    guard 1...3 ~= version.0, version.1 == 0 else {
      throw .unsupported(
        .byte(6), "format \(version.0).\(version.1) isn't among 1.0, 2.0 and 3.0",
        advice: "save it with numpy.save")
    }
    let length =
      version.0 == 1 ? Int(try reader.next(UInt16.self)) : Int(try reader.next(UInt32.self))
    let place = reader.here
    let header = try NpyHeader(try reader.take(length), at: place, &budget)
    let data = bytes.suffix(from: reader.position)
    switch header.type {
    case .number(let type, let isBigEndian):
      return .tensor(
        try StoredTensor(
          name: name, type, shape: header.shape,
          strides: header.isFortranOrder ? StoredTensor.columnMajor(header.shape) : nil,
          bigEndian: isBigEndian, bytes: data, &budget))
    case .object: return .pickled(data)
    case .other(let text): return .skipped(Checkpoint.Note(name, "elements of type \(text.shown)"))
    }
  }
}

/// Reads a zip archive of NumPy arrays, as `numpy.savez` writes it.
enum NpzReader {
  static func read(
    _ archive: ZipArchive, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    var checkpoint = Checkpoint(.npz, tensors: [])
    for entry in archive.entries {
      do throws(CheckpointFault) {
        try add(entry, of: archive, to: &checkpoint, &budget)
      } catch { throw error.place.isNamed ? error : error.within(entry.name) }
    }
    return checkpoint
  }

  private static func add(
    _ entry: ZipArchive.Entry, of archive: ZipArchive, to checkpoint: inout Checkpoint,
    _ budget: inout Budget
  ) throws(CheckpointFault) {
    guard entry.name.hasSuffix(".npy") else {
      checkpoint.skipped.append(Checkpoint.Note(entry.name, "it is no NumPy array"))
      return
    }
    let name = String(entry.name.dropLast(4))
    let bytes = try archive.contents(of: entry, &budget)
    switch try NpyReader.array(bytes, name: name, &budget) {
    case .tensor(let tensor): checkpoint.tensors.append(tensor)
    case .skipped(let note): checkpoint.skipped.append(note)
    case .pickled(let pickle):
      let inner = try PickleReader.read(pickle, &budget)
      checkpoint.tensors += inner.tensors.map { $0.renamed("\(name).\($0.name)") }
      checkpoint.skipped += inner.skipped.map { Checkpoint.Note("\(name).\($0.name)", $0.text) }
    }
  }
}
