import CGSL
import Foundation

extension Matrix {
  /// X with A X = `right`, by Gaussian elimination with partial pivoting.
  ///
  /// The residual is a small multiple of 2^-52 ||A|| ||X||; the error is larger by up to the
  /// condition number of A.
  /// - Complexity: O(n^3 + n^2 right.columns).
  /// - Throws: `LinearAlgebraError` if A is not square, is empty, holds a value that is not finite,
  ///   or has a pivot that is exactly 0.
  public func solve(_ right: Matrix) throws -> Matrix {
    try checkSquare("solving a linear system")
    try right.checkDecomposable("solving a linear system")
    precondition(right.rows == rows, "\(rows) equations, right side of \(right.rows) rows")
    return try withFactors { lu, permutation in
      guard pivots(lu).allSatisfy({ $0 != 0 }) else {
        throw LinearAlgebraError.singular(operation: "solving a linear system")
      }
      // Rows of the transpose are columns of the right side, contiguous for GSL's vectors.
      var columns = right.transposed()
      try columns.withGSLMatrix { block in
        for j in 0..<block.pointee.size1 {
          var column = gsl_matrix_row(block, j)
          try callGSL("gsl_linalg_LU_svx") { gsl_linalg_LU_svx(lu, permutation, &column.vector) }
        }
      }
      return columns.transposed()
    }
  }

  /// ln |det A|, minus infinity for a matrix with a pivot that is exactly 0. The determinant itself
  /// would leave the range of Float64 at moderate sizes.
  /// - Complexity: O(n^3).
  /// - Throws: `LinearAlgebraError` if A is not square, is empty, or holds a value that is not
  ///   finite.
  public func logAbsDeterminant() throws -> Double {
    try checkSquare("the determinant")
    return try withFactors { lu, _ in pivots(lu).reduce(0) { $0 + log($1.magnitude) } }
  }

  /// Lends the factors of P A = L U, packed in one matrix, and the permutation P.
  private func withFactors<Result>(
    _ body: (UnsafeMutablePointer<gsl_matrix>, UnsafeMutablePointer<gsl_permutation>) throws ->
      Result
  ) throws -> Result {
    var factors = self
    return try withGSLWorkspace(
      "gsl_permutation_alloc", gsl_permutation_alloc(rows), free: gsl_permutation_free
    ) { permutation in
      try factors.withGSLMatrix { lu in
        var sign = Int32(0)
        try callGSL("gsl_linalg_LU_decomp") { gsl_linalg_LU_decomp(lu, permutation, &sign) }
        return try body(lu, permutation)
      }
    }
  }
}

private func pivots(_ lu: UnsafeMutablePointer<gsl_matrix>) -> [Double] {
  (0..<lu.pointee.size1).map { gsl_matrix_get(lu, $0, $0) }
}
