import Charts
import Testing

@Suite struct MarkupTests {
  @Test func textCannotBecomeAnElement() {
    let hostile = "<script>alert('1')</script> & \"x\""
    #expect(
      Markup.text(hostile).source
        == "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;")
  }

  @Test func attributeCannotEndItself() {
    let element = Markup.element("a", ["href": "\" onclick=\"x", "class": nil])
    #expect(element.source == "<a href=\"&quot; onclick=&quot;x\"></a>")
  }

  @Test func controlCharactersAreReplaced() {
    #expect(Markup.text("a\u{0}b\u{1B}c\td").source == "a\u{FFFD}b\u{FFFD}c\td")
  }

  @Test(arguments: [
    ("path", "<path/>"), ("div", "<div></div>"), ("br", "<br/>"), ("td", "<td></td>"),
  ])
  func onlyElementsThatHTMLLetsCloseThemselvesDo(name: String, written: String) {
    #expect(Markup.element(name).source == written)
  }
}
