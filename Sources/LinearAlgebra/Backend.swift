/// Which library computes a decomposition. All answer the same question to the same accuracy.
public enum Backend: Sendable, CaseIterable {
  /// GSL while a matrix is small, LAPACK from the size at which GSL was measured to take more than
  /// twice as long.
  case automatic

  /// GSL, the reference.
  case gsl

  /// The LAPACK inside OpenBLAS.
  case lapack

  /// Whether LAPACK is to serve a matrix of size n, given the least size at which it is worth it.
  func usesLAPACK(size n: Int, from limit: Int) -> Bool {
    switch self {
    case .automatic: n >= limit
    case .gsl: false
    case .lapack: true
    }
  }
}

extension Matrix {
  /// What every decomposition asks of its matrix: entries at all, and finite ones (GSL iterates
  /// forever on a NaN).
  func checkDecomposable(_ operation: String) throws {
    guard rows > 0 && columns > 0 else { throw LinearAlgebraError.empty(operation: operation) }
    if let index = elements.firstIndex(where: { !$0.isFinite }) {
      throw LinearAlgebraError.nonFinite(
        row: index / columns, column: index % columns, value: elements[index])
    }
  }

  /// As `checkDecomposable`, and square.
  func checkSquare(_ operation: String) throws {
    try checkDecomposable(operation)
    guard rows == columns else {
      throw LinearAlgebraError.notSquare(operation: operation, rows: rows, columns: columns)
    }
  }

  /// The matrix, brought near 1 by an exact power of two if its entries are so large or small that
  /// squaring them would leave the range of Float64, and the power that brings results back.
  func normalizedByPowerOfTwo() -> (matrix: Matrix, scale: PowerOfTwo) {
    let scale = PowerOfTwo(of: maxNorm)
    guard abs(scale.exponent) > 256 else { return (self, PowerOfTwo(of: 1)) }
    return (mapped { scale.divide($0) }, scale)
  }
}

/// 2^exponent, for exponents whose power itself may leave the range of Float64.
struct PowerOfTwo {
  let exponent: Int

  /// The power of two just below `magnitude`, or 1 for 0.
  init(of magnitude: Double) {
    exponent = magnitude == 0 ? 0 : Int(magnitude.exponent)
  }

  func multiply(_ x: Double) -> Double {
    Double(sign: .plus, exponent: exponent, significand: x)
  }

  func divide(_ x: Double) -> Double {
    Double(sign: .plus, exponent: -exponent, significand: x)
  }
}
