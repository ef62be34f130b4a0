import Charts
import Testing

@Suite struct LabelTextTests {
  @Test func bracesSetLevels() {
    let label = LabelText("W_{hh}^{−1} x")
    #expect(label.runs.map(\.text) == ["W", "hh", "−1", " x"])
    #expect(label.runs.map(\.level) == [.base, .lowered, .raised, .base])
    #expect(label.html.source == "W<sub>hh</sub><sup>−1</sup> x")
  }

  @Test(arguments: [
    ("10^{−12}", "10⁻¹²"), ("h_{t}", "hₜ"), ("x_{Q}", "x_Q"), ("open _{", "open _{"),
    ("a_b", "a_b"),
  ])
  func plainSpellsLevels(source: String, plain: String) {
    #expect(LabelText(source).plain == plain)
  }

  @Test func superscriptDigitsAreRaised() {
    #expect(LabelText(plain: "2 × 10⁻¹² _{x}").html.source == "2\u{A0}×\u{A0}10<sup>−12</sup> _{x}")
  }

  @Test func shiftsReturnToTheBaseline() {
    // dy counts in the run's own font size: what is lowered by 1/4 em must come back by 1/4 em.
    let source = LabelText("h_{t}+1").svg.source
    #expect(
      source == "h<tspan dy=\"0.333em\" class=\"small\">t</tspan><tspan dy=\"-0.25em\">+1</tspan>")
  }

  @Test func hostileTextIsEscaped() {
    #expect(!LabelText("<b>_{<i>}").svg.source.contains("<b>"))
    #expect(!LabelText("<b>_{<i>}").html.source.contains("<i>"))
  }
}
