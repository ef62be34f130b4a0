import Charts
import Foundation

/// A formula: LaTeX as written, MathML for a page, characters for a terminal.
public struct Formula: Sendable, Equatable {
  /// The source.
  public let latex: String

  /// A formula from its LaTeX source (the part of LaTeX that ``MathError`` doesn't complain about).
  public init(_ latex: String) { self.latex = latex }

  /// Throws unless the formula can be read.
  public func check() throws(MathError) { _ = try MathParser.parse(latex) }

  /// Characters without layout: `σ_max ≤ 1`. A formula that can't be read is its source.
  public var plain: String { tree?.plain.trimmingCharacters(in: .whitespaces) ?? latex }

  /// The formula as a MathML element, on its own line or in the text. A formula that can't be read shows its source.
  public func mathML(display: Bool) -> Markup {
    let content = tree?.mathML ?? .element("mtext", [:], .text(latex))
    return .element("math", ["display": display ? "block" : nil], content)
  }

  private var tree: MathNode? {
    do throws(MathError) { return try MathParser.parse(latex) } catch { return nil }
  }
}
