import LinearAlgebra
import Testing
import Training

@Suite struct TextTaskTests {
  /// Every character is its own, so that a token tells its place in the text.
  private func numbered(_ count: Int) throws -> TextCorpus {
    var text = String.UnicodeScalarView()
    for k in 0..<count { text.append(Unicode.Scalar(UInt32(0x4e00 + k))!) }
    return try TextCorpus(utf8: String(text).utf8, path: "numbered.txt")
  }

  private func tokens(_ batch: Batch) -> (input: [[Int32]], target: [[Int32]]) {
    guard case .tokens(let x) = batch.input, case .tokens(let y) = batch.target else {
      return ([], [])
    }
    func sequence(_ all: [Int32], _ b: Int) -> [Int32] {
      (0..<batch.steps).map { all[$0 * batch.size + b] }
    }
    return ((0..<batch.size).map { sequence(x, $0) }, (0..<batch.size).map { sequence(y, $0) })
  }

  @Test func streamsGoOnFromBatchToBatchAndStartAgain() throws {
    let task = try TextTask(numbered(200), length: 7, batch: 4)
    var generator = RandomGenerator(seed: 1)
    // 180 characters in 4 streams of 44 steps hold 6 windows of 7.
    for index in 0..<14 {
      let batch = task.batch(index, size: 4, using: &generator)
      let (input, target) = tokens(batch)
      #expect(batch.continues == (index % 6 != 0))
      for b in 0..<4 {
        let start = Int32(b * 44 + index % 6 * 7)
        #expect(input[b] == Array(start..<start + 7))
        #expect(target[b] == Array(start + 1..<start + 8))
      }
    }
  }

  @Test(arguments: TextTask.Windows.allCases)
  func trainingNeverSeesTheLastTenth(windows: TextTask.Windows) throws {
    let task = try TextTask(numbered(300), length: 11, batch: 5, windows: windows)
    var generator = RandomGenerator(seed: 1)
    var seen: Set<Int32> = []
    for index in 0..<200 {
      let (input, target) = tokens(task.batch(index, size: 5, using: &generator))
      seen.formUnion(input.joined())
      seen.formUnion(target.joined())
    }
    #expect(seen.max()! < 270)
    if windows == .random { #expect(seen.count == 270) }
    let unseen = Set(task.validation(using: &generator).flatMap { tokens($0).input.joined() })
    #expect(unseen.isDisjoint(with: seen))
  }

  @Test func validationIsTheWholeLastTenthInOneSequence() throws {
    let task = try TextTask(numbered(20_000), length: 5, batch: 2)
    var generator = RandomGenerator(seed: 1)
    let batches = task.validation(using: &generator)
    #expect(batches.map(\.continues) == [false, true])
    #expect(batches.allSatisfy { $0.size == 1 })
    #expect(batches.flatMap { tokens($0).input[0] } == Array(18_000..<19_999))
    #expect(batches.flatMap { tokens($0).target[0] } == Array(18_001..<20_000))
  }

  /// The shortest text that passes has exactly one window; one character less is refused with the
  /// number that is needed.
  @Test(arguments: [(1, 1), (2, 3), (4, 25), (1, 8)])
  func shortTextIsRefusedWithWhatItLacks(batch: Int, length: Int) throws {
    let needed = try #require(
      (1...500).first { (try? TextTask(numbered($0), length: length, batch: batch)) != nil })
    let corpus = try numbered(needed)
    #expect(corpus.training.count > batch * length && corpus.validation.count >= 2)
    let error = #expect(throws: TextError.self) {
      try TextTask(numbered(needed - 1), length: length, batch: batch)
    }
    #expect(
      error
        == .tooShort(
          path: "numbered.txt", characters: needed - 1, needed: needed, batch: batch,
          length: length))
    var generator = RandomGenerator(seed: 1)
    let task = try TextTask(corpus, length: length, batch: batch)
    for index in 0..<3 { _ = task.batch(index, size: batch, using: &generator) }
    let random = try TextTask(corpus, length: length, batch: batch, windows: .random)
    for index in 0..<20 { _ = random.batch(index, size: batch, using: &generator) }
  }

  @Test func sizesOfZeroAreRefused() throws {
    let corpus = try numbered(100)
    #expect(throws: SettingError.self) { try TextTask(corpus, length: 0, batch: 2) }
    #expect(throws: SettingError.self) { try TextTask(corpus, length: 2, batch: 0) }
  }
}
