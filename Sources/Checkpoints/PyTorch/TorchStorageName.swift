import Buffers

/// The tuple that names a storage: ("storage", class, key, place, number of elements, view).
struct TorchStorageName {
  /// `nil` for bytes without a type.
  let elementType: ElementType?
  let key: String
  let count: Int
  /// What the view before version 0.4 says: (key, offset, number of elements).
  let view: [PickleValue]?

  /// - Throws: ``CheckpointFault`` for a quantised storage.
  init?(_ parts: [PickleValue], _ document: PickleDocument) throws(CheckpointFault) {
    guard parts.count >= 5, parts[0].string == "storage", let key = parts[2].string,
      let count = parts[4].int, let word = document.globalName(parts[1])?.split(separator: ".").last
    else { return nil }
    if word.hasPrefix("QInt") || word.hasPrefix("QUInt") {
      throw TorchObject.quantised("storage \(key)")
    }
    elementType = TorchType.storages[String(word)]
    self.key = key
    self.count = count
    view = parts.count > 5 ? document.sequence(parts[5]) : nil
  }

  /// The bytes of `whole` that the storage takes.
  ///
  /// - Throws: ``CheckpointFault`` where they aren't all there.
  func bytes(of whole: Bytes) throws(CheckpointFault) -> Bytes {
    guard let size = count.checkedProduct(elementType?.size ?? 1),
      let part = whole.part(at: 0, count: size)
    else {
      throw .damaged(
        .entry("storage \(key)"), "\(count) elements should be there, \(whole.count) bytes are")
    }
    return part
  }
}
