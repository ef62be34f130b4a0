import Testing

@testable import Buffers

@Suite struct JSONTests {
  @Test(arguments: [
    "null", "true", "false", "0", "-1", "1.5e-300", "[]", "{}", "[1,[2,[]],{\"a\":null}]",
    #"{"b":1,"a":"x"}"#, #""\"\\\n\u0001é𝄞""#,
  ])
  func textReadsBackAsItself(text: String) throws {
    let value = try JSON(parsing: text.utf8)
    #expect(value.text == text)
    #expect(try JSON(parsing: value.text.utf8) == value)
  }

  @Test(arguments: [
    0.1, -0.0, Double.leastNonzeroMagnitude, 1.797_693_134_862_315_7e308, 1e16, 0x1p53, 123_456_789,
  ])
  func numberReadsBackBitForBit(number: Double) throws {
    let value = try JSON(parsing: JSON.number(number).text.utf8)
    #expect(value.double?.bitPattern == number.bitPattern)
  }

  @Test func nonFiniteNumbersAreStrings() throws {
    let text = JSON.array([.number(.nan), .number(.infinity), .number(-.infinity)]).text
    #expect(text == #"["NaN","inf","-inf"]"#)
    let numbers = try JSON(parsing: text.utf8).values?.map(\.double)
    #expect(numbers?[0]?.isNaN == true)
    #expect(numbers?[1...] == [.infinity, -.infinity])
  }

  @Test func bareNonFiniteNumbersPassOnRequest() throws {
    let text = "[NaN, Infinity, -Infinity, -1]"
    #expect(throws: JSONError.self) { try JSON(parsing: text.utf8) }
    let values = try JSON(parsing: text.utf8, allowingBareNonFinite: true).values
    #expect(values?.map(\.double).dropFirst() == [.infinity, -.infinity, -1])
    #expect(values?.first?.double?.isNaN == true)
  }

  @Test(arguments: [
    (#""\u0041\u00e9\ud834\udd1e\/\b\f\r\t""#, "Aé𝄞/\u{8}\u{c}\r\t"), (" \n\t\r\"a\" ", "a"),
  ])
  func escapesAndSpaces(text: String, string: String) throws {
    #expect(try JSON(parsing: text.utf8) == .string(string))
  }

  @Test(arguments: [
    ("", 0), ("[1,]", 3), ("[1 2]", 3), ("{\"a\":1,}", 7), ("{\"a\" 1}", 5), ("01", 1), ("1.", 2),
    ("-", 1), ("1e", 2), ("+1", 0), ("\"a", 0), ("\"\u{1}\"", 1), (#""\x""#, 2), (#""\ud834""#, 3),
    (#""\udd1e""#, 3), ("nul", 0), ("1 1", 2), ("{\"a\":1,\"a\":2}", 7), ("{1:2}", 1), ("\u{1}", 0),
  ])
  func faultIsNamedWithItsPlace(text: String, offset: Int) {
    #expect {
      try JSON(parsing: text.utf8)
    } throws: { error in
      (error as? JSONError)?.offset == offset
    }
  }

  @Test func nestingHasAnEnd() throws {
    let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
    #expect(throws: Never.self) { try JSON(parsing: deep.utf8) }
    let deeper = String(repeating: "[", count: 1_000_000)
    #expect(throws: JSONError(offset: 65, reason: "more than 64 levels")) {
      try JSON(parsing: deeper.utf8)
    }
  }

  @Test func textThatIsNotUTF8IsRefused() {
    #expect(throws: JSONError(offset: 0, reason: "a string that isn't UTF-8")) {
      try JSON(parsing: [0x22, 0xff, 0x22])
    }
  }

  @Test func wholeNumbersAreInts() throws {
    let values = try JSON(parsing: "[3, 3.5, 1e3, 1e300]".utf8).values
    #expect(values?.map(\.int) == [3, nil, 1000, nil])
  }
}
