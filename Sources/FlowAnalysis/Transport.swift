import LinearAlgebra
import Recurrent

/// A block of ds_T/ds_t: which part of the last state, moved by which part of the state before.
public struct StateBlock: Equatable, Sendable {
  /// What a report calls it, such as `c to c`.
  public let name: String
  /// The units of s_T: rows of the Jacobian.
  public let rows: Range<Int>
  /// The units of s_t: columns of the Jacobian.
  public let columns: Range<Int>

  /// The block of `rows` by `columns` under a name.
  public init(name: String, rows: Range<Int>, columns: Range<Int>) {
    self.name = name
    self.rows = rows
    self.columns = columns
  }

  /// dh_T/dh_t of a cell with H units, with c moving along.
  public static func hidden(_ H: Int) -> StateBlock {
    StateBlock(name: "h to h", rows: 0..<H, columns: 0..<H)
  }

  /// dc_T/dc_t of an LSTM with H units, with h moving along: the total derivative, not the direct
  /// cell path.
  public static func cell(_ H: Int) -> StateBlock {
    StateBlock(name: "c to c", rows: H..<2 * H, columns: H..<2 * H)
  }
}

/// How strongly the state at each step still moves the last one: the norms of ds_T/ds_t = J_T ...
/// J_(t+1).
///
/// All values are natural logarithms, so that e^-10000 is as exact as 1. Where the product is
/// exactly zero (a relu that closed on every unit) the value is -infinity. Free of any loss: this
/// is what "the gradient vanishes" means.
public struct Transport: Equatable, Sendable {
  /// ln ||ds_T/ds_t||_2 for t = 0 ... T; the last is ln 1 = 0.
  public let logSpectral: [Double]
  /// ln ||ds_T/ds_t||_F for t = 0 ... T; the last is ln sqrt(n).
  public let logFrobenius: [Double]
  /// The blocks that were asked for.
  public let blocks: [StateBlock]
  /// ln of the spectral norm of each block, for t = 0 ... T.
  public let logBlocks: [[Double]]

  /// T, the number of steps.
  public var steps: Int { logSpectral.count - 1 }

  /// ln ||ds_T/ds_(T-k)||_2 by lag k = 0 ... T: how far back the last state can be moved from.
  public var byLag: [Double] { logSpectral.reversed() }

  /// ln of the spectral norm of the block of that name for t = 0 ... T; nil if it wasn't asked for.
  public func logBlock(_ name: String) -> [Double]? {
    blocks.firstIndex { $0.name == name }.map { logBlocks[$0] }
  }
}

/// The transport ||ds_T/ds_t|| of a run of step Jacobians, for all t at once.
///
/// One product is carried from the last step to the first, renormalised at every step by a power of
/// two. Its largest singular value comes from Lanczos, to about 1e-12 of itself.
/// - Parameters:
///   - jacobians: J_1 ... J_T of *one* sequence; member k is J_(k+1).
///   - blocks: parts of the Jacobian whose norms are wanted beside the whole.
/// - Throws: `LinearAlgebraError` where a Jacobian isn't finite.
/// - Complexity: O(T) applications of a Jacobian to a block of n vectors and O(T n²) for the norms;
///   O(n²) memory.
public func transport(
  of jacobians: some OperatorFamily, blocks: [StateBlock] = []
) throws -> Transport {
  var curves = TransportCurves(size: jacobians.rows, blocks: blocks)
  var product = ScaledMatrix(.identity(jacobians.rows))
  try curves.append(product)
  for k in (0..<jacobians.count).reversed() {
    product.update(to: jacobians[k].applyTransposed(product.matrix))  // rows p: (J^T p)^T, so P J
    try curves.append(product)
  }
  return curves.transport(reversed: true)
}

/// The growth ln ||ds_t/ds_0||_2 for t = 0 ... T: the same products, seen from the first state.
///
/// One pass gives the transport over every length up to T; the last value is that over all of it.
/// - Parameter jacobians: J_1 ... J_T of *one* sequence; member k is J_(k+1).
/// - Returns: T + 1 natural logarithms, the first of them 0.
/// - Throws: `LinearAlgebraError` where a Jacobian isn't finite.
/// - Complexity: as `transport(of:blocks:)`.
public func growth(of jacobians: some OperatorFamily) throws -> [Double] {
  var curves = TransportCurves(size: jacobians.rows, blocks: [])
  var transposed = ScaledMatrix(.identity(jacobians.rows))
  try curves.append(transposed)
  for k in 0..<jacobians.count {
    transposed.update(to: jacobians[k].apply(transposed.matrix))  // rows p: J p, so (J P)^T
    try curves.append(transposed)
  }
  return curves.transport(reversed: false).logSpectral
}

extension Trajectory {
  /// The transport along this trajectory, with the blocks `h to h` and, for an LSTM, `c to c`.
  /// - Throws: `LinearAlgebraError` where a Jacobian isn't finite.
  public func transport() throws -> Transport {
    let H = weights.hiddenSize
    let blocks: [StateBlock] = weights.kind == .lstm ? [.hidden(H), .cell(H)] : []
    return try FlowAnalysis.transport(of: jacobians, blocks: blocks)
  }
}

/// The norms while they are collected, in the order of the walk.
private struct TransportCurves {
  let size: Int
  let blocks: [StateBlock]
  var spectral: [Double] = []
  var frobenius: [Double] = []
  var parts: [[Double]]

  init(size: Int, blocks: [StateBlock]) {
    self.size = size
    self.blocks = blocks
    parts = blocks.map { _ in [] }
  }

  mutating func append(_ product: ScaledMatrix) throws {
    spectral.append(product.log(of: try product.matrix.spectralNorm()))
    frobenius.append(product.log(of: product.matrix.frobeniusNorm))
    for (index, block) in blocks.enumerated() {
      let part = product.matrix.block(block)
      parts[index].append(product.log(of: try part.spectralNorm()))
    }
  }

  func transport(reversed: Bool) -> Transport {
    func ordered(_ curve: [Double]) -> [Double] { reversed ? curve.reversed() : curve }
    return Transport(
      logSpectral: ordered(spectral), logFrobenius: ordered(frobenius), blocks: blocks,
      logBlocks: parts.map(ordered))
  }
}

extension Matrix {
  fileprivate func block(_ block: StateBlock) -> Matrix {
    let rows = block.rows.flatMap { i in
      elements[i * columns + block.columns.lowerBound..<i * columns + block.columns.upperBound]
    }
    return Matrix(rows: block.rows.count, columns: block.columns.count, elements: rows)
  }
}
