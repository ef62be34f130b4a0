import Foundation
import Report
import Testing

@Suite struct JSONValueTests {
  @Test(
    arguments: [
      0, -0.0, 1, -17, 0.1, 1.0 / 3, Double.leastNonzeroMagnitude, 1.797_693_134_862_315_7e308,
      1e15, 123_456_789.123,
    ] as [Double])
  func numbersComeBackTheSame(value: Double) throws {
    let text = JSONValue.array([.number(value)]).compact
    let read = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [Double])
    #expect(read == [value])
  }

  @Test func numbersThatJSONLacksAreStrings() {
    let value: JSONValue = [.number(.nan), .number(.infinity), .number(-.infinity)]
    #expect(value.compact == #"["NaN","Infinity","-Infinity"]"#)
  }

  @Test(arguments: ["\"", "\\", "\n\r\t\u{0}\u{1F}", "</script>", "é🦆", "\u{2028}"])
  func textComesBackTheSame(text: String) throws {
    let written = JSONValue.array([.string(text)]).compact
    #expect(try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String] == [text])
    #expect(!written.contains("</"))
    #expect(!written.contains("\n"))
  }

  @Test func membersKeepTheirOrder() {
    let value: JSONValue = ["b": .number(1), "a": [["c": .null], ["d": .bool(true)]]]
    #expect(value.compact == #"{"b":1,"a":[{"c":null},{"d":true}]}"#)
    #expect(
      value.text == """
        {
          "b": 1,
          "a": [
            {
              "c": null
            },
            {
              "d": true
            }
          ]
        }

        """)
  }
}
