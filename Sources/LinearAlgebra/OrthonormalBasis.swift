import CGSL

/// Orthonormal vectors of one dimension, kept as the rows of one block of memory that grows.
struct OrthonormalBasis {
  let dimension: Int
  private(set) var count = 0
  private var storage: [Double] = []

  init(dimension: Int) {
    self.dimension = dimension
  }

  /// The vector added last.
  var last: [Double] { Array(storage[(count - 1) * dimension..<count * dimension]) }

  /// Adds a unit vector that is orthogonal to the others.
  mutating func append(_ vector: [Double]) {
    storage.append(contentsOf: vector)
    count += 1
  }

  /// Takes from x its part in the span of the basis. Twice, because the first time cancellation may
  /// leave some of it: then what remains is orthogonal to working precision (Giraud, Langou,
  /// Rozloznik 2005).
  func removeSpan(from x: inout [Double]) {
    guard count > 0 else { return }
    var coefficients = [Double](repeating: 0, count: count)
    let (m, n) = (Int32(count), Int32(dimension))
    for _ in 0..<2 {
      cblas_dgemv(CblasRowMajor, CblasNoTrans, m, n, 1, storage, n, x, 1, 0, &coefficients, 1)
      cblas_dgemv(CblasRowMajor, CblasTrans, m, n, -1, storage, n, coefficients, 1, 1, &x, 1)
    }
  }

  /// A random unit vector orthogonal to the basis, which must not be complete.
  func randomComplement(using generator: inout RandomGenerator) -> [Double] {
    precondition(count < dimension, "\(count) vectors already span \(dimension) dimensions")
    while true {
      var x = normalized((0..<dimension).map { _ in generator.normal() }).vector
      removeSpan(from: &x)
      let (vector, length) = normalized(x)
      // A shorter remainder is mostly rounding error: another draw does better.
      if length > 1e-6 { return vector }
    }
  }

  /// sum_j coefficients[i, j] b_(first + j) as row i.
  func combinations(_ coefficients: Matrix, from first: Int) -> Matrix {
    let vectors = Matrix(
      rows: coefficients.columns, columns: dimension,
      elements: Array(storage[first * dimension..<(first + coefficients.columns) * dimension]))
    return coefficients * vectors
  }

  /// Keeps the first `n` vectors.
  mutating func truncate(to n: Int) {
    storage.removeLast((count - n) * dimension)
    count = n
  }
}

/// x / ||x|| and ||x||; a zero vector stays zero.
func normalized(_ x: [Double]) -> (vector: [Double], length: Double) {
  let length = euclideanNorm(x)
  return (length == 0 ? x : x.map { $0 / length }, length)
}
