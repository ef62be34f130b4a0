import Buffers
import Checkpoints

/// What a model file holds, tensor by tensor, for people and for programs.
public struct TensorListing: Sendable {
  /// The file.
  public let path: String
  /// The format it was told to be.
  public let format: ModelFormat
  /// The tensors, in the file's order.
  public let rows: [Row]
  /// What is named and wasn't read, with the reason.
  public let skipped: [Checkpoint.Note]
  /// Texts that go with the file.
  public let metadata: [Checkpoint.Note]

  /// A tensor and what its elements are.
  public struct Row: Sendable {
    /// The tensor.
    public let tensor: StoredTensor
    /// `nil` where the elements are no real numbers.
    public let statistics: TensorStatistics?
    /// Of the elements in row-major order, least significant byte first, if it was asked for.
    public let checksum: UInt32?
  }

  /// Reads the file at `path` and looks at every element once.
  ///
  /// - Parameter checksums: whether to compute the checksum of each tensor.
  /// - Throws: `FileError` or ``CheckpointError``.
  /// - Complexity: O(bytes), but tensors that share memory are looked at once.
  public init(of path: String, checksums: Bool) throws {
    let checkpoint = try ModelFile.read(path)
    self.path = path
    format = checkpoint.format
    skipped = checkpoint.skipped
    metadata = checkpoint.metadata
    var seen: [View: Row] = [:]
    do throws(CheckpointFault) {
      var rows: [Row] = []
      for tensor in checkpoint.tensors {
        let view = View(tensor)
        if let row = seen[view] {
          rows.append(Row(tensor: tensor, statistics: row.statistics, checksum: row.checksum))
        } else {
          let row = try Row(tensor, checksums: checksums)
          seen[view] = row
          rows.append(row)
        }
      }
      self.rows = rows
    } catch { throw CheckpointError(path: path, fault: error) }
  }
}

extension TensorListing.Row {
  init(_ tensor: StoredTensor, checksums: Bool) throws(CheckpointFault) {
    self.tensor = tensor
    statistics = tensor.elementType.isReadable ? try TensorStatistics(of: tensor) : nil
    checksum = checksums ? try tensor.rowMajorBytes().crc32 : nil
  }
}

/// What two tensors share if they are the same elements.
private struct View: Hashable {
  let shape: [Int]
  let strides: [Int]
  let type: ElementType
  let isBigEndian: Bool
  let address: Int

  init(_ tensor: StoredTensor) {
    shape = tensor.shape
    strides = tensor.strides
    type = tensor.elementType
    isBigEndian = tensor.isBigEndian
    guard case .bytes(let bytes) = tensor.data else {
      address = 0
      return
    }
    address = bytes.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
  }
}
