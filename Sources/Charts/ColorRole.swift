/// What a colour means. One meaning each, on every page of every report.
public enum ColorRole: String, Sendable, CaseIterable {
  /// The vanilla recurrent network.
  case rnn
  /// The long short-term memory network.
  case lstm
  /// The gated recurrent unit.
  case gru
  /// The LSTM's direct cell path.
  case path
  /// A criterion, a baseline, a limit.
  case threshold
  /// Anything that is context.
  case neutral
  /// Further series without a fixed meaning, in the order to use them.
  case violet, ochre, rose, slate
  /// Verdicts, for phase diagrams.
  case vanishing, healthy, exploding, transient, undecided
  /// A claim that holds; a claim that fails.
  case holds, fails

  /// The CSS custom property that holds the colour.
  public var variable: String { "--" + rawValue }

  /// The colour as a CSS value.
  public var css: String { "var(\(variable))" }

  /// Hex colours on light and on dark paper, for lines and areas: a contrast of 3 to 1 against the paper at least.
  public var colors: (light: String, dark: String) {
    switch self {
    case .rnn: ("#c24a00", "#ff8a4a")
    case .lstm: ("#0067a8", "#5db7f5")
    case .gru: ("#007a5a", "#45c99b")
    case .path: ("#3a97cf", "#9ad8fb")
    case .threshold: ("#62605a", "#a5a198")
    case .neutral: ("#6b6961", "#b3afa5")
    case .violet: ("#7a4fa3", "#c4a1ea")
    case .ochre: ("#8a6400", "#dcb54a")
    case .rose: ("#b3386f", "#f58db8")
    case .slate: ("#46606e", "#9fb7c4")
    case .vanishing: ("#3f5f99", "#8fb0ec")
    case .healthy: ("#2c7a4b", "#6fcf97")
    case .exploding: ("#b3402a", "#ff9c85")
    case .transient: ("#8a6400", "#dcb54a")
    case .undecided: ("#6b6961", "#b3afa5")
    case .holds: ("#2c7a4b", "#6fcf97")
    case .fails: ("#b3261e", "#ff8a80")
    }
  }

  /// Hex colours for text: 4.5 to 1 at least. Only the sky blue needs a darker tone for it.
  public var textColors: (light: String, dark: String) {
    self == .path ? ("#2375a5", colors.dark) : colors
  }

  /// Whether text has a tone of its own.
  var hasTextTone: Bool { textColors != colors }
}

/// The neutral colours of a page, and the style sheet that defines every colour once.
public enum Palette {
  /// Paper, ink and what lies between, as (property, light, dark).
  public static let surfaces: [(name: String, light: String, dark: String)] = [
    ("--paper", "#fffdf8", "#16171a"), ("--ink", "#1d1d1b", "#e9e6df"),
    ("--dim", "#62605a", "#a5a198"), ("--rule", "#ddd8cc", "#3a3a3c"),
    ("--card", "#f7f3ea", "#202226"), ("--link", "#0b5c94", "#8cc8f5"),
  ]

  /// Custom-property declarations for light paper.
  public static var lightDeclarations: String { declarations(\.light) }

  /// Custom-property declarations for dark paper.
  public static var darkDeclarations: String { declarations(\.dark) }

  private static func declarations(_ tone: (Tone) -> String) -> String {
    let surface = surfaces.map { "\($0.name):\(tone(($0.light, $0.dark)))" }
    let roles = ColorRole.allCases.map { "\($0.variable):\(tone($0.colors))" }
    let texts = ColorRole.allCases.filter(\.hasTextTone).map {
      "\($0.variable)-text:\(tone($0.textColors))"
    }
    return (surface + roles + texts).joined(separator: ";")
  }

  private typealias Tone = (light: String, dark: String)
}
