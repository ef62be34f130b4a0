/// Records operations as they are computed, and sweeps back over them for gradients (reverse mode).
///
/// A tape is used on one thread; each thread has its own. A training step records, sweeps, updates
/// the parameters, and resets the tape, which keeps its memory for the next step.
///
/// ```swift
/// let tape = Tape<Float>()
/// let w = tape.variable(weights)
/// let loss = tape.constant(x).matmul(w).tanh().mean()
/// let gradient = tape.gradients(of: loss)[w]
/// tape.reset()
/// ```
///
/// Source: Griewank and Walther, Evaluating Derivatives, 2008, chapter 3.
public final class Tape<Scalar: TensorScalar> {
  /// The memory of values and cotangents.
  public let pool = Pool()
  /// Whether operations are recorded. Without recording every result is a constant.
  public var isRecording = true

  var nodes: [Node<Scalar>] = []
  /// The inputs of all nodes, one node's after another's: places on the tape, -1 for constants.
  var edges: [Int32] = []
  /// Counts the resets: a variable of an earlier period is refused.
  private(set) var period: UInt32 = 0

  var observers: [Observer<Scalar>] = []
  var labels: [Int32: [Label]] = [:]

  /// An empty tape.
  public init() {}

  /// Forgets everything recorded. Variables of before mustn't be used again; memory that no tensor
  /// holds any longer is reused.
  @specialized(where Scalar == Float)
  public func reset() {
    nodes.removeAll(keepingCapacity: true)
    edges.removeAll(keepingCapacity: true)
    labels.removeAll(keepingCapacity: true)
    period &+= 1
    pool.trim()
  }

  /// A leaf that wants a gradient; with a name, observers see it.
  ///
  /// An optimiser that changes `value` in place does so once the tape is reset and the leaf gone:
  /// while they share the memory, writing copies it.
  @specialized(where Scalar == Float)
  public func variable(_ value: Tensor<Scalar>, name: String? = nil) -> Variable<Scalar> {
    let leaf = isRecording ? append(value, "leaf", edges: 0, .none) : constant(value)
    return name.map { leaf.named($0) } ?? leaf
  }

  /// A value that wants no gradient.
  @specialized(where Scalar == Float)
  public func constant(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    Variable(value, tape: self, node: -1, period: period)
  }

  /// A tensor in the tape's memory whose elements have any values, for a caller that writes all.
  @specialized(where Scalar == Float)
  public func uninitialized(_ shape: Shape) -> Tensor<Scalar> {
    Tensor(uninitialized: shape, in: pool)
  }

  /// A tensor of zeros in the tape's memory.
  @specialized(where Scalar == Float)
  public func zeros(_ shape: Shape) -> Tensor<Scalar> {
    .zeros(shape, in: pool)
  }

  /// The gradients of `loss` with respect to every leaf that wants one.
  ///
  /// - Parameter seed: The cotangent of `loss`, of its shape; 1 for a loss of one element.
  /// - Complexity: A small multiple of what computing the values took; a loop, at any length.
  @specialized(where Scalar == Float)
  public func gradients(
    of loss: Variable<Scalar>, seed: Tensor<Scalar>? = nil
  ) -> Gradients<Scalar> {
    require(loss.tape === self, "a loss of another tape")
    require(
      seed.map { $0.shape == loss.shape } ?? (loss.value.count == 1),
      "a loss of shape \(loss.shape) needs a seed of that shape, not \(String(describing: seed))")
    guard loss.needsGradient else { return Gradients([], period: period) }
    require(loss.period == period, "a loss from before the tape's reset")
    var cotangents = Cotangents(nodes: nodes, edges: edges, pool: pool)
    cotangents.add(seed ?? .ones(loss.shape, in: pool), toNode: Int(loss.node))
    for node in stride(from: Int(loss.node), through: 0, by: -1) {
      if !labels.isEmpty { reportCotangent(cotangents.slots[node], ofNode: node) }
      cotangents.pullBack(node)
    }
    return Gradients(cotangents.slots, period: period)
  }
}
