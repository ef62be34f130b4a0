import LinearAlgebra

/// The random numbers of a run, one stream a purpose, so that drawing more for one purpose changes
/// no other.
struct RandomStreams: Codable, Sendable, Equatable {
  var weights: RandomGenerator
  var validation: RandomGenerator
  var batches: RandomGenerator
  var dropout: RandomGenerator

  init(seed: UInt64) {
    var root = RandomGenerator(seed: seed)
    weights = root.split()
    validation = root.split()
    batches = root.split()
    dropout = root.split()
  }
}
