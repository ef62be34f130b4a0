import CGSL

/// By default GSL ends the program at an error. Switched off once, before the first call that can
/// fail.
private let errorHandlerIsOff: Bool = {
  gsl_set_error_handler_off()
  return true
}()

/// Runs one call of GSL and turns a status other than success into an error with the routine's name
/// and GSL's reason.
func callGSL(_ routine: String, _ call: () -> Int32) throws {
  precondition(errorHandlerIsOff)
  let status = call()
  guard status != GSL_SUCCESS else { return }
  throw LinearAlgebraError.gsl(
    routine: routine, status: Int(status), reason: String(cString: gsl_strerror(status)))
}

/// Allocates a workspace of GSL's, lends it to `body` and frees it however `body` ends.
func withGSLWorkspace<Workspace, Result>(
  _ routine: String, _ allocate: @autoclosure () -> UnsafeMutablePointer<Workspace>?,
  free: (UnsafeMutablePointer<Workspace>?) -> Void,
  _ body: (UnsafeMutablePointer<Workspace>) throws -> Result
) throws -> Result {
  precondition(errorHandlerIsOff)
  guard let workspace = allocate() else {
    throw LinearAlgebraError.gsl(
      routine: routine, status: Int(GSL_ENOMEM), reason: "out of memory")
  }
  defer { free(workspace) }
  return try body(workspace)
}

extension Matrix {
  /// Lends the entries, which must not be empty, to GSL without a copy: both keep matrices row by
  /// row.
  mutating func withGSLMatrix<Result>(
    _ body: (UnsafeMutablePointer<gsl_matrix>) throws -> Result
  ) rethrows -> Result {
    let (m, n) = (rows, columns)
    return try elements.withUnsafeMutableBufferPointer { buffer in
      var view = gsl_matrix_view_array(buffer.baseAddress!, m, n)
      return try body(&view.matrix)
    }
  }
}

extension Array where Element == Double {
  /// Lends the elements, which must not be empty, to GSL as a vector.
  mutating func withGSLVector<Result>(
    _ body: (UnsafeMutablePointer<gsl_vector>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeMutableBufferPointer { buffer in
      var view = gsl_vector_view_array(buffer.baseAddress!, buffer.count)
      return try body(&view.vector)
    }
  }
}
