import Buffers

/// States to begin a replay at, as a file has them.
///
/// Either one array of whole states, h or h then c, or two arrays, of h and of c, as PyTorch hands them out: `h_0` and
/// `c_0`. Their axes are layers, sequences and numbers; an axis of one may be left out.
public struct InitialState: Sendable {
  /// How wide a layer's state is.
  public struct Width: Equatable, Sendable {
    /// Numbers of h.
    public let hidden: Int
    /// Numbers of the whole state: h, or h then c.
    public let whole: Int

    /// The widths of h and of h with what goes with it.
    public init(hidden: Int, whole: Int) {
      (self.hidden, self.whole) = (hidden, whole)
    }
  }

  private let path: String
  private let arrays: [ArrayFile.NamedArray]

  /// Reads the arrays of a file of NumPy, any model format, or JSON.
  ///
  /// - Throws: `FileError` or ``CheckpointError``.
  public init(contentsOf path: String) throws {
    self.path = path
    arrays = try ArrayFile.arrays(at: path)
  }

  /// The state of each layer for each of B sequences.
  ///
  /// - Parameter width: that of every layer's state.
  /// - Returns: whole states, by layer and then by sequence.
  /// - Throws: ``CheckpointError`` for arrays of other shapes.
  public func states(layers: Int, batch B: Int, width: Width) throws -> [[[Double]]] {
    if arrays.count == 1 {
      return try rows(arrays[0], layers, B, width.whole)
    }
    guard arrays.count == 2, width.whole > width.hidden, let (h, c) = pair else {
      let names = arrays.map { "\"\($0.name.shown)\"" }.joined(separator: ", ")
      throw ArrayFile.fault(
        path, "one array of states is expected, or of an LSTM two, h_0 and c_0, not \(names)",
        advice: Self.advice)
    }
    let hidden = try rows(h, layers, B, width.hidden)
    let cell = try rows(c, layers, B, width.whole - width.hidden)
    return zip(hidden, cell).map { zip($0, $1).map { $0 + $1 } }
  }

  private static let advice = "give states of the layers that are replayed, as docs/check.md says"

  /// By name, or in the order of the pair that PyTorch's modules return.
  private var pair: (h: ArrayFile.NamedArray, c: ArrayFile.NamedArray)? {
    if arrays.map(\.name) == ["0", "1"] { return (arrays[0], arrays[1]) }
    guard let h = arrays.first(where: { $0.name.lowercased().hasPrefix("h") }),
      let c = arrays.first(where: { $0.name.lowercased().hasPrefix("c") })
    else { return nil }
    return (h, c)
  }

  private func rows(
    _ array: ArrayFile.NamedArray, _ layers: Int, _ B: Int, _ width: Int
  ) throws -> [[[Double]]] {
    let expected = [layers, B, width]
    guard array.shape.filter({ $0 != 1 }) == expected.filter({ $0 != 1 }) else {
      throw ArrayFile.fault(
        path,
        "[layers \(layers), sequences \(B), numbers \(width)] are expected, not the shape \(array.shape)",
        advice: Self.advice)
    }
    return (0..<layers).map { layer in
      (0..<B).map { b in
        let first = (layer * B + b) * width
        return Array(array.values[first..<first + width])
      }
    }
  }
}
