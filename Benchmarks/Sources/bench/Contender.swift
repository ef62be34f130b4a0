import Foundation

/// Someone who can do the work of a case, as often as asked.
struct Contender {
  let name: String
  /// Mean milliseconds of so many iterations.
  let turn: (_ iterations: Int) throws -> Double

  /// Work in this process.
  init(_ name: String, _ iteration: @escaping Case.Iteration) {
    self.name = name
    turn = { count in
      let start = ContinuousClock.now
      for _ in 0..<count { try iteration() }
      return (ContinuousClock.now - start) / .milliseconds(1) / Double(count)
    }
  }

  /// Work in a peer's process.
  init(_ peer: Peer, _ work: String) {
    name = work == "step" || work == "eigenvalues" ? peer.name : "\(peer.name) \(work)"
    turn = { try peer.ask("\($0)") }
  }
}

extension Case {
  /// The peers that are installed; a peer that isn't is named as skipped.
  func rivals(threads: Int, alone: Bool) -> [Contender] {
    var rivals: [Contender] = []
    for peer in alone ? [] : peers {
      let sizes = [shape.I, shape.H, shape.O, shape.B, shape.T, threads].map(String.init)
      if let process = Peer(peer.script, [peer.work, cell?.title ?? "-"] + sizes) {
        rivals.append(Contender(process, peer.work))
      } else {
        print("\(name): \(peer.script) doesn't run here, skipped")
      }
    }
    return rivals
  }
}
