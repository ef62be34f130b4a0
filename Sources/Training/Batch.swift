import Autodiff
import Recurrent

/// B sequences of T steps, and what the model is to say about them. All arrays are time-major.
public struct Batch: Sendable, Equatable {
  /// What the model reads at every step.
  public enum Input: Sendable, Equatable {
    /// [T, B, I].
    case vectors(Tensor<Float>)
    /// One class in 0 ..< I for each (t, b).
    case tokens([Int32])
  }

  /// What it is to say, and by which loss it is judged.
  public enum Target: Sendable, Equatable {
    /// One class for each (t, b): the mean cross-entropy in nats; a negative one isn't counted.
    case tokens([Int32])
    /// One class a sequence, after its last step: the mean cross-entropy in nats.
    case lastToken([Int32])
    /// [B, O] numbers after the last step: the mean squared error.
    case lastNumbers(Tensor<Float>)
  }

  /// T.
  public let steps: Int
  /// B.
  public let size: Int
  /// What is read.
  public let input: Input
  /// What is asked.
  public let target: Target
  /// The number of valid steps of each sequence; `nil` when all have T. Targets of later steps are
  /// for the maker of the batch to leave out.
  public let lengths: [Int]?
  /// Whether these sequences go on where those of the batch before ended.
  public let continues: Bool

  /// A batch; sizes are checked.
  public init(
    steps: Int, size: Int, input: Input, target: Target, lengths: [Int]? = nil,
    continues: Bool = false
  ) {
    self.steps = steps
    self.size = size
    self.input = input
    self.target = target
    self.lengths = lengths
    self.continues = continues
    checkSizes()
  }

  private func checkSizes() {
    precondition(steps > 0 && size > 0, "a batch of T = \(steps), B = \(size)")
    switch input {
    case .vectors(let x):
      precondition(x.rank == 3 && x.shape[0] == steps && x.shape[1] == size, "input \(x.shape)")
    case .tokens(let tokens):
      precondition(tokens.count == steps * size, "\(tokens.count) tokens, \(steps) x \(size) steps")
    }
    switch target {
    case .tokens(let tokens):
      precondition(
        tokens.count == steps * size, "\(tokens.count) targets, \(steps) x \(size) steps")
    case .lastToken(let tokens):
      precondition(tokens.count == size, "\(tokens.count) targets, \(size) sequences")
    case .lastNumbers(let y):
      precondition(y.rank == 2 && y.shape[0] == size, "targets \(y.shape), \(size) sequences")
    }
  }

  /// Of a share of a batch, how many the whole asks.
  var countedInAll: Int?

  /// How many answers the mean is taken over.
  public var counted: Int {
    if let countedInAll { return countedInAll }
    return switch target {
    case .tokens(let tokens), .lastToken(let tokens): tokens.count { $0 >= 0 }
    case .lastNumbers(let y): y.count
    }
  }
}
