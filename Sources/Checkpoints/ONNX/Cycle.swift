/// Cycles among things that need one another.
enum Cycle {
  /// One thing that needs itself, directly or through others; `nil` if an order exists in which
  /// each comes after what it needs.
  ///
  /// - Parameter needs: for each thing the positions of those that it needs.
  /// - Complexity: O(things + needs), without recursion. Source: Kahn (1962).
  static func member(of needs: [[Int]]) -> Int? {
    var users: [[Int]] = Array(repeating: [], count: needs.count)
    for (thing, needed) in needs.enumerated() {
      for other in needed { users[other].append(thing) }
    }
    var open = needs.map(\.count)
    var ready = open.indices.filter { open[$0] == 0 }
    var left = needs.count
    while let thing = ready.popLast() {
      left -= 1
      for user in users[thing] {
        open[user] -= 1
        if open[user] == 0 { ready.append(user) }
      }
    }
    if left == 0 { return nil }
    return onCycle(needs, from: open.firstIndex { $0 > 0 } ?? 0, open)
  }

  /// Goes from a thing that waits to one that it waits for, until one comes again.
  private static func onCycle(_ needs: [[Int]], from start: Int, _ open: [Int]) -> Int {
    var seen: Set<Int> = []
    var thing = start
    while seen.insert(thing).inserted {
      guard let next = needs[thing].first(where: { open[$0] > 0 }) else { return thing }
      thing = next
    }
    return thing
  }
}
