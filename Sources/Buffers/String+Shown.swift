extension String {
  /// A name from elsewhere as a message or a table may show it: of bounded length, and without
  /// characters that move a terminal's cursor, change its colours or turn the direction of writing.
  public var shown: String {
    let most = 200
    let isHarmless = unicodeScalars.allSatisfy { !$0.isInvisible }
    if isHarmless && unicodeScalars.count <= most { return self }
    let head = String.UnicodeScalarView(
      unicodeScalars.prefix(most).map { $0.isInvisible ? "\u{FFFD}" : $0 })
    return String(head) + (unicodeScalars.count > most ? "..." : "")
  }
}

extension Unicode.Scalar {
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
