import Foundation
import Report
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct FormulaTests {
  private func inner(_ latex: String) -> String {
    let source = Formula(latex).mathML(display: false).source
    return String(source.dropFirst("<math>".count).dropLast("</math>".count))
  }

  @Test(arguments: [
    ("x", "<mi mathvariant=\"normal\" class=\"latin\">x</mi>"), ("12.5", "<mn>12.5</mn>"),
    ("\\sigma", "<mi>σ</mi>"), ("-", "<mo>−</mo>"),
    ("\\frac{1}{2}", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
    ("\\sqrt{2}", "<msqrt><mn>2</mn></msqrt>"),
    ("\\sqrt[3]{2}", "<mroot><mn>2</mn><mn>3</mn></mroot>"),
    ("1^2", "<msup><mn>1</mn><mn>2</mn></msup>"),
    ("1_2^3", "<msubsup><mn>1</mn><mn>2</mn><mn>3</mn></msubsup>"),
    ("1^3_2", "<msubsup><mn>1</mn><mn>2</mn><mn>3</mn></msubsup>"),
    ("\\sum_1^2", "<munderover><mo>∑</mo><mn>1</mn><mn>2</mn></munderover>"),
    ("\\tanh", "<mi>tanh</mi><mo>\u{2061}</mo>"), ("\\text{if } ", "<mtext>if </mtext>"),
    ("1,000", "<mn>1,000</mn>"), ("\\mathbb{R}", "<mi mathvariant=\"normal\">ℝ</mi>"),
    ("f'", "<msup><mi mathvariant=\"normal\" class=\"latin\">f</mi><mo>′</mo></msup>"),
  ])
  func layout(latex: String, markup: String) {
    #expect(inner(latex) == markup)
  }

  static let readable = [
    #"\frac{\partial L}{\partial h_t} = J_{t+1}^\top \cdots J_T^\top"#,
    #"\left\lVert \prod_{k=1}^{T} J_k \right\rVert_2 \le \prod_k \sigma_{\max}(J_k)"#,
    #"\operatorname{diag}(1 - h_t^2) W_{hh}"#, #"\begin{pmatrix} a & b \\ c & d \end{pmatrix}^k"#,
    #"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}"#,
    #"\begin{aligned} a &= b \\ \end{aligned}"#,
    #"\underbrace{f_t}_{\text{gate}} \odot \vec{c}, \quad \mathbf{W} \in \mathbb{R}^{H \times H}"#,
    #"\lim_{t \to \infty} \tfrac{1}{t} \ln \| v_t \|"#, #"\hat{x}\,\bar{y}\;\left. z \right|_0"#,
    "",
    #"\max_{i} |\lambda_i| \approx 1{,}5"#, "x''^2", #"a < b \& c > d"#,
  ]

  @Test(arguments: readable)
  func lessonsFormulasAreReadAndWellFormed(latex: String) throws {
    try Formula(latex).check()
    let source = Formula(latex).mathML(display: true).source
    #expect(XMLParser(data: Data(source.utf8)).parse())
  }

  @Test(arguments: [
    (#"\unknown x"#, "unknown command \\unknown"), ("{a", "a { is never closed"),
    ("a}", "a } closes nothing"), (#"\frac{1}"#, "it ends where an argument must follow"),
    (#"\left( a"#, #"\left without \right"#), ("a_1_2", "two subscripts on one letter"),
    (#"\begin{pmatrix} a"#, #"\begin{pmatrix} without \end"#),
    (#"\begin{array} a \end{array}"#, "unknown environment array"),
    (#"\mathbb{Q}"#, #"\mathbb{Q} is not in the table"#),
    (#"\begin{cases} a \end{matrix}"#, #"\begin{cases} ends as another"#),
  ])
  func unreadableFormulasSayWhy(latex: String, reason: String) {
    #expect(throws: MathError.self) { try Formula(latex).check() }
    do throws(MathError) { try Formula(latex).check() } catch { #expect(error.reason == reason) }
    #expect(Formula(latex).plain == latex)
    #expect(!Formula(latex).mathML(display: true).source.contains("mi"))
  }

  @Test(arguments: [
    (#"\frac{1}{\sqrt{3}}"#, "1/√3"), (#"\frac{a + b}{2}"#, "(a + b)/2"), (#"h_t"#, "hₜ"),
    (#"10^{-12}"#, "10⁻¹²"), (#"\tanh x"#, "tanh x"), (#"\ln^2 x"#, "ln² x"),
    (#"\lVert x \rVert"#, "‖x‖"),
  ])
  func plainSpelling(latex: String, plain: String) {
    #expect(Formula(latex).plain == plain)
  }

  @Test func deepNestingIsRead() throws {
    let depth = 200
    try Formula(
      String(repeating: "\\sqrt{", count: depth) + "1" + String(repeating: "}", count: depth)
    ).check()
  }

  @Test func textOfAFormulaIsEscaped() {
    #expect(Formula("\\text{<b>}").mathML(display: false).source.contains("&lt;b&gt;"))
    #expect(Formula("\\zzz<b>").mathML(display: false).source.contains("&lt;b&gt;"))
  }
}
