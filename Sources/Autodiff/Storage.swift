/// The memory of one or several tensors: counted, aligned to 64 bytes, given back to its pool when
/// the last tensor that sees it dies.
///
/// `@unchecked Sendable`: the elements are only written through a tensor that holds the sole
/// reference.
@usableFromInline
final class Storage<Scalar: TensorScalar>: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutablePointer<Scalar>
  let pool: Pool?
  private let block: Block
  private let size: SizeClass

  /// Memory for `count` elements of any value; from the system when there is no pool.
  @specialized(where Scalar == Float)
  init(count: Int, pool: Pool?) {
    size = SizeClass(holding: count * MemoryLayout<Scalar>.stride)
    block = pool?.take(size) ?? Block(bytes: size.bytes)
    base = block.base.assumingMemoryBound(to: Scalar.self)
    self.pool = pool
  }

  deinit {
    if let pool { pool.give(back: block, size) } else { block.deallocate() }
  }

  /// Calls `body` with memory for `count` elements that is given back after.
  static func withScratch(
    count: Int, pool: Pool?, _ body: (UnsafeMutablePointer<Scalar>) -> Void
  ) {
    let storage = Storage(count: count, pool: pool)
    withExtendedLifetime(storage) { body(storage.base) }
  }
}
