import Buffers
import Foundation
import Testing

@testable import Checkpoints

/// Pickles that would run a command if anything in them were called.
@Suite struct HostilePickleTests {
  /// What a command would leave behind.
  private let trace = NSTemporaryDirectory() + "pickle-" + UUID().uuidString

  private var command: String { "touch \(trace)" }

  private func run(_ pickle: [UInt8]) throws -> PickleDocument {
    var budget = Budget(Limits(fileOf: pickle.count))
    return try PickleMachine.run(Bytes(pickle), &budget)
  }

  /// One for each instruction that calls or imports; `%` stands for the command, `#` for its length.
  @Test(arguments: [
    ("REDUCE", "cos\nsystem\n(S'%'\ntR."),
    ("INST", "(S'%'\nios\nsystem\n."),
    ("OBJ", "(cos\nsystem\nS'%'\no."),
    ("NEWOBJ", "\u{80}\u{2}cos\nsystem\n(S'%'\nt\u{81}."),
    ("NEWOBJ_EX", "\u{80}\u{4}cos\nsystem\n(S'%'\nt}\u{92}."),
    ("BUILD", "cos\nsystem\n(S'%'\ntR}S'__setstate__'\ncos\nsystem\nsb."),
    ("STACK_GLOBAL", "\u{80}\u{4}S'os'\nS'system'\n\u{93}(S'%'\ntR."),
    ("EXT1", "\u{82}\u{1}(S'%'\ntR."),
    ("EXT2", "\u{83}\u{1}\u{0}(S'%'\ntR."),
    ("EXT4", "\u{84}\u{1}\u{0}\u{0}\u{0}(S'%'\ntR."),
    ("PERSID", "P%\n."),
    ("BINPERSID", "S'%'\nQ."),
  ])
  func nothingIsCalled(name: String, pickle: String) throws {
    let bytes = pickle.replacing("%", with: command).unicodeScalars.map { UInt8($0.value) }
    let document = try run(bytes)
    let node = try #require(document.node(document.root))
    #expect([.object, .persistent].contains(node.kind), "\(name)")
    #expect(!FileManager.default.fileExists(atPath: trace))
    // The whole reader too, with whatever it makes of such a value.
    _ = try? Checkpoint(reading: Bytes(bytes))
    #expect(!FileManager.default.fileExists(atPath: trace))
  }

  /// Who looks through downloads wants to see it.
  @Test func whatWouldBeCalledIsSaid() throws {
    let checkpoint = try Checkpoint(reading: Bytes("cposix\nsystem\n(S'true'\ntR.".utf8))
    #expect(checkpoint.skipped.map(\.name) == ["pickle"])
    #expect(checkpoint.skipped.first?.text.contains("posix.system") == true)
  }

  @Test func namesThatReadAlikeAreTold() throws {
    let array = "cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(S'u1'\ntRS'a'\ntR"
    let bytes = "}(S'a.b'\n" + array + "S'a'\n}S'b'\n" + array + "su."
    let checkpoint = try Checkpoint(reading: Bytes(bytes.utf8))
    #expect(checkpoint.tensors.map(\.name) == ["a.b", "a.b#2"])
  }

  @Test func valuesAreWhatPythonMakesOfThem() throws {
    let bytes = "(lp0\nI01\naI-5\naL12345678901234567890L\naF2.5\naVh\\u00e9\nag0\na.".utf8
    let document = try run(Array(bytes))
    let list = try #require(document.sequence(document.root))
    #expect(list[0] == .bool(true) && list[1] == .int(-5) && list[3] == .float(2.5))
    #expect(list[4].string == "hé" && list[5] == document.root)
  }

  @Test(arguments: [
    ("", "byte 0: 1 byte should follow, 0 are left"),
    (".", "byte 1: an instruction needs a value, and the stack is empty"),
    ("t.", "byte 1: an instruction needs a mark, and none was set"),
    ("h\u{7}.", "byte 0: the value number 7 is asked for before it was stored"),
    ("X\u{FF}\u{FF}\u{FF}\u{7F}a.", "byte 5: 2147483647 bytes should follow, 2 are left"),
    ("T\u{FF}\u{FF}\u{FF}\u{FF}a.", "byte 5: a length of -1"),
    ("\u{80}\u{9}.", "byte 0: pickle protocol 9 isn't among 0 to 5"),
    ("\u{1}.", "byte 0: 1 is no instruction of a pickle"),
    ("Iten\n.", "byte 1: a number in decimal digits is expected"),
    ("NNa.", "byte 2: values are appended to what holds none"),
  ])
  func faultNamesItsByte(pickle: String, says: String) {
    let bytes = pickle.unicodeScalars.map { UInt8($0.value) }
    let fault = #expect(throws: CheckpointFault.self) { try run(bytes) }
    #expect(fault.map { "\($0)" } == says)
  }

  /// A list in itself, a dictionary in itself, and lists that double by sharing: 2^60 values unfolded.
  @Test func sharedAndCyclicValuesAreGoneThroughOnce() throws {
    for text in ["]q\0h\0a.", "}q\0S'a'\nh\0s."] {
      #expect(try Checkpoint(reading: Bytes(text.utf8)).tensors.isEmpty)
    }
    var doubling = "]q\0"
    for level in 1...60 {
      let scalar = Unicode.Scalar(UInt8(level))
      doubling +=
        "](h\(Unicode.Scalar(UInt8(level - 1)))h\(Unicode.Scalar(UInt8(level - 1)))eq\(scalar)"
    }
    #expect(try Checkpoint(reading: Bytes((doubling + ".").utf8)).tensors.isEmpty)
  }

  @Test func depthIsBounded() {
    let deep = String(repeating: "(", count: 100_000) + String(repeating: "l", count: 100_000) + "."
    let fault = #expect(throws: CheckpointFault.self) {
      try Checkpoint(reading: Bytes(deep.utf8))
    }
    #expect(fault?.kind == .overLimit)
  }

  @Test func numberOfObjectsIsBounded() {
    let many = Array(repeating: UInt8(ascii: "]"), count: 3_000_000) + Array(".".utf8)
    let fault = #expect(throws: CheckpointFault.self) { try run(many) }
    #expect(fault?.kind == .overLimit)
  }
}
