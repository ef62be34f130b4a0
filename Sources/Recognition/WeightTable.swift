import Checkpoints
import LinearAlgebra

/// A model's tensors by name, with those that a reparametrisation keeps in parts put together again.
///
/// What a layer multiplies with is the effective weight: g v / ||v|| for weight normalisation (Salimans
/// and Kingma 2016), W / (u' W v) for spectral normalisation (Miyato et al. 2018).
struct WeightTable {
  private let tensors: [String: StoredTensor]
  /// How many elements layers may have: about as many as there are in memory. Strides repeat elements, and views
  /// overlap, so that shapes may claim many more.
  let mostElements: Int

  init(_ tensors: [StoredTensor]) {
    self.tensors = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    mostElements = tensors.distinctElements + 1 << 21
  }

  /// - Throws: `CheckpointFault` where shapes claim more elements than the file has.
  func hold(_ count: Int, of tensor: String, to most: Int? = nil) throws(CheckpointFault) {
    guard count <= most ?? mostElements else {
      throw .overLimit(
        .tensor(tensor), "it brings layers to more elements than there are in the file")
    }
  }

  subscript(name: String) -> StoredTensor? { tensors[name] }

  /// A weight, stored under its name or in parts.
  struct Weight {
    let shape: [Int]
    /// The name of the tensor, or of the part that is shaped like it.
    let tensor: String
    /// What had to be done: a remark.
    let remark: String?
    let matrix: () throws(CheckpointFault) -> Matrix
  }

  /// The weight of a module under a name such as `weight_hh_l0`; `nil` if it is no matrix of floats.
  func weight(_ module: String, _ name: String) -> Weight? {
    let prefix = module.isEmpty ? "" : module + "."
    if let tensor = matrix(prefix + name) {
      return Weight(shape: tensor.shape, tensor: tensor.name, remark: nil) {
        () throws(CheckpointFault) in
        try hold(tensor.count, of: tensor.name)
        return try Matrix(tensor)
      }
    }
    let parts = prefix + "parametrizations." + name + "."
    return weightNorm(prefix + name + "_g", prefix + name + "_v")
      ?? weightNorm(parts + "original0", parts + "original1")
      ?? spectralNorm(prefix + name + "_orig", prefix + name + "_u", prefix + name + "_v")
      ?? spectralNorm(parts + "original", parts + "0._u", parts + "0._v")
  }

  /// A vector of a module.
  func vector(_ module: String, _ name: String) -> StoredTensor? {
    let tensor = tensors[module.isEmpty ? name : module + "." + name]
    return tensor?.shape.count == 1 && tensor?.elementType.isFloat == true ? tensor : nil
  }

  private func matrix(_ name: String) -> StoredTensor? {
    guard let tensor = tensors[name], tensor.shape.count == 2, tensor.elementType.isFloat else {
      return nil
    }
    return tensor
  }

  /// Row i is g_i v_i / ||v_i||, where g has an entry a row; one for a column or for all otherwise.
  private func weightNorm(_ length: String, _ direction: String) -> Weight? {
    guard let v = matrix(direction), let g = tensors[length], g.elementType.isFloat,
      g.count == v.shape[0] || g.count == v.shape[1] || g.count == 1
    else { return nil }
    return Weight(
      shape: v.shape, tensor: v.name, remark: "weight normalisation put together: g v / ||v||"
    ) { () throws(CheckpointFault) in
      try hold(v.count, of: v.name)
      let (matrix, lengths) = (try Matrix(v), try g.doubles())
      if g.count == v.shape[0] { return matrix.normalized(lengths) }
      if g.count == v.shape[1] { return matrix.transposed().normalized(lengths).transposed() }
      let norm = matrix.frobeniusNorm
      return matrix.map { $0 * lengths[0] / norm }
    }
  }

  private func spectralNorm(_ name: String, _ left: String, _ right: String) -> Weight? {
    guard let w = matrix(name), let u = tensors[left], let v = tensors[right],
      u.count == w.shape[0], v.count == w.shape[1], u.elementType.isFloat, v.elementType.isFloat
    else { return nil }
    return Weight(
      shape: w.shape, tensor: w.name, remark: "spectral normalisation put together: W / (u' W v)"
    ) { () throws(CheckpointFault) in
      try hold(w.count, of: w.name)
      let (matrix, u, v) = (try Matrix(w), try u.doubles(), try v.doubles())
      var sigma = 0.0
      for i in 0..<matrix.rows {
        sigma += u[i] * zip(matrix.row(i), v).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return matrix.map { $0 / sigma }
    }
  }
}

extension Matrix {
  /// A tensor of two axes.
  init(_ tensor: StoredTensor) throws(CheckpointFault) {
    self.init(rows: tensor.shape[0], columns: tensor.shape[1], elements: try tensor.doubles())
  }

  /// Each element changed.
  func map(_ change: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map(change))
  }

  /// Each row at the given length.
  fileprivate func normalized(_ lengths: [Double]) -> Matrix {
    var result = self
    for i in 0..<rows {
      let scale = lengths[i] / euclideanNorm(row(i))
      for j in 0..<columns { result[i, j] *= scale }
    }
    return result
  }

  /// Blocks of rows in another order: block k of the result is block `order[k]` of this.
  func reordered(_ order: [Int]) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.reordered(order))
  }
}

extension RandomAccessCollection<Double> where Index == Int {
  /// Blocks in another order: block k of the result is block `order[k]` of this.
  func reordered(_ order: [Int]) -> [Double] {
    let height = count / order.count
    var result: [Double] = []
    result.reserveCapacity(count)
    for block in order {
      result += self[startIndex + block * height..<startIndex + (block + 1) * height]
    }
    return result
  }
}

extension Checkpoint.Structure {
  /// What a pickle's objects say of themselves, by the way to it; nothing for other structures.
  var words: [String: String] {
    guard case .objects(let objects) = self else { return [:] }
    return Dictionary(objects.words.map { ($0.name, $0.text) }) { first, _ in first }
  }
}
