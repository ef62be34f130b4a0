import Testing

@testable import Autodiff

@Suite struct PoolTests {
  @Test func memoryIsAligned() {
    let pool = Pool()
    for count in [0, 1, 3, 17, 100, 1000, 12345] {
      let address = Tensor<Float>(uninitialized: [count], in: pool).withUnsafePointer {
        Int(bitPattern: $0)
      }
      #expect(address % 64 == 0)
    }
  }

  @Test func aClassHoldsWhatItPromisesAndWastesAtMostAFifth() {
    var previous = 0
    for bytes in (0..<5000).map({ $0 * 7 }) + [1 << 20, 1 << 20 + 1, 1 << 33, 1 << 40] {
      let size = SizeClass(holding: bytes)
      #expect(size.bytes >= bytes)
      #expect(size.bytes % 64 == 0)
      #expect(SizeClass.bytes(ofIndex: size.index) == size.bytes)
      #expect(size.index < SizeClass.count)
      #expect(size.index >= previous)
      if bytes > 1024 { #expect(size.bytes * 4 <= (bytes + 63) * 5) }
      previous = size.index
    }
  }

  @Test func aTensorGivesItsMemoryBackWhenTheLastCopyDies() {
    let pool = Pool()
    var copies = [Tensor<Double>.zeros([100], in: pool)]
    copies.append(copies[0].reshaped([10, 10]))
    copies.append(copies[1].leading(3))
    while !copies.isEmpty {
      #expect(pool.bytesInUse >= 800)
      copies.removeFirst()
    }
    #expect(pool.bytesInUse == 0)
    #expect(pool.bytesHeld >= 800)
    _ = Tensor<Double>.zeros([100], in: pool)
    #expect(pool.allocations == 1)
  }

  @Test func memoryOfOneSizeIsNotKeptWhenAnotherIsUsed() {
    let pool = Pool()
    for count in [1000, 1000, 50_000, 50_000, 50_000] {
      _ = (0..<10).map { _ in Tensor<Float>.zeros([count], in: pool) }
      pool.trim()
    }
    #expect(pool.bytesInUse == 0)
    #expect(pool.bytesHeld <= 10 * 50_000 * 4 * 5 / 4)
    #expect(pool.allocations == 20)
    pool.trim()
    pool.trim()
    #expect(pool.bytesHeld == 0)
  }

  @Test func tensorsOutliveTheirTape() {
    var tape: Tape<Float>? = Tape<Float>()
    let tensor = tape?.zeros([8])
    tape = nil
    #expect(tensor?.array == [Float](repeating: 0, count: 8))
  }

  @Test func tensorsMayDieOnOtherThreads() async {
    let pool = Pool()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        let tensors = (1..<200).map { Tensor<Float>.zeros([$0], in: pool) }
        group.addTask { for tensor in tensors { _ = tensor.sum } }
      }
    }
    #expect(pool.bytesInUse == 0)
  }
}
