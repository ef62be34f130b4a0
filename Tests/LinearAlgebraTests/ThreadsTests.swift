import Testing

@testable import LinearAlgebra

/// Products are the same to rounding however many threads compute them.
struct ThreadsTests {
  @Test func threadsChangeNoProduct() {
    var generator = RandomGenerator(seed: 1)
    let (a, b) = (
      Matrix.gaussian(90, 70, using: &generator), Matrix.gaussian(70, 80, using: &generator)
    )
    setThreads(1)
    let single = a * b
    setThreads(2)
    let double = a * b
    setThreads(1)
    #expect(distance(single, double) < 1e-13)
  }
}
