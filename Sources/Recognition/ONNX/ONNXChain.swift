import Checkpoints

/// The way back from what a recurrent node sees to the node that gives it.
///
/// One that only leads through moves of elements says which layer lies below; whether the states of each
/// step arrive as they are, both directions side by side, is told by following the axes: Y is [T, D, B, H],
/// X is [T, B, D H].
struct ONNXChain {
  /// The node below and what is done to its output, from X back to Y.
  private let moves: [(node: ONNXNode, frame: ONNXFrame)]
  private let below: (node: ONNXNode, frame: ONNXFrame)

  private static let neutral: Set<String> = ["Identity", "Cast", "Dropout"]
  private static let moving: Set<String> = ["Transpose", "Squeeze", "Reshape"]

  /// `nil` where anything else comes between, or another output than Y is seen.
  /// - Parameter steps: what is left of the work that the caller allows.
  init?(seenBy cell: ONNXCell, _ steps: inout Int) {
    guard var name = cell.node.inputs.first, !name.isEmpty else { return nil }
    var (frame, moves) = (cell.frame, [(node: ONNXNode, frame: ONNXFrame)]())
    for _ in 0..<256 {
      guard case .node(let node, let place, let output) = frame.source(of: name, &steps),
        output == 0
      else { return nil }
      if ONNXCell(node, place) != nil {
        (self.moves, below) = (moves, (node, place))
        return
      }
      guard node.isOne(of: Self.neutral) || node.isOne(of: Self.moving),
        let input = node.inputs.first
      else { return nil }
      if node.isOne(of: Self.moving) { moves.append((node, place)) }
      (frame, name) = (place, input)
    }
    return nil
  }

  /// The node that gives the states, if they arrive as X has them.
  func feeder(
    of cell: ONNXCell, _ folder: inout ONNXFolder
  ) -> (node: ONNXNode, frame: ONNXFrame)? {
    guard let given = ONNXCell(below.node, below.frame) else { return nil }
    var axes: [Axis] =
      given.isBatchwise
      ? [.batch, .time, .direction, .unit] : [.time, .direction, .batch, .unit]
    for (node, frame) in moves.reversed() {
      guard
        let moved = moved(axes, node, frame, directions: given.isBidirectional ? 2 : 1, &folder)
      else { return nil }
      axes = moved
    }
    return axes == (cell.isBatchwise ? [.batch, .time, .unit] : [.time, .batch, .unit])
      ? below : nil
  }

  private enum Axis {
    case time
    case batch
    case direction
    /// The units of a direction, or of both one after the other.
    case unit
  }

  private func moved(
    _ axes: [Axis], _ node: ONNXNode, _ frame: ONNXFrame, directions: Int,
    _ folder: inout ONNXFolder
  ) -> [Axis]? {
    let setting = FoldingStep(node: node, frame: frame, output: 0, depth: 0)
    if node.operation == "Transpose" {
      return setting.permutation(of: axes.count).map { $0.map { axes[$0] } }
    }
    guard let place = axes.firstIndex(of: .direction) else { return nil }
    switch node.operation {
    case "Squeeze":
      guard directions == 1, let gone = try? setting.squeezed(axes.count, &folder),
        gone == [place]
      else { return nil }
      return axes.filter { $0 != .direction }
    default:
      // The last two axes become one, or the one direction is left out.
      guard let shape = try? setting.target(&folder), shape.count == 3,
        axes.last == .unit, place == 2 || directions == 1 && shape[place] != 0
      else { return nil }
      return axes.filter { $0 != .direction }
    }
  }
}
