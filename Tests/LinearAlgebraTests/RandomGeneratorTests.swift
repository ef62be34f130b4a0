import Foundation
import Testing

@testable import LinearAlgebra

struct RandomGeneratorTests {
  @Test func splitMixGivesThePublishedStream() {
    var mixer = SplitMix64(state: 1_234_567)
    let stream = (0..<5).map { _ in mixer.next() }
    #expect(
      stream == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func xoshiroGivesThePublishedStream() {
    var generator = RandomGenerator(state: [1, 2, 3, 4])
    let stream = (0..<10).map { _ in generator.next() }
    #expect(
      stream == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
        9_228_616_714_210_784_205, 9_973_669_472_204_895_162, 14_011_001_112_246_962_877,
        12_406_186_145_184_390_807, 15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
      ])
  }

  /// One step is linear over GF(2): its matrix squared 128 times must do what `jump` does.
  @Test func jumpIsTheStepTakenTwoToThe128Times() throws {
    var step = (0..<256).map { bit in
      var generator = RandomGenerator(state: words { $0 == bit })
      _ = generator.next()
      return state(of: generator)
    }
    for _ in 0..<128 { step = step.map { image(of: $0, under: step) } }
    let start: [UInt64] = [3, 1 << 60, 0xdead_beef, 42]
    var generator = RandomGenerator(state: start)
    generator.jump()
    #expect(state(of: generator) == image(of: start, under: step))
  }

  @Test func theSameSeedGivesTheSameNumbers() {
    var (a, b, c) = (
      RandomGenerator(seed: 7), RandomGenerator(seed: 7), RandomGenerator(seed: 8)
    )
    let (x, y, z) = (a.next(), b.next(), c.next())
    #expect(x == y)
    #expect(x != z)
  }

  @Test func uniformNumbersFillTheUnitIntervalEvenly() {
    var generator = RandomGenerator(seed: 1)
    let n = 200_000
    let sample = (0..<n).map { _ in generator.uniform() }
    #expect(sample.allSatisfy { $0 >= 0 && $0 < 1 })
    // The mean has standard deviation sqrt(1/12/n) = 6.5e-4: five of them either way.
    #expect(abs(sample.reduce(0, +) / Double(n) - 0.5) < 3.3e-3)
    let squares = sample.reduce(0) { $0 + $1 * $1 } / Double(n)
    #expect(abs(squares - 1.0 / 3) < 3.4e-3)
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalLaw() {
    var generator = RandomGenerator(seed: 2)
    let n = 200_000
    let sample = (0..<n).map { _ in generator.normal() }
    func moment(_ p: Double) -> Double { sample.reduce(0) { $0 + pow($1, p) } / Double(n) }
    // Five standard deviations of each: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n).
    #expect(abs(moment(1)) < 0.0112)
    #expect(abs(moment(2) - 1) < 0.0159)
    #expect(abs(moment(3)) < 0.0434)
    #expect(abs(moment(4) - 3) < 0.11)
  }

  @Test func rangesAreKept() {
    var generator = RandomGenerator(seed: 3)
    #expect((0..<1000).allSatisfy { _ in (-2.0..<3.0).contains(generator.uniform(in: -2..<3)) })
    let narrow = 1.0..<1.0.nextUp
    #expect((0..<100).allSatisfy { _ in narrow.contains(generator.uniform(in: narrow)) })
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func integersBelowABoundAreEquallyLikely(bound: Int) {
    var generator = RandomGenerator(seed: UInt64(bound))
    let n = 200 * bound
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<n { counts[generator.integer(below: bound)] += 1 }
    let chiSquare = counts.reduce(0.0) { $0 + pow(Double($1) - 200, 2) / 200 }
    // Mean bound - 1, variance 2 (bound - 1): six standard deviations.
    let freedom = Double(bound - 1)
    #expect(chiSquare <= freedom + 6 * (2 * freedom).squareRoot())
  }

  @Test func aPermutationHoldsEveryNumberOnce() {
    var generator = RandomGenerator(seed: 4)
    let order = generator.permutation(100)
    #expect(order.sorted() == Array(0..<100))
    #expect(order != Array(0..<100))
    #expect(generator.permutation(0).isEmpty)
  }

  @Test func aSplitStreamGoesItsOwnWay() {
    var parent = RandomGenerator(seed: 5)
    var child = parent.split()
    let (a, b) = ((0..<100).map { _ in parent.next() }, (0..<100).map { _ in child.next() })
    #expect(Set(a).isDisjoint(with: b))
  }

  @Test func aRestoredStateContinuesTheStream() throws {
    var generator = RandomGenerator(seed: 6)
    _ = generator.normal()
    let saved = try JSONEncoder().encode(generator)
    var restored = try JSONDecoder().decode(RandomGenerator.self, from: saved)
    #expect((0..<5).allSatisfy { _ in restored.normal() == generator.normal() })
    #expect(restored.next() == generator.next())
  }
}

/// The four words of a generator's state, read from what it encodes.
private func state(of generator: RandomGenerator) -> [UInt64] {
  let fields = Mirror(reflecting: generator).children
  return fields.compactMap { $0.value as? UInt64 }
}

/// 256 bits as four words.
private func words(_ bit: (Int) -> Bool) -> [UInt64] {
  (0..<4).map { word in
    (0..<64).reduce(0) { bit(64 * word + $1) ? $0 | 1 << UInt64($1) : $0 }
  }
}

/// A vector of 256 bits under the map that sends unit vector i to `columns[i]`.
private func image(of vector: [UInt64], under columns: [[UInt64]]) -> [UInt64] {
  var result: [UInt64] = [0, 0, 0, 0]
  for i in 0..<256 where vector[i / 64] >> UInt64(i % 64) & 1 == 1 {
    for word in 0..<4 { result[word] ^= columns[i][word] }
  }
  return result
}
