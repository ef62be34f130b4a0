/// The rule by which a gradient g changes the weights w, with learning rate r at step t = 1, 2, ...
///
/// Formulas and defaults are PyTorch's.
public enum OptimizerRule: Sendable, Equatable {
  /// b <- momentum b + g; w <- w - r b (Polyak 1964). Without momentum b = g.
  case sgd(momentum: Double = 0)
  /// v <- a v + (1 - a) g^2; w <- w - r g / (sqrt(v) + epsilon) (Tieleman and Hinton 2012); a is the
  /// smoothing.
  case rmsprop(smoothing: Double = 0.99, epsilon: Double = 1e-8)
  /// m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2;
  /// w <- w - r (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon) (Kingma and Ba 2015).
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// What it keeps for every weight between steps, by name.
  public var slotNames: [String] {
    switch self {
    case .sgd(let momentum): momentum == 0 ? [] : ["momentum"]
    case .rmsprop: ["square"]
    case .adam: ["mean", "square"]
    }
  }
}

// MARK: Text

extension OptimizerRule: RawRepresentable, Codable {
  /// `sgd[:MOMENTUM]`, `rmsprop[:SMOOTHING[:EPSILON]]` or `adam[:BETA1[:BETA2[:EPSILON]]]`.
  public var rawValue: String {
    switch self {
    case .sgd(0): "sgd"
    case .sgd(let momentum): "sgd:\(momentum)"
    case .rmsprop(let smoothing, let epsilon): "rmsprop:\(smoothing):\(epsilon)"
    case .adam(0.9, 0.999, 1e-8): "adam"
    case .adam(let beta1, let beta2, let epsilon): "adam:\(beta1):\(beta2):\(epsilon)"
    }
  }

  /// Reads what ``rawValue`` writes.
  public init?(rawValue: String) {
    do { self = try OptimizerRule(parsing: rawValue) } catch { return nil }
  }

  /// Reads `sgd[:MOMENTUM]`, `rmsprop[:SMOOTHING[:EPSILON]]` or `adam[:BETA1[:BETA2[:EPSILON]]]`.
  ///
  /// Momentum, smoothing and betas lie in 0 ..< 1; epsilon is positive.
  /// - Throws: ``SettingError``.
  public init(parsing text: String) throws(SettingError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().map { Double($0) ?? .nan }
    func share(_ index: Int, _ standard: Double) -> Double? {
      let number = index < numbers.count ? numbers[index] : standard
      return 0..<1 ~= number ? number : nil
    }
    func epsilon(_ index: Int) -> Double? {
      let number = index < numbers.count ? numbers[index] : 1e-8
      return number > 0 && number.isFinite ? number : nil
    }
    switch (parts[0], numbers.count) {
    case ("sgd", ...1):
      if let momentum = share(0, 0) {
        self = .sgd(momentum: momentum)
        return
      }
    case ("rmsprop", ...2):
      if let smoothing = share(0, 0.99), let epsilon = epsilon(1) {
        self = .rmsprop(smoothing: smoothing, epsilon: epsilon)
        return
      }
    case ("adam", ...3):
      if let beta1 = share(0, 0.9), let beta2 = share(1, 0.999), let epsilon = epsilon(2) {
        self = .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
        return
      }
    default: break
    }
    throw SettingError(
      "optimizer", text,
      allowed: "sgd[:MOMENTUM], rmsprop[:SMOOTHING[:EPSILON]] or adam[:BETA1[:BETA2[:EPSILON]]]")
  }
}
