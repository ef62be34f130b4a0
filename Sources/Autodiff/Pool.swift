import Synchronization

/// Memory that tensors borrow and give back, so that a training step reuses what the step before it
/// used.
///
/// Blocks are 64-byte aligned and come in size classes a quarter of a power of two apart: a block
/// wastes at most a fifth of itself. Of each class a pool holds, lent out or free, no more blocks
/// than were lent out at once during this period or the two before (a period ends at ``trim()``).
///
/// A pool may be used from any thread, since a tensor may die on any thread.
public final class Pool: Sendable {
  private let state = Mutex(State())

  /// An empty pool.
  public init() {}

  /// How often memory had to be asked of the system. Constant once every step fits in what the last
  /// one left.
  public var allocations: Int { state.withLock { $0.allocations } }

  /// Bytes lent out to tensors that are alive.
  public var bytesInUse: Int { state.withLock { $0.bytesInUse } }

  /// Bytes held, lent out or free.
  public var bytesHeld: Int { state.withLock { $0.bytesHeld } }

  /// Ends a period: free blocks beyond what it or the period before had lent out at once go back to
  /// the system.
  public func trim() {
    state.withLock { $0.endPeriod() }
  }

  func take(_ size: SizeClass) -> Block {
    state.withLock { $0.take(size) }
  }

  func give(back block: Block, _ size: SizeClass) {
    state.withLock { $0.give(back: block, size) }
  }

  deinit {
    state.withLock { $0.releaseAllFreeBlocks() }
  }
}

/// Aligned memory without an owner.
struct Block: @unchecked Sendable {
  static let alignment = 64
  let base: UnsafeMutableRawPointer

  init(bytes: Int) {
    base = .allocate(byteCount: bytes, alignment: Block.alignment)
  }

  func deallocate() { base.deallocate() }
}

/// A block's capacity: four classes to each power of two, in units of 64 bytes.
struct SizeClass {
  static let count = 4 * (Int.bitWidth - 8)
  let index: Int
  let bytes: Int

  /// The smallest class that holds so many bytes.
  init(holding byteCount: Int) {
    let last = max((byteCount + 63) / 64, 1) - 1
    guard last >= 4 else {
      index = last
      bytes = (last + 1) * 64
      return
    }
    let shift = Int.bitWidth - 1 - last.leadingZeroBitCount - 2
    let quarter = last >> shift
    index = 4 * (shift + 1) + quarter - 4
    bytes = ((quarter + 1) << shift) * 64
  }

  /// The capacity of a class, from its index.
  static func bytes(ofIndex index: Int) -> Int {
    index < 4 ? (index + 1) * 64 : ((index % 4 + 5) << (index / 4 - 1)) * 64
  }
}

/// The blocks of one size.
private struct Shelf {
  var free: [Block] = []
  var lent = 0
  var peak = 0
  var previousPeak = 0
}

private struct State {
  var allocations = 0
  var bytesInUse = 0
  var bytesHeld = 0
  var shelves = [Shelf](repeating: Shelf(), count: SizeClass.count)
  /// The number of classes up to the largest ever asked for.
  var classCount = 0

  mutating func take(_ size: SizeClass) -> Block {
    bytesInUse += size.bytes
    shelves[size.index].lent += 1
    shelves[size.index].peak = max(shelves[size.index].peak, shelves[size.index].lent)
    if let block = shelves[size.index].free.popLast() { return block }
    classCount = max(classCount, size.index + 1)
    bytesHeld += size.bytes
    allocations += 1
    return Block(bytes: size.bytes)
  }

  mutating func give(back block: Block, _ size: SizeClass) {
    bytesInUse -= size.bytes
    shelves[size.index].lent -= 1
    shelves[size.index].free.append(block)
  }

  mutating func endPeriod() {
    for index in 0..<classCount {
      let limit = max(shelves[index].peak, shelves[index].previousPeak)
      releaseFreeBlocks(ofClass: index, downTo: limit - shelves[index].lent)
      shelves[index].previousPeak = shelves[index].peak
      shelves[index].peak = shelves[index].lent
    }
  }

  mutating func releaseFreeBlocks(ofClass index: Int, downTo limit: Int) {
    while shelves[index].free.count > limit, let block = shelves[index].free.popLast() {
      block.deallocate()
      bytesHeld -= SizeClass.bytes(ofIndex: index)
    }
  }

  mutating func releaseAllFreeBlocks() {
    for index in 0..<classCount { releaseFreeBlocks(ofClass: index, downTo: 0) }
  }
}
