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
