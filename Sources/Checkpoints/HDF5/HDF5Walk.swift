import Buffers

/// A walk from the root group over all that hard links lead to.
struct HDF5Walk {
  private(set) var tensors: [StoredTensor] = []
  private(set) var skipped: [Checkpoint.Note] = []
  private(set) var attributes: [KerasModel.Attribute] = []
  private let file: HDF5File
  private var heap: HDF5GlobalHeap
  /// By the address of its header, the path by which a group was first reached.
  private var groups: [Int: String] = [:]
  /// What became of a dataset, so that a second name costs nothing.
  private var datasets: [Int: Result<StoredTensor, CheckpointFault>] = [:]

  /// Lists the tensors, by the paths that lead to them.
  init(_ file: HDF5File, _ budget: inout Budget) throws(CheckpointFault) {
    self.file = file
    heap = HDF5GlobalHeap(file)
    try visit(file.root, path: "", depth: 0, &budget)
  }

  private mutating func visit(
    _ address: Int, path: String, depth: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    try budget.count(at: .entry(path))
    if let first = groups[address] {
      let group = first.isEmpty ? "root group" : "group \"\(first.shown)\""
      return skip(path, "it is the \(group) by another name")
    }
    if let known = datasets[address] { return try list(known, path, &budget) }
    let header = try HDF5ObjectHeader(file, at: address, &budget)
    if header[.dataspace] != nil {
      try readDataset(header, at: address, path, &budget)
    } else if header[.symbolTable] != nil || header[.linkInfo] != nil || header[.link] != nil {
      groups[address] = path
      _ = try readAttributes(header, path, &budget)
      try readLinks(header, path, depth, &budget)
    } else if header[.datatype] != nil {
      skip(path, "a datatype by itself isn't read")
    } else {
      throw .damaged(.byte(file.base + address), "an object that is no group and no dataset")
    }
  }

  private mutating func readLinks(
    _ header: HDF5ObjectHeader, _ path: String, _ depth: Int, _ budget: inout Budget
  ) throws(CheckpointFault) {
    guard depth < budget.depth else {
      throw .overLimit(.entry(path), "groups lie in more than \(budget.depth) others")
    }
    for link in try HDF5Link.all(file, header, &budget) {
      // A path is made for each name, and may be long.
      try budget.decode(bytes: path.utf8.count, at: .entry(path))
      let inner = path.isEmpty ? link.name : path + "/" + link.name
      switch link.target {
      case .hard(let address): try visit(address, path: inner, depth: depth + 1, &budget)
      case .soft(let other): skip(inner, "a link to the path \"\(other.shown)\" isn't followed")
      case .external: skip(inner, "a link to another file isn't followed")
      case .userDefined: skip(inner, "a link of a kind that only its program knows isn't followed")
      }
    }
  }

  private mutating func readDataset(
    _ header: HDF5ObjectHeader, at address: Int, _ path: String, _ budget: inout Budget
  ) throws(CheckpointFault) {
    let notes = try readAttributes(header, path, &budget)
    let note = notes.first { $0.name == "dtype" }?.value.string
    do throws(CheckpointFault) {
      let dataset = try HDF5Dataset(file, header, at: address, &budget)
      let tensor = try dataset.tensor(path, note: note, &budget)
      datasets[address] = .success(tensor)
      tensors.append(tensor)
    } catch {
      try skip(path, error)
      datasets[address] = .failure(error)
    }
  }

  /// Lists a dataset by a further name, under which it is looked at once more.
  private mutating func list(
    _ known: Result<StoredTensor, CheckpointFault>, _ path: String, _ budget: inout Budget
  ) throws(CheckpointFault) {
    switch known {
    case .success(let tensor):
      try budget.view(bytes: tensor.count * tensor.elementType.size, tensor: path)
      tensors.append(tensor.renamed(path))
    case .failure(let fault): skip(path, fault.reason)
    }
  }

  /// The attributes that can be read; others are named.
  private mutating func readAttributes(
    _ header: HDF5ObjectHeader, _ path: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> [KerasModel.Attribute] {
    var read: [KerasModel.Attribute] = []
    for attribute in try listAttributes(header, path, &budget) {
      try budget.decode(bytes: path.utf8.count, at: .entry(path))
      do throws(CheckpointFault) {
        let value = try attribute.json(&heap, &budget)
        read.append(KerasModel.Attribute(path: path, name: attribute.name, value: value))
      } catch { try skip(path + "@" + attribute.name, error) }
    }
    attributes += read
    return read
  }

  private mutating func listAttributes(
    _ header: HDF5ObjectHeader, _ path: String, _ budget: inout Budget
  ) throws(CheckpointFault) -> [HDF5Attribute] {
    do throws(CheckpointFault) { return try HDF5Attribute.all(file, header, &budget) } catch {
      try skip(path + "@", error)
      return []
    }
  }

  /// Names what isn't read; a fault of any other kind is the file's.
  private mutating func skip(_ path: String, _ fault: CheckpointFault) throws(CheckpointFault) {
    guard fault.kind == .unsupported else { throw fault.within(path) }
    skip(path, fault.reason)
  }

  private mutating func skip(_ path: String, _ reason: String) {
    skipped.append(Checkpoint.Note(path, reason))
  }
}
