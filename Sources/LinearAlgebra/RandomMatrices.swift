extension Matrix {
  /// Independent normal entries with mean 0 and the given standard deviation.
  public static func gaussian(
    _ rows: Int, _ columns: Int, standardDeviation: Double = 1,
    using generator: inout RandomGenerator
  ) -> Matrix {
    let values = (0..<rows * columns).map { _ in standardDeviation * generator.normal() }
    return Matrix(rows: rows, columns: columns, elements: values)
  }

  /// Independent entries, uniform in `range`.
  public static func uniform(
    _ rows: Int, _ columns: Int, in range: Range<Double>, using generator: inout RandomGenerator
  ) -> Matrix {
    let values = (0..<rows * columns).map { _ in generator.uniform(in: range) }
    return Matrix(rows: rows, columns: columns, elements: values)
  }
}

extension Matrix {
  /// A random orthogonal matrix, every rotation and reflection equally likely (Haar measure): the Q
  /// of a Gaussian matrix, its signs fixed by a positive diagonal of R, without which the law would
  /// be another (Stewart 1980, Mezzadri 2007).
  ///
  /// A tall matrix has orthonormal columns, a wide one orthonormal rows.
  /// - Complexity: O(rows columns min(rows, columns)).
  /// - Throws: `LinearAlgebraError` if the matrix is empty.
  public static func orthogonal(
    _ rows: Int, _ columns: Int, using generator: inout RandomGenerator
  ) throws -> Matrix {
    guard rows > 0 && columns > 0 else {
      throw LinearAlgebraError.empty(operation: "a random orthogonal matrix")
    }
    var basis = gaussian(min(rows, columns), max(rows, columns), using: &generator)
    _ = try basis.orthonormalizeRowsByReflections(by: .automatic)
    return rows <= columns ? basis : basis.transposed()
  }

  /// A random orthogonal n x n matrix.
  public static func orthogonal(_ n: Int, using generator: inout RandomGenerator) throws -> Matrix {
    try orthogonal(n, n, using: &generator)
  }
}
