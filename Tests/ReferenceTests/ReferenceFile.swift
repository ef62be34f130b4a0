import Foundation
import Recurrent

/// The numbers in `Reference/`, which `make_reference.py` wrote with PyTorch in Float64.
///
/// The file's name begins with what it holds: `recurrent-`, `jacobian-`, `descent-`, `operation-`.
enum ReferenceFile {
  private static var folder: URL { Bundle.module.bundleURL.appending(path: "Reference") }

  /// The names, without `.json`, of the files that begin with a prefix, sorted.
  static func names(_ prefix: String) -> [String] {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }
      .map { String($0.dropLast(".json".count)) }.sorted()
  }

  static func load<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
    let data = try Data(contentsOf: folder.appending(path: name + ".json"))
    return try JSONDecoder().decode(type, from: data)
  }
}

/// A row-major tensor.
struct ReferenceTensor: Decodable {
  let shape: [Int]
  let values: [Double]
}

/// One sequence through a stack of layers. Shapes: input [T, B, I], sequence [T, B, D H] with D
/// directions, states [layers D, B, H]; loss = sum over outputs of `lossWeights` times `outputs`.
struct RecurrentReference: Decodable {
  let kind: CellKind
  let layers: Int
  let bidirectional: Bool
  /// [B]: a sequence's outputs are zero from its length on, its final state is that of its last step.
  let lengths: [Int]
  let input: ReferenceTensor
  /// `h0`, for the LSTM also `c0`.
  let initial: [String: ReferenceTensor]
  /// By PyTorch's names: `weight_ih_l0`, ..., `bias_hh_l1_reverse`.
  let parameters: [String: ReferenceTensor]
  /// `sequence`, `hn`, for the LSTM also `cn`.
  let outputs: [String: ReferenceTensor]
  let lossWeights: [String: ReferenceTensor]
  let loss: Double
  /// By `input` and the names in `initial` and `parameters`.
  let gradients: [String: ReferenceTensor]
}

/// Step Jacobians along one sequence. The whole state, n wide, is layer 0's h (then c), then layer 1's.
struct JacobianReference: Decodable {
  let kind: CellKind
  let layers: Int
  /// [T, I]
  let input: ReferenceTensor
  let parameters: [String: ReferenceTensor]
  /// [T + 1, n]
  let states: ReferenceTensor
  /// [T, n, n]: d s_t / d s_(t-1).
  let jacobians: ReferenceTensor
}

/// Ten steps of an optimiser on f(x) = x'Ax/2 - b'x + sum x^4 / 4, where x [6] is the parameter
/// `weight` [2, 2] followed by `bias` [2]: the gradient is Ax - b + x^3.
struct DescentReference: Decodable {
  struct Clip: Decodable {
    /// `none`, `norm` or `value`.
    let kind: String
    let limit: Double
  }
  struct Step: Decodable {
    let gradient: ReferenceTensor
    let norm: Double
    /// The gradient as the optimiser was given it.
    let clipped: ReferenceTensor
    /// x after the step.
    let parameters: ReferenceTensor
  }
  let optimizer: String
  let settings: [String: Double]
  let clip: Clip
  let curvature: ReferenceTensor
  let slope: ReferenceTensor
  let start: [String: ReferenceTensor]
  let steps: [Step]
}

/// An operation's value, and the gradients of sum(`lossWeights` * value).
struct OperationReference: Decodable {
  let inputs: [String: ReferenceTensor]
  let value: ReferenceTensor
  let lossWeights: ReferenceTensor
  let gradients: [String: ReferenceTensor]
  let targets: [Int32]?
  let delta: Double?
  let stride: Int?
}
