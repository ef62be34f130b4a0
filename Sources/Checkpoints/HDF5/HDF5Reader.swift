import Buffers

/// Reads HDF5 as h5py and Keras 1 and 2 write it: a tree of groups with datasets, each by its path.
///
/// What lies in one piece is shared with the file's bytes. Filters other than gzip's, shuffling and
/// checksums, and whatever lies in other files, are named and not read. Source: HDF5 File Format
/// Specification, version 3 (The HDF Group, 2016).
enum HDF5Reader {
  /// - Complexity: O(file), of which tensors in one piece are no part.
  static func read(_ bytes: Bytes, _ budget: inout Budget) throws(CheckpointFault) -> Checkpoint {
    let walk = try HDF5Walk(try HDF5File(bytes), &budget)
    let model = KerasModel.read(walk.attributes, &budget)
    return Checkpoint(
      .hdf5, tensors: walk.tensors, metadata: model.value.notes,
      skipped: walk.skipped + model.skipped, structure: .keras(model.value))
  }
}
