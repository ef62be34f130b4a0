import CGSL
import Foundation

/// How a Float64 product is cut so that OpenBLAS takes each part without copying its operands.
///
/// For AVX-512 processors it has kernels that read A and B where they lie, for products of up to a
/// million multiplications; larger ones are copied into panels first. With a few hundred rows the
/// copies, and kernels that expect them, cost a seventh of the time: 128 x 128 x 128 is 86 µs whole
/// and 72 µs in parts. An entry is summed in one part, so that cutting costs no accuracy.
struct ProductBlocks {
  let rows: Int
  let columns: Int

  /// Nil where the product is better left whole: where it is small enough as it is or so large that
  /// copies pay, where B is transposed and A isn't (slow in those kernels), on other processors, and
  /// where several threads could share it.
  init?(_ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int) {
    let multiplications = m * n * k
    guard multiplications > Self.largestWithoutCopies && k <= 512, transposeA || !transposeB,
      openBLASThreads.load(ordering: .relaxed) == 1 || multiplications <= Self.largestForOneThread,
      Self.librarySkipsCopies
    else { return nil }
    // The kernels' own steps are 24 by 32 or less.
    rows = 24
    columns = k <= 256 ? 128 : 64
  }

  /// OpenBLAS's own limit, 100^3.
  private static let largestWithoutCopies = 1_000_000
  /// Two threads gain nothing from a product of this size.
  private static let largestForOneThread = 1 << 22

  /// Whether this OpenBLAS chose the processor's kernels among those that have the small ones.
  private static let librarySkipsCopies =
    openblas_get_corename().map {
      ["SkylakeX", "Cooperlake", "Sapphirerapids"].contains(String(cString: $0))
    } ?? false
}
