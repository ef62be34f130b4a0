import CGSL
import COneDNN

/// Sets how many threads a product may use: for Float products begun by the calling thread, and for
/// Double products everywhere.
///
/// Work that already runs on several threads sets 1, so that the products inside do not compete for
/// the same cores.
public func setThreads(_ n: Int) {
  precondition(n > 0, "cannot compute with \(n) threads")
  omp_set_num_threads(Int32(n))
  openblas_set_num_threads(Int32(n))
}
