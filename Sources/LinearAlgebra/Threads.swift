import CGSL
import COneDNN
import Synchronization

/// Sets how many threads a product may use: for Float products begun by the calling thread, and for
/// Double products everywhere.
///
/// Work that already runs on several threads sets 1, so that the products inside do not compete for
/// the same cores.
public func setThreads(_ n: Int) {
  precondition(n > 0, "cannot compute with \(n) threads")
  omp_set_num_threads(Int32(n))
  // OpenBLAS takes a lock even where nothing changes.
  if openBLASThreads.exchange(n, ordering: .relaxed) != n { openblas_set_num_threads(Int32(n)) }
}

/// What OpenBLAS was told last; 0 for not yet.
let openBLASThreads = Atomic(0)
