/// What a recorder keeps, and how often.
public struct RecorderSettings: Sendable, Equatable, Codable {
  /// Every how many training steps a record is made, besides the first; from 1.
  public var every = 10
  /// At most so many records, besides those with a loss on unseen data; nil keeps all. When there
  /// would be more, every second one is dropped and the distance between them doubles, so that they
  /// lie evenly wherever the run ends.
  public var limit: Int?
  /// Whether the norms of dL/dh_t and dL/dc_t are kept.
  public var gradients = true
  /// Whether gate means and saturated shares are kept.
  public var gates = true
  /// Whether the size of each parameter's update beside its weights is kept.
  public var updates = true
  /// At every how many records, by step number, sigma_max and spectral radius of W_hh are measured; 0 for never.
  public var spectraEvery = 10
  /// At every how many records, by step number, sigma_max of every J_t is measured; 0 for never.
  public var jacobiansEvery = 0

  /// The defaults.
  public init() {}
}
