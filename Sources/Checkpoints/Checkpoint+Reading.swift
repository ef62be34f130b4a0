import Buffers

extension Checkpoint {
  /// Reads a model file's bytes, whichever format they are in.
  ///
  /// A pure function: nothing is opened, nothing in the bytes is executed, and no size that they
  /// claim is believed. What lies in other files is left to whoever opens them (``shards``,
  /// ``TensorData/external(_:)``).
  ///
  /// - Parameter limits: what it may cost; ``Limits/init(fileOf:)`` of the bytes where none are given.
  /// - Throws: ``CheckpointFault``.
  public init(
    reading bytes: Bytes, limits: Limits? = nil
  ) throws(CheckpointFault) {
    var budget = Budget(limits ?? Limits(fileOf: bytes.count))
    switch try ModelFormat(of: bytes) {
    case .safetensors: self = try SafetensorsReader.read(bytes, &budget)
    default: throw ModelFormat.unknown
    }
  }
}
