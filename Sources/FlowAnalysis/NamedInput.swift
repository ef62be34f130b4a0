import LinearAlgebra
import Recurrent

/// A sequence to measure on, with the name that every measurement on it must carry.
///
/// Dynamics belong to a network *and* its input: the same weights can forget English text and be
/// chaotic on noise.
public struct NamedInput: Equatable, Sendable {
  /// What reports call it, such as `Gaussian noise (seed 1)`.
  public let name: String
  /// x, T x I.
  public let values: Matrix
  /// s_0; zero if nil.
  public let initial: [Double]?

  /// A sequence under a name.
  public init(_ name: String, _ values: Matrix, initial: [Double]? = nil) {
    self.name = name
    self.values = values
    self.initial = initial
  }

  /// T steps of zeros: what the network does by itself.
  public static func zeros(steps: Int, inputSize: Int) -> NamedInput {
    NamedInput("zero input", Matrix(zeros: steps, inputSize))
  }

  /// T steps of independent standard normal numbers.
  public static func noise(steps: Int, inputSize: Int, seed: UInt64) -> NamedInput {
    var generator = RandomGenerator(seed: seed)
    return NamedInput(
      "Gaussian noise (seed \(seed))", Matrix.gaussian(steps, inputSize, using: &generator))
  }

  /// The first T steps.
  func prefix(_ T: Int) -> NamedInput {
    precondition(T <= values.rows, "\(name) has \(values.rows) steps, not \(T)")
    return NamedInput(name, values.rows(0..<T), initial: initial)
  }
}
