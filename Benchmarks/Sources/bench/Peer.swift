import Foundation
import Recurrent

/// PyTorch in a process of its own: one step for every line that it is sent.
final class Peer {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Nil where PyTorch isn't installed.
  init?(_ cell: CellKind, _ shape: Shape) {
    let environment = ProcessInfo.processInfo.environment
    let python = environment["GRADIENTFLOW_PYTHON"] ?? ".venv/bin/python"
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [python, "Benchmarks/peer_pytorch.py", cell.rawValue]
      + [shape.I, shape.H, shape.O, shape.B, shape.T, 1].map(String.init)
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil, (try? step()) != nil else { return nil }
  }

  deinit { process.terminate() }

  /// Milliseconds of one step.
  func step() throws -> Double {
    try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      if byte[byte.startIndex] == UInt8(ascii: "\n") { break }
      line += byte
    }
    guard let time = Double(String(decoding: line, as: UTF8.self)) else { throw Silent() }
    return time
  }

  struct Silent: Error {}
}
