import Autodiff

/// How a gradient is kept from being too large.
public enum GradientClipping: Sendable, Equatable {
  /// Not at all.
  case none
  /// g becomes g limit / ||g|| where ||g|| > limit, with the norm over all parameters together: the
  /// direction stays (Pascanu, Mikolov and Bengio 2013).
  case norm(Double)
  /// Each element is moved into ±limit: the direction changes (Mikolov 2012).
  case value(Double)
}

/// What clipping met and what it left.
public struct ClipResult: Sendable, Equatable {
  /// ||g|| over all parameters, accumulated in Float64.
  public let normBefore: Double
  /// ||g|| as the optimiser was given it.
  public let normAfter: Double
  /// Whether anything was changed.
  public let didBind: Bool

  /// A result with given parts.
  public init(normBefore: Double, normAfter: Double, didBind: Bool) {
    self.normBefore = normBefore
    self.normAfter = normAfter
    self.didBind = didBind
  }
}

extension GradientClipping {
  /// Clips `gradients`, of which `norm` is the Euclidean norm over all of them.
  ///
  /// Clipping by norm leaves the tensors as they are and returns the factor that the optimiser is to
  /// multiply them by, which costs no pass over memory. Without clipping, and by value, it is 1.
  @specialized(where Scalar == Float)
  public func apply<Scalar: TensorScalar>(
    to gradients: inout [Tensor<Scalar>], norm: Double
  ) -> (result: ClipResult, scale: Double) {
    switch self {
    case .none:
      return (ClipResult(normBefore: norm, normAfter: norm, didBind: false), 1)
    case .norm(let limit):
      let binds = norm > limit
      let result = ClipResult(
        normBefore: norm, normAfter: binds ? limit : norm, didBind: binds)
      return (result, binds ? limit / norm : 1)
    case .value(let limit):
      guard gradients.contains(where: { $0.maxMagnitude > limit }) else {
        return (ClipResult(normBefore: norm, normAfter: norm, didBind: false), 1)
      }
      for index in gradients.indices { gradients[index].clamp(to: Scalar(limit)) }
      let after = gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
      return (ClipResult(normBefore: norm, normAfter: after, didBind: true), 1)
    }
  }
}

extension Tensor {
  /// Moves every element into ±limit, in place.
  @specialized(where Scalar == Float)
  fileprivate mutating func clamp(to limit: Scalar) {
    let count = count
    withUnsafeMutablePointer { Scalar.clamp(count, -limit, limit, $0, $0) }
  }
}

// MARK: Text

extension GradientClipping: RawRepresentable, Codable {
  /// `none`, `norm:LIMIT` or `value:LIMIT`.
  public var rawValue: String {
    switch self {
    case .none: "none"
    case .norm(let limit): "norm:\(limit)"
    case .value(let limit): "value:\(limit)"
    }
  }

  /// Reads what ``rawValue`` writes.
  public init?(rawValue: String) {
    do { self = try GradientClipping(parsing: rawValue) } catch { return nil }
  }

  /// Reads `none`, `norm:LIMIT` or `value:LIMIT`, with a positive, finite limit.
  ///
  /// - Throws: ``SettingError``.
  public init(parsing text: String) throws(SettingError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let limit = parts.count == 2 ? Double(parts[1]) : nil
    switch (parts[0], limit) {
    case ("none", nil) where parts.count == 1: self = .none
    case ("norm", let limit?) where limit.isFinite && limit > 0: self = .norm(limit)
    case ("value", let limit?) where limit.isFinite && limit > 0: self = .value(limit)
    default:
      throw SettingError(
        "clipping", text,
        allowed: "none, norm:LIMIT or value:LIMIT with a positive, finite limit, such as norm:1")
    }
  }
}
