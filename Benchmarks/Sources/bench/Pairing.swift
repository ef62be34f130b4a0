import Foundation

/// Contenders that take turns, so that what else the machine does hits all of them alike.
struct Pairing {
  /// For each contender; 0 for one turn of one iteration.
  let seconds: Double

  /// Times a case of ours and its rivals.
  func measure(_ work: Case, against rivals: [Contender]) throws -> Pairs {
    var contenders = [Contender("GradientFlow", try work.prepare())] + rivals
    if let variant = work.variant {
      contenders.append(Contender(variant.name, try variant.prepare()))
    }
    let counts = try contenders.map { try iterations(of: $0) }
    var rounds: [[Double]] = []
    let deadline = Date().addingTimeInterval(seconds * Double(contenders.count))
    repeat {
      rounds.append(try zip(contenders, counts).map { try $0.turn($1) })
    } while seconds > 0 && (Date() < deadline || rounds.count < 5)
    return Pairs(names: contenders.map(\.name), rounds: rounds)
  }

  /// As many as make a turn of about 20 ms, after a warm-up.
  private func iterations(of contender: Contender) throws -> Int {
    guard seconds > 0 else { return 1 }
    _ = try contender.turn(2)
    var count = 1
    while true {
      let time = try contender.turn(count) * Double(count)
      if time >= 20 || count >= 1 << 16 { return count }
      count = max(count + 1, min(Int(22 / max(time, 1e-6) * Double(count)), 16 * count))
    }
  }
}

/// Milliseconds of every contender, ours first, round by round.
struct Pairs {
  let names: [String]
  let rounds: [[Double]]

  func median(_ index: Int) -> Double { quantile(rounds.map { $0[index] }, 0.5) }

  /// A rival's time over ours: median and quartiles of the ratios within each round.
  func ratio(_ rival: Int) -> (low: Double, median: Double, high: Double) {
    let ratios = rounds.map { $0[rival] / $0[0] }
    return (quantile(ratios, 0.25), quantile(ratios, 0.5), quantile(ratios, 0.75))
  }

  private func quantile(_ values: [Double], _ q: Double) -> Double {
    values.sorted()[Int(q * Double(values.count - 1) + 0.5)]
  }

  /// One row a rival, the fastest first; one without a rival where there is none.
  func rows(of work: Case, threads: Int, limit: Double?) -> [Row] {
    func row(_ rival: Int?) -> Row {
      let ratio = rival.map(ratio)
      return Row(
        work: work.work, cell: work.cell?.title, shape: work.shape, threads: threads,
        ours: median(0), peerName: rival.map { names[$0] }, peer: rival.map(median),
        ratio: ratio?.median, quartiles: ratio.map { [$0.low, $0.high] }, limit: limit)
    }
    guard names.count > 1 else { return [row(nil)] }
    return (1..<names.count).sorted { ratio($0).median < ratio($1).median }.map(row)
  }
}
