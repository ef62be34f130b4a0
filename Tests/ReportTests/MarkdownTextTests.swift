import Testing

@testable import Report

@Suite struct MarkdownTextTests {
  @Test(arguments: [
    ("a*b_c", "a\\*b\\_c"), ("<b> & |", "&lt;b&gt; &amp; \\|"), ("$5 `x`", "\\$5 \\`x\\`"),
    ("line\nbreak", "line break"), ("[a](b)", "\\[a\\](b)"),
  ])
  func marksAreEscaped(text: String, written: String) {
    #expect(MarkdownText.escaped(text) == written)
  }

  @Test(arguments: [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a|b", "`a|b`")])
  func codeHasAsManyBackticksAsItNeeds(text: String, written: String) {
    #expect(MarkdownText.code(text) == written)
  }

  @Test func codeBlockCannotBeClosedFromInside() {
    #expect(MarkdownText.block("```\nx", language: "sh") == "````sh\n```\nx\n````")
  }

  @Test func fragileFormulasAreFenced() {
    #expect(MarkdownText.math("x_1") == "$x_1$")
    #expect(MarkdownText.math("x_1 y_2") == "$`x_1 y_2`$")
    #expect(MarkdownText.math("\\|x\\|") == "$`\\|x\\|`$")
    #expect(MarkdownText.display("a = b") == "$$\na = b\n$$")
    #expect(MarkdownText.display("a \\\\ b") == "```math\na \\\\ b\n```")
    #expect(MarkdownText.math("\\operatorname{diag}(h)") == "$\\mathrm{diag}(h)$")
  }
}
