import CGSL

extension Matrix {
  /// X = L Q by Householder reflections (Householder 1958): the k rows, k <= columns, become the
  /// orthonormal rows of Q; returns L, k x k, lower triangular, its diagonal not negative.
  mutating func orthonormalizeRowsByReflections(by backend: Backend) throws -> Matrix {
    precondition(rows <= columns, "\(rows) rows cannot be orthonormal in \(columns) dimensions")
    var lower =
      backend.usesLAPACK(size: columns, from: leastSizeForLAPACK)
      ? try reflectByLAPACK() : try reflectByGSL()
    let negative = (0..<rows).filter { lower[$0, $0] < 0 }
    negate(&elements, at: negative.map { ($0 * columns, 1, columns) })
    negate(&lower.elements, at: negative.map { ($0 * rows + $0, rows, rows - $0) })
    return lower
  }

  /// LAPACK's columns are our rows: its upper triangle R by columns is L by rows.
  private mutating func reflectByLAPACK() throws -> Matrix {
    let triangle = try dgeqrfThenDorgqr(columns, rows, &elements)
    return Matrix(rows: rows, columns: rows, elements: triangle)
  }

  private mutating func reflectByGSL() throws -> Matrix {
    let (k, n) = (rows, columns)
    var (q, l) = (Matrix(zeros: n, n), Matrix(zeros: k, n))
    var tau = [Double](repeating: 0, count: k)
    try withGSLMatrix { x in
      try tau.withGSLVector { tau in
        try callGSL("gsl_linalg_LQ_decomp") { gsl_linalg_LQ_decomp(x, tau) }
        try q.withGSLMatrix { q in
          try l.withGSLMatrix { l in
            try callGSL("gsl_linalg_LQ_unpack") { gsl_linalg_LQ_unpack(x, tau, q, l) }
          }
        }
      }
    }
    elements = Array(q.elements[0..<k * n])
    return Matrix(rows: k, columns: k, elements: (0..<k).flatMap { l.row($0)[0..<k] })
  }
}

/// Turns the signs of the entries first, first + step, ..., `count` of them, of each run.
private func negate(
  _ elements: inout [Double], at runs: [(first: Int, step: Int, count: Int)]
) {
  elements.withUnsafeMutableBufferPointer { elements in
    for run in runs {
      for i in 0..<run.count { elements[run.first + i * run.step].negate() }
    }
  }
}

/// GSL forms Q reflection by reflection: it takes as long as LAPACK at n = 16, five times as long
/// at 128, 35 times at 256.
private let leastSizeForLAPACK = 24
