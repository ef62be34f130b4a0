import Checkpoints
import LinearAlgebra
import Recurrent

/// A cell's tensors in Keras' layout, and how they become the project's.
///
/// Keras multiplies from the left: the kernel is I x (G H), the recurrent kernel H x (G H), gates in the order i, f, c, o
/// and z, r, h. The cells for CuDNN store each gate's parts as that library has them, and their bias in two halves.
/// Source: Keras 2, `convert_rnn_weights` in `saving.py` (2017).
struct KerasWeights {
  let kernel: [StoredTensor]
  let recurrent: [StoredTensor]
  let bias: [StoredTensor]
  let kind: CellKind
  /// I and H.
  let inputSize: Int
  let hiddenSize: Int
  let biases: Biases

  /// What a bias' length says.
  enum Biases {
    case none
    /// G H numbers.
    case one
    /// 2 x G H numbers: what is added to W x, and what to U h.
    case two
    /// 2 G H numbers in a row: the layout of CuDNN, whose only sign this is.
    case cuDNN
  }

  /// - Throws: ``Unlike`` for shapes that no cell has.
  init(_ address: KerasAddress, _ table: WeightTable) throws(Unlike) {
    kernel = try Self.matrices(address.kernel, table)
    recurrent = try Self.matrices(address.recurrent, table)
    (inputSize, hiddenSize) = (kernel[0].shape[0], recurrent[0].shape[0])
    let width = recurrent.reduce(0) { $0 + $1.shape[1] }
    let (first, second) = (kernel[0].shape, recurrent[0].shape)
    let H = second[0]
    guard H > 0, first[0] > 0, first[1] == second[1], width % H == 0,
      let kind = Self.kinds[width / H], kernel.allSatisfy({ $0.shape == first }),
      recurrent.allSatisfy({ $0.shape == second })
    else { throw Unlike("kernels of shapes \(first) and \(second) make no cell") }
    self.kind = kind
    bias = address.bias.compactMap { table[$0] }
    biases = try Self.biases(bias, address, kind, width: width)
  }

  private static let kinds: [Int: CellKind] = [1: .rnn, 3: .gru, 4: .lstm]

  private static func matrices(
    _ names: [String], _ table: WeightTable
  ) throws(Unlike) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    for name in names {
      guard let tensor = table[name] else { throw Unlike("there is no \(name) beside it") }
      guard tensor.shape.count == 2, tensor.elementType.isFloat else {
        throw Unlike("\(name) is no matrix: its shape is \(tensor.shape)")
      }
      guard tensor.count <= table.mostElements else {
        throw Unlike("\(name) has more elements than there are in the file")
      }
      tensors.append(tensor)
    }
    return tensors
  }

  private static func biases(
    _ bias: [StoredTensor], _ address: KerasAddress, _ kind: CellKind, width: Int
  ) throws(Unlike) -> Biases {
    guard let first = bias.first else { return .none }
    if bias.allSatisfy({ $0.elementType.isFloat }) && bias.count == address.bias.count {
      if bias.allSatisfy({ $0.shape == [width / bias.count] }) { return .one }
      if kind == .gru && first.shape == [2, width] { return .two }
      if kind != .rnn && first.shape == [2 * width] { return .cuDNN }
    }
    throw Unlike("a bias of shape \(first.shape) doesn't go with \(width) columns")
  }
}

/// Why a tensor with a layer's name isn't taken for one.
struct Unlike: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

extension KerasWeights {
  /// The gates in the project's order, by their places in Keras'.
  private var order: [Int] { kind == .gru ? [1, 0, 2] : Array(0..<kind.gates) }

  /// W_ih, (G H) x I.
  func inputMatrix() throws(CheckpointFault) -> GatedMatrix {
    let (H, I) = (hiddenSize, inputSize)
    var blocks = try Self.columns(kernel).transposed()
    if biases == .cuDNN {
      // A block I x H, row by row, is what CuDNN reads as H x I.
      let gates = (0..<kind.gates).flatMap {
        blocks.rows($0 * H..<($0 + 1) * H).transposed().elements
      }
      blocks = Matrix(rows: blocks.rows, columns: I, elements: gates)
    }
    return GatedMatrix(blocks.reordered(order), tensors: names(kernel))
  }

  /// W_hh, (G H) x H.
  func recurrentMatrix() throws(CheckpointFault) -> GatedMatrix {
    let H = hiddenSize
    var blocks = try Self.columns(recurrent).transposed()
    if biases == .cuDNN {
      blocks = .below((0..<kind.gates).map { blocks.rows($0 * H..<($0 + 1) * H).transposed() })
    }
    return GatedMatrix(blocks.reordered(order), tensors: names(recurrent))
  }

  /// What is added to W_ih x, and what to W_hh h.
  func biasVectors() throws(CheckpointFault) -> (input: [Double], recurrent: [Double]) {
    var numbers: [Double] = []
    for tensor in bias { numbers += try tensor.doubles() }
    let zeros = Array(repeating: 0.0, count: kind.gates * hiddenSize)
    switch biases {
    case .none: return (zeros, zeros)
    case .one: return (numbers.reordered(order), zeros)
    case .two, .cuDNN:
      return (
        Array(numbers[..<zeros.count]).reordered(order),
        Array(numbers[zeros.count...]).reordered(order)
      )
    }
  }

  private static func columns(_ tensors: [StoredTensor]) throws(CheckpointFault) -> Matrix {
    var matrices: [Matrix] = []
    for tensor in tensors { matrices.append(try Matrix(tensor)) }
    return matrices.count == 1 ? matrices[0] : .beside(matrices)
  }

  private func names(_ tensors: [StoredTensor]) -> [String] {
    tensors.count == 1 ? [tensors[0].name] : order.map { tensors[$0].name }
  }
}
