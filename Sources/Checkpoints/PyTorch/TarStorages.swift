import Buffers

/// The storages and tensors of a tar archive, under the numbers that its pickle names them by.
struct TarStorages: PickleStorages {
  private var storages: [String: PickleStorage] = [:]
  private var views: [String: View] = [:]

  /// A tensor's place in a storage.
  private struct View {
    let storage: PickleStorage
    let offset: Int
    let shape: [Int]
    let strides: [Int]
  }

  init(
    _ storages: Bytes, _ tensors: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) {
    do throws(CheckpointFault) { try readStorages(storages, &budget) } catch {
      throw error.within("storages")
    }
    do throws(CheckpointFault) { try readTensors(tensors, &budget) } catch {
      throw error.within("tensors")
    }
  }

  /// How many there are; of each a pickle (key, place, class), a count and the elements; then a
  /// pickle of the views: (key, key of the whole, offset, count).
  private mutating func readStorages(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var pickles = PickleSequence(bytes)
    for _ in 0..<(try count(&pickles, &budget)) {
      let document = try pickles.next(&budget)
      guard let parts = document.sequence(document.root), parts.count >= 3,
        let key = Self.key(parts[0]),
        let word = document.globalName(parts[2])?.split(separator: ".").last,
        let type = TorchType.storages[String(word)]
      else { throw .damaged(.byte(pickles.position), "key, place and class are expected") }
      let elements = try pickles.next(Int64.self)
      guard let length = Int(elements).checkedProduct(type.size) else {
        throw .damaged(.byte(pickles.position), "a storage longer than any file")
      }
      storages[key] = PickleStorage(
        bytes: try pickles.take(length), elementType: type, isBigEndian: false)
    }
    let document = try pickles.next(&budget)
    for view in document.sequence(document.root) ?? [] {
      try add(document.sequence(view) ?? [], at: pickles.position)
    }
  }

  private mutating func add(_ view: [PickleValue], at position: Int) throws(CheckpointFault) {
    guard view.count == 4, let key = Self.key(view[0]),
      let whole = Self.key(view[1]).flatMap({ storages[$0] }), let type = whole.elementType,
      let start = view[2].int?.checkedProduct(type.size),
      let length = view[3].int?.checkedProduct(type.size),
      let part = whole.bytes.part(at: start, count: length)
    else { throw .damaged(.byte(position), "a view of a storage leaves it") }
    storages[key] = PickleStorage(bytes: part, elementType: type, isBigEndian: false)
  }

  /// How many there are; of each a pickle (key, storage, class), the number of axes in 8 bytes, the
  /// extents, the strides and the offset.
  private mutating func readTensors(
    _ bytes: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) {
    var pickles = PickleSequence(bytes)
    for _ in 0..<(try count(&pickles, &budget)) {
      let document = try pickles.next(&budget)
      guard let parts = document.sequence(document.root), parts.count >= 2,
        let key = Self.key(parts[0])
      else { throw .damaged(.byte(pickles.position), "key, storage and class are expected") }
      let axes = Int(try pickles.next(Int32.self))
      _ = try pickles.next(Int32.self)
      guard 0...64 ~= axes else {
        throw .damaged(.byte(pickles.position), "a tensor of \(axes) axes")
      }
      var numbers: [Int] = []
      for _ in 0..<2 * axes + 1 { numbers.append(Int(try pickles.next(Int64.self))) }
      guard let storage = Self.key(parts[1]).flatMap({ storages[$0] }) else { continue }
      views[key] = View(
        storage: storage, offset: numbers[2 * axes], shape: Array(numbers[..<axes]),
        strides: Array(numbers[axes..<2 * axes]))
    }
  }

  private func count(
    _ pickles: inout PickleSequence, _ budget: inout Budget
  ) throws(CheckpointFault) -> Int {
    let document = try pickles.next(&budget)
    guard let count = document.root.int, count >= 0 else {
      throw .damaged(.byte(0), "a number of entries is expected")
    }
    return count
  }

  /// A number or its digits: the writer's addresses.
  private static func key(_ value: PickleValue) -> String? {
    value.int.map { "\($0)" } ?? value.string
  }

  func storage(
    _ parts: [PickleValue], _ document: PickleDocument
  ) throws(CheckpointFault) -> PickleStorage? { nil }

  func tensor(
    _ id: PickleValue, name: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> StoredTensor? {
    guard let view = Self.key(id).flatMap({ views[$0] }), let type = view.storage.elementType else {
      return nil
    }
    guard let start = view.offset.checkedProduct(type.size), start >= 0,
      let bytes = view.storage.bytes.part(at: start, count: view.storage.bytes.count - start)
    else { throw .damaged(.tensor(name), "it begins at element \(view.offset) of its storage") }
    return try StoredTensor(
      name: name, type, shape: view.shape, strides: view.strides, bytes: bytes, &budget)
  }
}
