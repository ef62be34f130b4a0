import CGSL
import Testing

@testable import LinearAlgebra

struct GSLTests {
  @Test func aStatusBecomesAnErrorWithRoutineAndReason() {
    #expect(
      throws: LinearAlgebraError.gsl(
        routine: "gsl_linalg_LU_decomp", status: 19,
        reason: "matrix/vector sizes are not conformant")
    ) {
      try callGSL("gsl_linalg_LU_decomp") { Int32(GSL_EBADLEN) }
    }
  }

  /// A wide matrix is refused by GSL itself: the error handler must be off, or the test process
  /// ends here.
  @Test func gslReportsInsteadOfEndingTheProgram() {
    var (a, v) = (Matrix(zeros: 2, 3), Matrix(zeros: 3, 3))
    var (s, work) = ([0.0, 0, 0], [0.0, 0, 0])
    #expect(throws: LinearAlgebraError.self) {
      try a.withGSLMatrix { a in
        try v.withGSLMatrix { v in
          try s.withGSLVector { s in
            try work.withGSLVector { work in
              try callGSL("gsl_linalg_SV_decomp") { gsl_linalg_SV_decomp(a, v, s, work) }
            }
          }
        }
      }
    }
  }

  @Test func aWorkspaceIsFreedHoweverItsUseEnds() throws {
    struct Stop: Error {}
    nonisolated(unsafe) var freed = 0
    let free: (UnsafeMutablePointer<Int>?) -> Void = {
      $0?.deallocate()
      freed += 1
    }
    #expect(throws: Stop.self) {
      try withGSLWorkspace("test", .allocate(capacity: 1), free: free) { _ in throw Stop() }
    }
    try withGSLWorkspace("test", .allocate(capacity: 1), free: free) { _ in }
    #expect(freed == 2)
    #expect(throws: LinearAlgebraError.self) {
      try withGSLWorkspace("test", nil, free: free) { _ in }
    }
    #expect(freed == 2)
  }
}
