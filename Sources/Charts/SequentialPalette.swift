/// The colours of heat maps and surfaces: dark blue to yellow, evenly brighter, the same to colour-blind eyes
/// (cividis; Nuñez, Anderton, Renslow 2018).
public enum SequentialPalette {
  /// How many colours a map uses. Neighbours differ by less than the eye resolves.
  public static let count = 32

  /// Colours by level, from low to high, as `#rrggbb`.
  public static let colors: [String] = (0..<count).map { level in
    color(at: Double(level) / Double(count - 1))
  }

  /// The level of a share of the range, 0 through ``count`` - 1; shares outside count as the ends.
  public static func level(_ share: Double) -> Int {
    Int((max(0, min(1, share)) * Double(count)).rounded(.down)).clamped(to: 0...(count - 1))
  }

  /// The colour at a share of the range, 0 through 1, between the palette's anchors.
  public static func color(at share: Double) -> String {
    let place = max(0, min(1, share)) * Double(anchors.count - 1)
    let index = min(anchors.count - 2, Int(place))
    let rest = place - Double(index)
    let mixed = zip(anchors[index], anchors[index + 1]).map { low, high in
      Int((low + rest * (high - low)).rounded())
    }
    return "#" + mixed.map(hex).joined()
  }

  private static func hex(_ value: Int) -> String {
    let text = String(value, radix: 16)
    return value < 16 ? "0" + text : text
  }

  private static let anchors: [[Double]] = [
    [0, 32, 77], [18, 48, 100], [57, 71, 107], [87, 93, 109], [112, 113, 115], [138, 134, 120],
    [165, 156, 116], [194, 181, 107], [225, 207, 89], [255, 234, 70],
  ]
}

extension Comparable {
  /// The value, moved to the nearer end when outside.
  func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
