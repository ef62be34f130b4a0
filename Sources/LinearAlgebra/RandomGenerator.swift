import Foundation

/// A seeded random generator: xoshiro256++ (Blackman, Vigna 2019), its 256 bits of state filled
/// from the seed by SplitMix64 (Steele, Lea, Flood 2014).
///
/// The same seed gives the same numbers in every run and every version of Swift. The state is
/// `Codable`, so that a run can be resumed exactly. Not for cryptography.
public struct RandomGenerator: RandomNumberGenerator, Equatable, Codable, Sendable {
  private var s0, s1, s2, s3: UInt64

  /// The second number of the last pair that `normal()` made.
  private var spare: Double?

  /// Any seed serves, 0 included; neighbouring seeds give unrelated streams.
  public init(seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    self.init(state: [mixer.next(), mixer.next(), mixer.next(), mixer.next()])
  }

  /// A generator with the given four words of state, at least one of them not zero.
  init(state: [UInt64]) {
    precondition(state.count == 4 && state.contains { $0 != 0 }, "\(state) is no xoshiro256 state")
    (s0, s1, s2, s3) = (state[0], state[1], state[2], state[3])
  }

  /// The next 64 random bits; period 2^256 - 1.
  public mutating func next() -> UInt64 {
    let result = rotated(s0 &+ s3, by: 23) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotated(s3, by: 45)
    return result
  }

  /// A generator whose stream overlaps neither what this one has given nor the next 2^128 numbers
  /// that it will give: the new one goes on from here, this one jumps ahead.
  public mutating func split() -> RandomGenerator {
    var child = self
    child.spare = nil
    jump()
    return child
  }

  /// Advances by 2^128 steps: the state times a fixed polynomial over GF(2), as published with the
  /// generator.
  mutating func jump() {
    let polynomial: [UInt64] = [
      0x180e_c6d3_3cfd_0aba, 0xd5a6_1266_f0c9_392c, 0xa958_2618_e03f_c9aa, 0x39ab_dc45_29b1_661c,
    ]
    var (j0, j1, j2, j3) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    for word in polynomial {
      for bit in 0..<64 {
        if word >> UInt64(bit) & 1 == 1 { (j0, j1, j2, j3) = (j0 ^ s0, j1 ^ s1, j2 ^ s2, j3 ^ s3) }
        _ = next()
      }
    }
    (s0, s1, s2, s3) = (j0, j1, j2, j3)
  }
}

extension RandomGenerator {
  /// A uniform number in [0, 1), a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform number in `range`.
  public mutating func uniform(in range: Range<Double>) -> Double {
    let value = range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    return min(value, range.upperBound.nextDown)
  }

  /// A standard normal number, by the polar method (Marsaglia, Bray 1964), which makes two at a
  /// time.
  public mutating func normal() -> Double {
    if let second = spare {
      spare = nil
      return second
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      guard square > 0 && square < 1 else { continue }
      let factor = (-2 * log(square) / square).squareRoot()
      spare = y * factor
      return x * factor
    }
  }

  /// An integer in 0..<bound, each equally likely (Lemire 2019: multiply, and reject the few that
  /// would favour some).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no integer in 0..<\(bound)")
    let n = UInt64(bound)
    var product = next().multipliedFullWidth(by: n)
    if product.low < n {
      let threshold = (0 &- n) % n
      while product.low < threshold { product = next().multipliedFullWidth(by: n) }
    }
    return Int(product.high)
  }

  /// Puts the elements in random order, each order equally likely (Fisher, Yates 1938).
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for i in elements.indices.dropFirst().reversed() {
      elements.swapAt(i, integer(below: i + 1))
    }
  }

  /// The numbers 0..<n in random order.
  public mutating func permutation(_ n: Int) -> [Int] {
    var order = Array(0..<n)
    shuffle(&order)
    return order
  }
}

/// The generator that spreads a seed over a larger state.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

private func rotated(_ x: UInt64, by k: UInt64) -> UInt64 {
  x << k | x >> (64 - k)
}
