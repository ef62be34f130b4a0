import Recurrent

/// (I, H, O, B, T).
struct Sizes: CustomStringConvertible {
  var I = 1
  var H = 1
  var O = 1
  var B = 1
  var T = 1
  var description: String { "(\(I), \(H), \(O), \(B), \(T))" }
}

/// One work on one shape: what is timed, and against whom.
struct Case {
  let work: String
  let cell: CellKind?
  let shape: Sizes
  /// The scripts and the words for the work that other libraries do.
  var peers: [PeerWork] = []
  /// Ours in another way, which takes part as a peer.
  var variant: (name: String, prepare: () throws -> Iteration)?
  /// The matrix products without which the work can't be done.
  var products: [Product] = []
  /// Makes everything ready, and gives one iteration.
  let prepare: () throws -> Iteration

  typealias Iteration = () throws -> Void

  var name: String { [work, cell?.title, "\(shape)"].compactMap { $0 }.joined(separator: " ") }

  static func all(isTiny: Bool, threads: Int) -> [Case] {
    trainingSteps(isTiny, threads) + recordedSteps(isTiny, threads) + spectralNorms(isTiny)
      + lyapunov(isTiny)
      + eigenvalues(isTiny) + deepQLearning(isTiny)
  }
}

/// What a peer does: a script in `peers`, and its word for the work.
struct PeerWork {
  let script: String
  let work: String
}
