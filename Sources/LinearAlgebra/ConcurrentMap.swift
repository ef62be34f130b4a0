import Dispatch
import Synchronization

/// What `body` makes of every item, computed on all cores or on as many as `jobs`, in the order of the items.
///
/// Products inside use one thread each, so that the items don't compete for cores; results don't depend on how many
/// there are. One job is the calling thread as it is.
/// - Throws: The error of the first item, in order, that failed.
public func concurrentMap<Item: Sendable, Output: Sendable>(
  _ items: [Item], jobs: Int = .max, _ body: @escaping @Sendable (Item) throws -> Output
) throws -> [Output] {
  precondition(jobs > 0, "cannot work in \(jobs) jobs")
  if jobs == 1 { return try items.map(body) }
  let results = Mutex([Result<Output, any Error>?](repeating: nil, count: items.count))
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: min(jobs, items.count)) { _ in
    setThreads(1)
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < items.count else { return }
      let result = Result { try body(items[index]) }
      results.withLock { $0[index] = result }
    }
  }
  return try results.withLock { try $0.map { try $0!.get() } }
}
