/// A dense matrix of `Double`, row by row in one array: entry (i, j) is `elements[i * columns +
/// j]`.
///
/// Indices start at 0. Shapes that don't fit stop the program with the numbers; values that can't
/// be used throw.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public private(set) var rows: Int

  /// The number of columns.
  public let columns: Int

  /// The entries in row-major order, always `rows * columns` of them.
  ///
  /// Written in place: behind an observer, one entry written from another module would copy all.
  @inlinable
  public var elements: [Double] {
    get { entries }
    _modify {
      defer { checkCount() }
      yield &entries
    }
  }

  @usableFromInline var entries: [Double]

  /// A matrix from its entries in row-major order.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    entries = elements
    checkCount()
  }

  /// The zero matrix of `rows` x `columns`.
  public init(zeros rows: Int, _ columns: Int) {
    self.init(rows: rows, columns: columns, elements: [Double](repeating: 0, count: rows * columns))
  }

  /// A matrix from its rows, which must be equally long.
  public init(rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() {
      precondition(row.count == columns, "row \(i) has \(row.count) entries, row 0 has \(columns)")
    }
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  @inlinable
  func checkCount() {
    precondition(
      entries.count == rows * columns,
      "\(entries.count) elements do not fill a \(rows) x \(columns) matrix")
  }
}

extension Matrix {
  /// The identity matrix of size n.
  public static func identity(_ n: Int) -> Matrix {
    diagonal([Double](repeating: 1, count: n))
  }

  /// The square matrix with `values` on its diagonal and zeros elsewhere.
  public static func diagonal(_ values: [Double]) -> Matrix {
    var result = Matrix(zeros: values.count, values.count)
    for (i, value) in values.enumerated() { result.elements[i * values.count + i] = value }
    return result
  }

  /// The entry in row i and column j.
  @inlinable
  public subscript(i: Int, j: Int) -> Double {
    get {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "no entry (\(i), \(j))")
      return elements[i * columns + j]
    }
    set {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "no entry (\(i), \(j))")
      elements[i * columns + j] = newValue
    }
  }

  /// The entries of row i.
  public func row(_ i: Int) -> [Double] {
    precondition(i >= 0 && i < rows, "no row \(i) in \(rows)")
    return Array(elements[i * columns..<(i + 1) * columns])
  }

  /// The entries of column j.
  public func column(_ j: Int) -> [Double] {
    precondition(j >= 0 && j < columns, "no column \(j) in \(columns)")
    return (0..<rows).map { elements[$0 * columns + j] }
  }

  /// The matrix of the rows in `range`.
  public func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "no rows \(range) in \(rows)")
    return Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// Drops row i in place; the last row takes its place.
  mutating func dropRow(_ i: Int) {
    let (n, lastRow) = (columns, rows - 1)
    entries.withUnsafeMutableBufferPointer { entries in
      for j in 0..<n where i < lastRow { entries[i * n + j] = entries[lastRow * n + j] }
    }
    entries.removeLast(n)
    rows = lastRow
  }

  /// The entries on the diagonal, min(rows, columns) of them.
  public var diagonal: [Double] {
    (0..<min(rows, columns)).map { elements[$0 * columns + $0] }
  }

  /// The transpose.
  public func transposed() -> Matrix {
    let (m, n) = (rows, columns)
    let transposed = [Double](unsafeUninitializedCapacity: m * n) { target, count in
      guard m > 0 && n > 0 else { return }
      elements.withUnsafeBufferPointer {
        transpose($0.baseAddress!, m, n, into: target.baseAddress!)
      }
      count = m * n
    }
    return Matrix(rows: n, columns: m, elements: transposed)
  }
}

/// The m x n matrix at `source` with its rows as columns, n x m, in `target`. Eight rows at a time: a
/// column by itself would meet one line of the cache again and again.
func transpose(
  _ source: UnsafePointer<Double>, _ m: Int, _ n: Int, into target: UnsafeMutablePointer<Double>
) {
  let band = 8
  for first in stride(from: 0, to: m / band * band, by: band) {
    let rows = source + first &* n
    for j in 0..<n {
      let column = target + (j &* m &+ first)
      for i in 0..<band { (column + i).initialize(to: rows[i &* n &+ j]) }
    }
  }
  for i in m / band * band..<m {
    for j in 0..<n { (target + (j &* m &+ i)).initialize(to: source[i &* n &+ j]) }
  }
}
