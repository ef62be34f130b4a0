import Charts

/// A formula: LaTeX as written, MathML for a page, characters for a terminal.
public struct Formula: Sendable, Equatable {
  /// The source.
  public let latex: String

  /// A formula from its LaTeX source (the subset that ``MathParser`` lists).
  public init(_ latex: String) { self.latex = latex }

  /// Characters without layout: `σ_max ≤ 1`.
  public var plain: String { latex }

  /// The formula as a MathML element, set on its own line or in the text.
  public func mathML(display: Bool) -> Markup {
    .element(
      "math", ["display": display ? "block" : nil, "alttext": latex],
      .element("mtext", [:], .text(latex)))
  }
}
