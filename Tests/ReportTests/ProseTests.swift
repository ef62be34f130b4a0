import Report
import Testing

@Suite struct ProseTests {
  @Test func readsEveryMark() {
    let prose: Prose = "a *b* **c *d*** `e*f` $x_1$ [g *h*](#i)"
    #expect(
      prose.spans == [
        .text("a "), .emphasis([.text("b")]), .text(" "),
        .strong([.text("c "), .emphasis([.text("d")])]), .text(" "), .code("e*f"), .text(" "),
        .math("x_1"), .text(" "), .link([.text("g "), .emphasis([.text("h")])], target: "#i"),
      ])
  }

  @Test(arguments: [
    "2 * 3", "a `b", "cost: $5", "[x] (y)", "[x](", "**", "``", "*", "a \\ b", "", "$$", "[a](b)",
    "[a](javascript:alert(1))", "[a](file:///etc/passwd)", "[a](http://b)",
  ])
  func unclosedOrUnsafeMarksArePrinted(source: String) {
    #expect(Prose(source).spans == (source.isEmpty ? [] : [.text(source)]))
  }

  @Test func backslashTakesAMarkAsWritten() {
    #expect(Prose("\\*a\\* \\$ \\\\").plain == "*a* $ \\")
  }

  @Test(arguments: ["*a*", "`", "$x$", "[a](#b)", "\\", "**", "<b>", "a_b"])
  func interpolatedTextIsNeverMarkup(text: String) {
    #expect(("x\(text)y" as Prose).spans == [.text("x" + text + "y")])
    #expect(Prose.literal(text).plain == text)
  }

  @Test func interpolatedNumbersAreShort() {
    let prose: Prose = "\(1.0 / 3), \(1.0 / 3, digits: 5), \(-7), \(1e-9)"
    #expect(prose.plain == "0.333, 0.33333, −7, 10⁻⁹")
  }

  @Test func formulasArePlainInPlainText() {
    #expect(("$\\sigma_{\\max} \\le 1$" as Prose).plain == "σₘₐₓ ≤ 1")
  }
}
