import CBench
import Foundation
import LinearAlgebra

/// A product op(A) op(B), m x k by k x n, made `count` times: letters N or T say how A and B are stored.
struct Product: Hashable {
  let m: Int
  let n: Int
  let k: Int
  let letters: String
  let count: Int

  init(_ m: Int, _ n: Int, _ k: Int, _ letters: String, count: Int = 1) {
    (self.m, self.n, self.k, self.letters, self.count) = (m, n, k, letters, count)
  }

  var transposesA: Bool { letters.first == "T" }
  var transposesB: Bool { letters.last == "T" }
}

/// Each product at the best of oneDNN, OpenBLAS and torch.mm, on this machine, in this run.
final class ProductTimer {
  private let pyTorch: Peer?
  private var known: [Product: Double] = [:]

  init(threads: Int, asksPyTorch: Bool) {
    pyTorch = asksPyTorch ? Peer("peer_products.py", ["\(threads)"]) : nil
  }

  /// The limit: what the products of a step take together, and nothing else.
  func milliseconds(_ products: [Product]) throws -> Double {
    try products.reduce(0) { $0 + (try best($1)) * Double($1.count) }
  }

  private func best(_ product: Product) throws -> Double {
    if let time = known[product] { return time }
    let time = try leastTime(product)
    known[product] = time
    return time
  }

  /// The least median of turns of some milliseconds.
  private func leastTime(_ p: Product) throws -> Double {
    let operations = 2 * Double(p.m) * Double(p.n) * Double(p.k)
    // A turn of some milliseconds; the smallest products are calls more than sums.
    let count = max(2, min(4000, Int(2e8 / operations)))
    let (a, b) = (random(p.m * p.k), random(p.k * p.n))
    var c = [Float](repeating: 0, count: p.m * p.n)
    let oneDNN = Contender("oneDNN") {
      gemm(
        p.transposesA, p.transposesB, p.m, p.n, p.k, 1, a, p.transposesA ? p.m : p.k, b,
        p.transposesB ? p.k : p.n, 0, &c, p.n)
    }
    var d = c
    let openBLAS = Contender("OpenBLAS") {
      cblas_sgemm(
        101, p.transposesA ? 112 : 111, p.transposesB ? 112 : 111, Int32(p.m), Int32(p.n),
        Int32(p.k), 1, a, Int32(p.transposesA ? p.m : p.k), b, Int32(p.transposesB ? p.k : p.n), 0,
        &d, Int32(p.n))
    }
    _ = try (oneDNN.turn(1), openBLAS.turn(1))
    let rounds = try (0..<7).map { _ in
      [
        try oneDNN.turn(count), try openBLAS.turn(count),
        try pyTorch?.ask("\(count) \(p.m) \(p.n) \(p.k) \(p.letters)") ?? .infinity,
      ]
    }
    return (0..<3).map { who in rounds.map { $0[who] }.sorted()[3] }.min()!
  }

  private func random(_ count: Int) -> [Float] {
    var generator = RandomGenerator(seed: 0)
    return (0..<count).map { _ in Float(generator.normal()) }
  }
}
