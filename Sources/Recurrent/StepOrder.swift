/// The order in which a layer walks over the T time steps of its input.
struct StepOrder: Sendable {
  let T: Int
  let reversed: Bool

  /// The time step at which the layer takes its s-th step.
  func time(_ s: Int) -> Int { reversed ? T - 1 - s : s }

  /// The time steps 0 ..< T but the last one walked, as a range: with `shifted`, each step beside the one before it.
  var allButFirstWalked: Range<Int> { reversed ? 0..<T - 1 : 1..<T }
  /// The time steps that stand before those, in the same alignment.
  var allButLastWalked: Range<Int> { reversed ? 1..<T : 0..<T - 1 }
}
