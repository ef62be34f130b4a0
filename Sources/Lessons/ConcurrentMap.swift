import Dispatch
import LinearAlgebra
import Synchronization

/// What `body` makes of every item, computed on all cores, in the order of the items.
///
/// Products inside use one thread each, so that the items don't compete for cores; results don't depend on how many
/// there are.
/// - Throws: The error of the first item, in order, that failed.
func concurrentMap<Item: Sendable, Output: Sendable>(
  _ items: [Item], _ body: @escaping @Sendable (Item) throws -> Output
) throws -> [Output] {
  let results = Mutex([Result<Output, any Error>?](repeating: nil, count: items.count))
  DispatchQueue.concurrentPerform(iterations: items.count) { index in
    setThreads(1)
    let result = Result { try body(items[index]) }
    results.withLock { $0[index] = result }
  }
  return try results.withLock { try $0.map { try $0!.get() } }
}
