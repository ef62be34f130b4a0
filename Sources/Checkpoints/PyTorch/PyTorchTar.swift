import Buffers

/// Reads the tar archives that `torch.save` wrote before version 0.1.10: `storages`, `tensors` and
/// the `pickle`, in which a tensor is a number.
enum PyTorchTar {
  /// Whether bytes begin as such an archive does.
  static func isTar(_ bytes: Bytes) -> Bool {
    guard let mark = bytes.part(at: 257, count: 5) else { return false }
    return mark.elementsEqual("ustar".utf8)
  }

  static func read(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    let files = try files(bytes, &budget)
    guard let storages = files["storages"], let tensors = files["tensors"],
      let pickle = files["pickle"]
    else {
      throw .unsupported(
        .file, "it is a tar archive without storages, tensors and pickle",
        advice: "unpack it and name the model in it")
    }
    let rows = try TarStorages(storages, tensors, &budget)
    let document = try PickleMachine.run(pickle, &budget)
    return try PickleReader.checkpoint(.pytorchTar, document, rows, &budget)
  }

  /// The regular files by name, without a leading `./`.
  private static func files(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> [String: Bytes] {
    var files: [String: Bytes] = [:]
    var reader = ByteReader(bytes)
    while reader.left >= 512 {
      try budget.count(at: reader.here)
      let place = reader.here
      let header = try reader.take(512)
      guard let name = header.part(at: 0, count: 100).map(text), !name.isEmpty else { break }
      guard let size = header.part(at: 124, count: 12).flatMap(octal) else {
        throw .damaged(place, "a file's length in octal digits is expected")
      }
      let content = try reader.take(size)
      files[name.hasPrefix("./") ? String(name.dropFirst(2)) : name] = content
      try reader.skip(min((512 - size % 512) % 512, reader.left))
    }
    return files
  }

  private static func text(_ field: Bytes) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func octal(_ field: Bytes) -> Int? {
    Int(text(field).filter { $0 != " " }, radix: 8).flatMap { $0 >= 0 ? $0 : nil }
  }
}
