/// The candidate that differs least from a word, if it is near enough to be what was meant.
///
/// Distance is Levenshtein's (insertions, deletions, substitutions); near enough is at most a third of the word, and
/// at least two letters. A candidate that begins with the word is near too.
public func nearest(to word: String, among candidates: [String]) -> String? {
  let word = word.lowercased()
  let ranked = candidates.map {
    ($0, $0.hasPrefix(word) && !word.isEmpty ? 1 : distance(word, $0.lowercased()))
  }
  guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.count / 3) else {
    return nil
  }
  return best.0
}

private func distance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var row = Array(0...b.count)
  for i in 0..<a.count {
    var diagonal = row[0]
    row[0] = i + 1
    for j in 0..<b.count {
      let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
