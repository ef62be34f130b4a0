import Buffers

/// Reads what `torch.save` wrote before version 1.6: pickles one after the other (a magic number, a
/// version, the writer's machine, the object, the keys of its storages), then the storages.
enum PyTorchLegacy {
  /// The pickle of the magic number 0x1950a86a20f9469cfc6c, as every protocol from 2 on begins it.
  static let magic: [UInt8] = [
    0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
  ]

  /// Whether bytes begin as such a file does.
  static func isLegacy(_ bytes: Bytes) -> Bool {
    bytes.count > 2 && bytes[0] == 0x80 && bytes.suffix(from: 2).starts(with: magic)
  }

  static func read(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> Checkpoint {
    let (document, storages) = try parts(bytes, &budget)
    return try PickleReader.checkpoint(.pytorchLegacy, document, storages, &budget)
  }

  /// The one storage that such a file holds; `nil` if it holds something else.
  static func storage(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> PickleStorage? {
    let (document, storages) = try parts(bytes, &budget)
    guard let node = document.node(document.root), node.kind == .persistent,
      let name = document.sequence(node.items.first)
    else { return nil }
    return try storages.storage(name, document)
  }

  private static func parts(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) -> (PickleDocument, LegacyStorages) {
    var reader = PickleSequence(bytes)
    _ = try reader.next(&budget)
    _ = try reader.next(&budget)
    let machine = try reader.next(&budget)
    let document = try reader.next(&budget)
    let keys = try reader.next(&budget)
    let storages = try LegacyStorages(
      document, keys: keys, bytes: bytes, from: reader.position,
      isBigEndian: isBigEndian(machine))
    return (document, storages)
  }

  private static func isBigEndian(_ machine: PickleDocument) -> Bool {
    let pairs = machine.node(machine.root)?.pairs ?? []
    let place = stride(from: 0, to: pairs.count - 1, by: 2).first {
      pairs[$0].string == "little_endian"
    }
    return place.map { pairs[$0 + 1] == .bool(false) } ?? false
  }
}

/// Pickles one after the other.
struct PickleSequence {
  private let bytes: Bytes
  private(set) var position = 0

  init(_ bytes: Bytes) { self.bytes = bytes }

  mutating func next(_ budget: inout Budget) throws(CheckpointFault) -> PickleDocument {
    do throws(CheckpointFault) {
      let document = try PickleMachine.run(bytes.suffix(from: position), &budget)
      position += document.length
      return document
    } catch { throw error.moved(by: position) }
  }

  /// A number between pickles.
  mutating func next<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ type: Integer.Type
  ) throws(CheckpointFault) -> Integer {
    var reader = ByteReader(bytes, at: position)
    defer { position = reader.position }
    return try reader.next(type)
  }

  /// Bytes between pickles.
  mutating func take(_ count: Int) throws(CheckpointFault) -> Bytes {
    var reader = ByteReader(bytes, at: position)
    defer { position = reader.position }
    return try reader.take(count)
  }
}

/// Storages that follow the pickles: a count of elements each, and the elements.
private struct LegacyStorages: PickleStorages {
  private var found: [String: Bytes] = [:]
  private let isBigEndian: Bool

  /// Finds each storage in the order of the keys; the types, which decide how long they are, are
  /// those that the object's pickle names.
  init(
    _ document: PickleDocument, keys: PickleDocument, bytes: Bytes, from start: Int,
    isBigEndian: Bool
  ) throws(CheckpointFault) {
    self.isBigEndian = isBigEndian
    var sizes: [String: Int] = [:]
    for node in document.nodes where node.kind == .persistent {
      guard let parts = document.sequence(node.items.first),
        let name = try TorchStorageName(parts, document)
      else { continue }
      sizes[name.key] = name.elementType?.size ?? 1
    }
    var reader = ByteReader(bytes, at: start)
    for value in keys.sequence(keys.root) ?? [] {
      let place = reader.here
      guard let key = value.string, let size = sizes[key] else {
        throw .damaged(place, "a storage is announced that no tensor names")
      }
      guard let count = Int(exactly: try reader.next(Int64.self)),
        let length = count.checkedProduct(size)
      else { throw .damaged(place, "a storage longer than any file") }
      found[key] = try reader.take(length)
    }
  }

  func storage(
    _ parts: [PickleValue], _ document: PickleDocument
  ) throws(CheckpointFault) -> PickleStorage? {
    guard let name = try TorchStorageName(parts, document), let whole = found[name.key] else {
      return nil
    }
    var bytes = try name.bytes(of: whole)
    if let view = name.view, view.count == 3, let offset = view[1].int, let count = view[2].int {
      let size = name.elementType?.size ?? 1
      guard let start = offset.checkedProduct(size), let length = count.checkedProduct(size),
        let part = bytes.part(at: start, count: length)
      else { throw .damaged(.entry("storage \(name.key)"), "a view leaves it") }
      bytes = part
    }
    return PickleStorage(bytes: bytes, elementType: name.elementType, isBigEndian: isBigEndian)
  }
}
