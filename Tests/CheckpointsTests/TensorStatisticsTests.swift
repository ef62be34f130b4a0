import Buffers
import Testing

@testable import Checkpoints

@Suite struct TensorStatisticsTests {
  private func statistics<Element>(
    _ elements: [Element], _ type: ElementType
  ) throws -> TensorStatistics {
    let bytes = elements.withUnsafeBytes { Bytes($0) }
    return try TensorStatistics(
      of: StoredTensor(name: "t", type, shape: [elements.count], rowMajor: bytes))
  }

  /// Every length around the width of a lane, and one beyond a part.
  @Test(arguments: [0, 1, 15, 16, 17, 100, 1 << 20, 1 << 20 + 33])
  func fastPathIsTheSimpleSum(count: Int) throws {
    let elements = (0..<count).map { Float(($0 * 7919) % 1000) / 8 - 50 }
    let result = try statistics(elements, .float32)
    let doubles = elements.map { Double($0) }
    #expect(result.finiteCount == count && result.isFinite)
    #expect(result.minimum == doubles.min() ?? .infinity)
    #expect(result.maximum == doubles.max() ?? -.infinity)
    if count > 0 {
      let mean = try #require(result.mean)
      #expect(abs(mean - doubles.reduce(0, +) / Double(count)) < 1e-9)
      let norm = doubles.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(try #require(result.norm) - norm) <= 1e-12 * norm)
    } else {
      #expect(result.mean == nil && result.norm == 0)
    }
  }

  /// One element that isn't finite, at every place of a lane and of the rest.
  @Test(arguments: 0..<37) func whatIsNotFiniteIsCounted(place: Int) throws {
    var elements = [Float](repeating: 2, count: 37)
    elements[place] = place % 2 == 0 ? .nan : -.infinity
    let result = try statistics(elements, .float32)
    #expect(result.nanCount == (place % 2 == 0 ? 1 : 0))
    #expect(result.infiniteCount == (place % 2 == 0 ? 0 : 1))
    #expect(result.finiteCount == 36 && result.minimum == 2 && result.maximum == 2)
    #expect(result.norm == 12)
  }

  /// The squares of these leave Float64.
  @Test(arguments: [[3e200, 4e200], [1e140, 3e200, 4e200], [4e200, 1, 3e200]])
  func hugeElementsHaveANorm(elements: [Double]) throws {
    #expect(abs(try #require(try statistics(elements, .float64).norm) / 5e200 - 1) < 1e-12)
  }

  @Test func nothingFiniteHasNoNorm() throws {
    #expect(try statistics([Float.nan, .infinity], .float32).norm == nil)
  }

  @Test func halfPrecisionIsExact() throws {
    let bits: [UInt16] = [0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x0400]
    let values = try StoredTensor(
      name: "t", .float16, shape: [6], rowMajor: bits.withUnsafeBytes { Bytes($0) }
    ).doubles()
    #expect(values == [1, -2, 0x1p-24, 65504, -0.0, 0x1p-14])
    #expect(double(binary16: 0x7c00) == .infinity && double(binary16: 0xfe00).isNaN)
  }

  @Test func everyReadableTypeCountsAlike() throws {
    for type in ElementType.allCases where type.isReadable {
      let zero = StoredTensor(
        name: "t", type, shape: [3], rowMajor: Bytes(repeatElement(0, count: 3 * type.size)))
      let result = try TensorStatistics(of: zero)
      #expect(result.finiteCount == 3 && result.norm == 0, "\(type)")
    }
  }
}
