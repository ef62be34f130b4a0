/// The cotangents of a sweep in progress: what the gradient of the loss with respect to each node
/// has come to so far.
public struct Cotangents<Scalar: TensorScalar> {
  private(set) var slots: [Tensor<Scalar>?]
  private let nodes: [Node<Scalar>]
  private let edges: [Int32]
  private let pool: Pool
  /// Where the inputs of the operation whose pullback is running are listed.
  private var firstEdge = 0

  @specialized(where Scalar == Float)
  init(nodes: [Node<Scalar>], edges: [Int32], pool: Pool) {
    slots = Array(repeating: nil, count: nodes.count)
    self.nodes = nodes
    self.edges = edges
    self.pool = pool
  }

  /// Whether the operation's `input` needs a cotangent.
  public func needs(_ input: Int) -> Bool { node(input) >= 0 }

  /// Adds `cotangent` to that of the operation's `input`.
  @specialized(where Scalar == Float)
  public mutating func add(_ cotangent: Tensor<Scalar>, to input: Int) {
    let node = node(input)
    if node >= 0 { add(cotangent, toNode: node) }
  }

  /// Changes the cotangent of the operation's `input` in place; it starts as zeros.
  @specialized(where Scalar == Float)
  public mutating func update(_ input: Int, _ body: (inout Tensor<Scalar>) -> Void) {
    let node = node(input)
    guard node >= 0 else { return }
    if slots[node] == nil { slots[node] = .zeros(nodes[node].shape, in: pool) }
    body(&slots[node]!)
  }

  /// Adds a result of linear algebra to the cotangent of the operation's `input` in place: `body`
  /// computes beta times the cotangent plus its result, with beta 0 for one not written yet.
  @specialized(where Scalar == Float)
  public mutating func accumulate(
    _ input: Int, _ body: (_ cotangent: inout Tensor<Scalar>, _ beta: Scalar) -> Void
  ) {
    let node = node(input)
    guard node >= 0 else { return }
    let isFirst = slots[node] == nil
    if isFirst { slots[node] = Tensor(uninitialized: nodes[node].shape, in: pool) }
    body(&slots[node]!, isFirst ? 0 : 1)
  }

  private func node(_ input: Int) -> Int { Int(edges[firstEdge + input]) }

  /// Adds to the cotangent of a node. The first to arrive is kept as it is, perhaps shared with
  /// other slots; adding to it later copies it then.
  @specialized(where Scalar == Float)
  mutating func add(_ cotangent: Tensor<Scalar>, toNode node: Int) {
    require(
      cotangent.shape == nodes[node].shape,
      "a cotangent of shape \(cotangent.shape) for \(nodes[node].operation) of \(nodes[node].shape)"
    )
    if slots[node] == nil { slots[node] = cotangent } else { slots[node]!.add(cotangent) }
  }

  /// Takes a node's cotangent out, so that its memory is free once the caller is done with it.
  @specialized(where Scalar == Float)
  private mutating func take(_ node: Int) -> Tensor<Scalar>? {
    var taken: Tensor<Scalar>?
    swap(&taken, &slots[node])
    return taken
  }

  /// Carries the total cotangent of one node back to the inputs of its operation.
  @specialized(where Scalar == Float)
  mutating func pullBack(_ index: Int) {
    let node = nodes[index]
    firstEdge = node.firstEdge
    switch node.pullback {
    case .none, .furtherResult:
      break
    case .one(let pullback):
      if let cotangent = take(index) { distribute(pullback(cotangent), node) }
    case .several(let count, let pullback):
      let cotangents = (index..<index + count).map { take($0) }
      if cotangents.contains(where: { $0 != nil }) { distribute(pullback(cotangents), node) }
    case .accumulating(let pullback):
      if let cotangent = take(index) { pullback(cotangent, &self) }
    }
  }

  @specialized(where Scalar == Float)
  private mutating func distribute(_ cotangents: [Tensor<Scalar>?], _ node: Node<Scalar>) {
    require(
      cotangents.count == node.edgeCount,
      "the pullback of \(node.operation) gave \(cotangents.count) cotangents for its "
        + "\(node.edgeCount) inputs")
    for (input, cotangent) in cotangents.enumerated() {
      if let cotangent { add(cotangent, to: input) }
    }
  }
}
