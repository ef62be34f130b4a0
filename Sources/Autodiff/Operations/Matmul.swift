extension Variable {
  /// The matrix product C = op(A) op(B), op(A) [m, k] and op(B) [k, n]; dA = dC op(B)^T and
  /// dB = op(A)^T dC, each transposed if its factor is.
  ///
  /// A left factor of more axes is taken as a matrix of rows, [..., k]; the result is [..., n].
  /// - Complexity: O(m k n)
  @specialized(where Scalar == Float)
  public func matmul(
    _ other: Variable, transposingSelf: Bool = false, transposingOther: Bool = false
  ) -> Variable {
    let (a, b, tA, tB) = (value, other.value, transposingSelf, transposingOther)
    let product = a.matmul(b, transposingSelf: tA, transposingOther: tB, in: pool)
    return tape.recordAccumulating("matmul", value: product, inputs: [self, other]) { g, inputs in
      inputs.accumulate(0) { dA, beta in
        if tA {
          dA.addMatmul(b, g, transposingA: tB, transposingB: true, beta: beta)
        } else {
          dA.addMatmul(g, b, transposingB: !tB, beta: beta)
        }
      }
      inputs.accumulate(1) { dB, beta in
        let (a, g) = (a.rows, g.rows)
        if tB {
          dB.addMatmul(g, a, transposingA: true, transposingB: tA, beta: beta)
        } else {
          dB.addMatmul(a, g, transposingA: !tA, beta: beta)
        }
      }
    }
  }
}
