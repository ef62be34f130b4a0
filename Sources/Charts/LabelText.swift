/// A short text in a figure. `_{...}` and `^{...}` set subscripts and superscripts, which the plain form spells
/// with Unicode where it can.
public struct LabelText: Sendable, Equatable {
  /// Baseline, lowered or raised.
  public enum Level: Sendable { case base, lowered, raised }

  /// The runs in order.
  public let runs: [(text: String, level: Level)]

  /// Reads the light markup; an unclosed brace is taken as written. Unicode's superscript digits count as
  /// superscripts too, because few fonts draw all of them alike.
  public init(_ source: String) { self.init(source, braces: true) }

  /// Takes braces as written and reads superscript digits only.
  public init(plain text: String) { self.init(text, braces: false) }

  private init(_ source: String, braces: Bool) {
    var runs: [(String, Level)] = []
    var base = ""
    var rest = Substring(source)
    while let first = rest.first {
      if Self.digits[first] != nil {
        if !base.isEmpty { runs.append((base, .base)) }
        base = ""
        let raised = rest.prefix { Self.digits[$0] != nil }
        runs.append((String(raised.compactMap { Self.digits[$0] }), .raised))
        rest = rest[raised.endIndex...]
      } else if braces, first == "_" || first == "^", rest.dropFirst().first == "{",
        let end = rest.firstIndex(of: "}")
      {
        if !base.isEmpty { runs.append((base, .base)) }
        base = ""
        let start = rest.index(rest.startIndex, offsetBy: 2)
        runs.append((String(rest[start..<end]), first == "_" ? .lowered : .raised))
        rest = rest[rest.index(after: end)...]
      } else {
        base.append(first)
        rest = rest.dropFirst()
      }
    }
    if !base.isEmpty { runs.append((base, .base)) }
    self.runs = runs
  }

  /// Equal runs.
  public static func == (left: LabelText, right: LabelText) -> Bool {
    left.runs.elementsEqual(right.runs) { $0.text == $1.text && $0.level == $1.level }
  }

  /// Text for places that take no markup: titles, table headings, a terminal.
  public var plain: String {
    runs.map { run in
      switch run.level {
      case .base: run.text
      case .lowered: Self.spelled(run.text, Self.subscripts) ?? "_" + run.text
      case .raised: Self.spelled(run.text, Self.superscripts) ?? "^" + run.text
      }
    }.joined()
  }

  /// The runs as `tspan` elements. SVG's `baseline-shift` is not drawn by every browser, `dy` is.
  public var svg: Markup {
    var pieces: [Markup] = []
    var offset = 0.0
    for run in runs {
      let target: Double =
        switch run.level {
        case .base: 0
        case .lowered: 0.25
        case .raised: -0.38
        }
      // dy is measured in the run's own font size, which is smaller for a raised or lowered run.
      let size = run.level == .base ? 1 : 0.75
      let shift = (target - offset) / size
      if shift == 0 && run.level == .base {
        pieces.append(.text(run.text))
      } else {
        pieces.append(
          .element(
            "tspan",
            [
              "dy": shift == 0 ? nil : coordinate(shift, decimals: 3) + "em",
              "class": run.level == .base ? nil : "small",
            ], .text(run.text)))
      }
      offset = target
    }
    return .joined(pieces)
  }

  /// The runs as HTML. A power of ten is never broken over two lines.
  public var html: Markup {
    .joined(
      runs.map { run in
        switch run.level {
        case .base: .text(run.text.replacing(" × 10", with: "\u{A0}×\u{A0}10"))
        case .lowered: .element("sub", [:], .text(run.text))
        case .raised: .element("sup", [:], .text(run.text))
        }
      })
  }

  /// Width in pixels at a font size, on the generous side: sans-serif faces differ by a fifth.
  public func width(size: Double, bold: Bool = false) -> Double {
    let ems = runs.reduce(0.0) { sum, run in
      sum + (run.level == .base ? 1 : 0.75) * run.text.reduce(0.0) { $0 + Self.em($1) }
    }
    return ems * size * (bold ? 1.1 : 1)
  }

  private static func em(_ character: Character) -> Double {
    switch character {
    case "i", "j", "l", ".", ",", ":", ";", "|", "'", "!", " ": 0.34
    case "f", "t", "r", "(", ")", "-", "/", "[", "]": 0.43
    case "m", "w", "M", "W", "%", "@", "—": 0.93
    case "A"..."Z": 0.71
    default: 0.62
    }
  }

  private static func spelled(_ text: String, _ table: [Character: Character]) -> String? {
    let characters = text.compactMap { table[$0] }
    return characters.count == text.count ? String(characters) : nil
  }

  private static let superscripts = pairs("0123456789−-+nT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺ⁿᵀ")
  private static let digits = pairs("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−")
  private static let subscripts = pairs(
    "0123456789−-+haeoxtijklmnprsuv", "₀₁₂₃₄₅₆₇₈₉₋₋₊ₕₐₑₒₓₜᵢⱼₖₗₘₙₚᵣₛᵤᵥ")

  private static func pairs(_ from: String, _ to: String) -> [Character: Character] {
    Dictionary(zip(from, to)) { first, _ in first }
  }
}

/// A coordinate with few decimals and no trailing zeros, and never a `-0`.
func coordinate(_ value: Double, decimals: Int = 1) -> String {
  precondition(value.isFinite, "coordinate \(value)")
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let units = Int((max(-1e12, min(1e12, value)) * Double(scale)).rounded())
  let whole = units.magnitude / UInt(scale)
  let rest = units.magnitude % UInt(scale)
  var text = String(whole)
  if rest > 0 {
    let digits = String(rest)
    text += "." + String(repeating: "0", count: decimals - digits.count) + digits
    while text.last == "0" { text.removeLast() }
  }
  return units < 0 ? "-" + text : text
}
