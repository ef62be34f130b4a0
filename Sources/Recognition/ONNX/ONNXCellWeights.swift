import LinearAlgebra

/// The weights of a recurrent node by the names that ONNX gives them.
struct ONNXCellWeights {
  let W: FoldedArray
  let R: FoldedArray
  let B: FoldedArray?
  let P: FoldedArray?

  /// The tensors that they come from.
  var sources: [Int] { [W, R, B, P].compactMap { $0?.sources }.flatMap { $0 } }

  private var H: Int { R.shape[2] }

  /// Whether shapes are those of a cell with so many gates and, if it is told, hidden units.
  func fit(directions D: Int, gates G: Int, hidden: Int64?) -> Bool {
    guard W.shape.count == 3, R.shape.count == 3, !W.elements.isEmpty, !R.elements.isEmpty else {
      return false
    }
    // Each extent is one of an array that is there, so that products are small.
    return W.shape[0] == D && R.shape == [D, G * H, H] && W.shape[1] == G * H
      && hidden ?? Int64(H) == Int64(H) && B?.shape ?? [D, 2 * G * H] == [D, 2 * G * H]
      && P?.shape ?? [D, 3 * H] == [D, 3 * H]
  }

  /// W_ih of a direction with the gates in another order.
  func input(_ k: Int, _ order: [Int], _ folder: ONNXFolder) -> GatedMatrix {
    gated(W, k, order, folder)
  }

  /// W_hh of a direction with the gates in another order.
  func recurrent(_ k: Int, _ order: [Int], _ folder: ONNXFolder) -> GatedMatrix {
    gated(R, k, order, folder)
  }

  private func gated(
    _ array: FoldedArray, _ k: Int, _ order: [Int], _ folder: ONNXFolder
  ) -> GatedMatrix {
    let (rows, columns) = (array.shape[1], array.shape[2])
    let matrix = Matrix(
      rows: rows, columns: columns,
      elements: array.elements[k * rows * columns..<(k + 1) * rows * columns].reordered(order))
    return GatedMatrix(matrix, tensors: [folder.names(of: array)])
  }

  /// What is added to W x (half 0) or to R h (half 1).
  func bias(_ k: Int, half: Int, _ order: [Int]) -> [Double] {
    let count = order.count * H
    guard let B else { return Array(repeating: 0, count: count) }
    let first = (2 * k + half) * count
    return Array(B.elements[first..<first + count]).reordered(order)
  }

  /// ONNX has them in the order i, o, f.
  func peepholes(_ k: Int) -> Peepholes? {
    guard let P else { return nil }
    func part(_ place: Int) -> [Double] {
      Array(P.elements[(3 * k + place) * H..<(3 * k + place + 1) * H])
    }
    return Peepholes(input: part(0), forget: part(2), output: part(1))
  }
}
