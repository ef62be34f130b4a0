/// What reading a file may cost, so that no claim in it decides.
public struct Limits: Sendable, Equatable {
  /// Bytes that may come of inflating and converting, in all.
  public var decodedBytes: Int
  /// Bytes that may be read in order to be unpacked, counted anew each time: what is stored once may be
  /// named often, and be long and come to nothing.
  public var packedBytes: Int
  /// Bytes of all tensors together, each as large as its shape: a view may repeat what is stored once.
  public var viewedBytes: Int
  /// Objects of any kind: entries, nodes, names, values of a pickle or of a JSON text.
  public var objects: Int
  /// How deep objects may lie in one another.
  public var depth: Int
  /// Whether an entry of an archive must have the checksum that its directory gives. Only a fuzzer,
  /// which would never get past it, looks away.
  public var verifiesChecksums = true

  /// What a file of `count` bytes may cost: about its own size, and 256 MB for the small.
  public init(fileOf count: Int) {
    decodedBytes = count + 256 << 20
    packedBytes = count + 256 << 20
    viewedBytes = 16 * count + 256 << 20
    objects = 2_000_000
    depth = 100
  }
}

/// What is left of the ``Limits`` while a file is read.
struct Budget {
  private(set) var decodedBytes: Int
  private var packedBytes: Int
  private var viewedBytes: Int
  private(set) var objects: Int
  let depth: Int
  let verifiesChecksums: Bool

  init(_ limits: Limits) {
    decodedBytes = limits.decodedBytes
    packedBytes = limits.packedBytes
    viewedBytes = limits.viewedBytes
    objects = limits.objects
    depth = limits.depth
    verifiesChecksums = limits.verifiesChecksums
  }

  /// Takes from what may be decoded.
  mutating func decode(
    bytes: Int, at place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard bytes >= 0, bytes <= decodedBytes else {
      throw .overLimit(
        place, "\(bytes) bytes would have to be unpacked, where \(decodedBytes) are allowed")
    }
    decodedBytes -= bytes
  }

  /// Takes from what may be read in order to be unpacked.
  mutating func unpack(
    bytes: Int, at place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard bytes >= 0, bytes <= packedBytes else {
      throw .overLimit(place, "what is packed is named more often than there are bytes in the file")
    }
    packedBytes -= bytes
  }

  /// Takes a tensor's extent from what may be looked at.
  mutating func view(bytes: Int, tensor: String) throws(CheckpointFault) {
    guard bytes >= 0, bytes <= viewedBytes else {
      throw .overLimit(
        .tensor(tensor), "its shape makes \(bytes) bytes, where the file allows \(viewedBytes)")
    }
    viewedBytes -= bytes
  }

  /// Counts objects.
  mutating func count(
    objects number: Int = 1, at place: CheckpointFault.Place
  ) throws(CheckpointFault) {
    guard number <= objects else {
      throw .overLimit(place, "there are more objects in the file than a model has")
    }
    objects -= number
  }
}
