import Buffers

/// The storages and tensors of a tar archive, under the numbers that its pickle names them by.
struct TarStorages: PickleStorages {
  private var rows: [String: PickleStorage] = [:]

  init(
    _ storages: Bytes, _ tensors: Bytes, _ budget: inout Budget
  ) throws(CheckpointFault) {
    _ = (storages, tensors)
  }

  func storage(
    _ parts: [PickleValue], _ document: PickleDocument
  ) throws(CheckpointFault) -> PickleStorage? { nil }
}
