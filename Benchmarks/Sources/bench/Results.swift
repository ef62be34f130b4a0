import Files
import Foundation
import Recurrent

/// One line of the table: a case against one rival. Times in milliseconds.
struct Row: Encodable, CustomStringConvertible {
  let work: String
  let cell: String?
  let shape: Sizes
  let threads: Int
  let ours: Double
  let peerName: String?
  let peer: Double?
  /// The rival's time over ours: above 1, ours is faster.
  let ratio: Double?
  let quartiles: [Double]?
  let limit: Double?
  /// The peak of ours, and of the rival.
  var megabytes: [Double]?
  var overLimit: Double? { limit.map { ours / $0 } }

  enum CodingKeys: String, CodingKey {
    case work, cell, shape, threads, ours, peer, peerName, ratio, quartiles, limit, overLimit,
      megabytes
  }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    try row.encode(work, forKey: .work)
    try row.encodeIfPresent(cell, forKey: .cell)
    try row.encode([shape.I, shape.H, shape.O, shape.B, shape.T], forKey: .shape)
    try row.encode(threads, forKey: .threads)
    try row.encode(ours, forKey: .ours)
    try row.encodeIfPresent(peerName, forKey: .peerName)
    try row.encodeIfPresent(peer, forKey: .peer)
    try row.encodeIfPresent(ratio, forKey: .ratio)
    try row.encodeIfPresent(quartiles, forKey: .quartiles)
    try row.encodeIfPresent(limit, forKey: .limit)
    try row.encodeIfPresent(overLimit, forKey: .overLimit)
    try row.encodeIfPresent(megabytes, forKey: .megabytes)
  }

  var description: String {
    var words = "\(work) \(cell ?? "") \(shape): ours \(text(ours)) ms"
    if let peer, let peerName, let ratio {
      words += ", \(peerName) \(text(peer)) ms, ratio \(text(ratio))"
      words += quartiles.map { " (\(text($0[0])) to \(text($0[1])))" } ?? ""
    }
    if let megabytes { words += ", \(text(megabytes[0])) MB against \(text(megabytes[1])) MB" }
    if let limit, let overLimit {
      words += ", limit \(text(limit)) ms: ours \(text(overLimit)) x"
      if let peer { words += ", peer \(text(peer / limit)) x" }
    }
    return words
  }

  private func text(_ number: Double) -> String { String(format: "%.3g", number) }
}

/// All rows of a run, with where and when it was.
struct Results: Encodable {
  var machine = machineName()
  var date = ISO8601DateFormatter().string(from: Date())
  let rows: [Row]

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try AtomicFile.write(encoder.encode(self), to: path)
    print("\(rows.count) rows in \(path)")
  }
}
