import Foundation

/// What an axis measures and how it is scaled.
public struct Axis: Sendable, Equatable {
  /// How numbers become positions, and what the given numbers are.
  public enum Scale: String, Sendable, CaseIterable {
    /// Values as they are, on a linear axis.
    case linear
    /// Values as they are, on a decimal logarithmic axis. Zero and negative values leave a gap.
    case logarithmic
    /// The values given are natural logarithms ln v; the axis shows v on decades, so e^-10000 can be drawn.
    case naturalLogs
    /// The values given are decimal logarithms log10 v; the axis shows v on decades.
    case decimalLogs
  }

  /// The name of the quantity. `_{...}` and `^{...}` set subscripts and superscripts.
  public let label: String
  /// The unit, printed in parentheses after the label; nil for pure numbers.
  public let unit: String?
  /// The scale.
  public let scale: Scale
  /// The values at the two ends, in the units of the given values; nil takes them from the data.
  public let range: ClosedRange<Double>?

  /// An axis; `range` in the units of the values that will be drawn.
  public init(
    _ label: String, unit: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.range = range
  }

  /// Label and unit as printed beside the axis; an axis of decades says that it is one.
  public var caption: String {
    let notes = [unit, scale.showsDecades ? "log scale" : nil].compactMap(\.self)
    return notes.isEmpty ? label : "\(label) (\(notes.joined(separator: ", ")))"
  }
}

extension Axis.Scale {
  /// Whether the axis shows decades.
  public var showsDecades: Bool { self != .linear }

  /// The value on the axis' straight ruler (itself, or its decimal logarithm); nil where it has no place.
  ///
  /// Without a place: NaN, infinities, and what has no logarithm.
  public func ruler(_ value: Double) -> Double? {
    let position: Double =
      switch self {
      case .linear, .decimalLogs: value
      case .naturalLogs: value / 2.302585092994046
      case .logarithmic: value > 0 ? log10(value) : .nan
      }
    return position.isFinite ? position : nil
  }
}
