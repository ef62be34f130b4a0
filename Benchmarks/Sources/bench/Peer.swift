import Foundation

/// Another library in a process of its own, which works when it is told to.
final class Peer {
  let name: String
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Starts a script of `peers`; nil where its library isn't installed.
  init?(_ script: String, _ arguments: [String]) {
    let environment = ProcessInfo.processInfo.environment
    let python = environment["GRADIENTFLOW_PYTHON"] ?? ".venv/bin/python"
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, "Benchmarks/peers/" + script] + arguments
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil, let name = Self.line(output) else { return nil }
    self.name = name
  }

  deinit { process.terminate() }

  /// Sends a line; the number that comes back.
  func ask(_ line: String) throws -> Double {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    guard let answer = Self.line(output).flatMap(Double.init) else { throw Silent(name: name) }
    return answer
  }

  private static func line(_ pipe: Pipe) -> String? {
    var line = Data()
    while let byte = try? pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      if byte[byte.startIndex] == UInt8(ascii: "\n") { break }
      line += byte
    }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  struct Silent: Error, CustomStringConvertible {
    let name: String
    var description: String { "\(name) gave no answer; run its script by hand to see why." }
  }
}
