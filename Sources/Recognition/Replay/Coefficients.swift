import LinearAlgebra

/// Elementwise factors of a derivative, H numbers a step.
struct Coefficients: Sendable {
  private var rows: [[Double]] = []

  mutating func append(_ row: [Double]) { rows.append(row) }

  /// Each row of a block times the factors of its step.
  func times(_ members: [Int], _ block: Matrix) -> Matrix {
    var result = block
    let width = block.columns
    result.elements.withUnsafeMutableBufferPointer { elements in
      for (row, member) in members.enumerated() {
        rows[member].withUnsafeBufferPointer { factors in
          for j in 0..<width { elements[row * width + j] *= factors[j] }
        }
      }
    }
    return result
  }
}

extension Matrix {
  /// Columns of a block.
  func columns(_ range: Range<Int>) -> Matrix {
    var part = Matrix(zeros: rows, range.count)
    for i in 0..<rows {
      for j in range { part[i, j - range.lowerBound] = self[i, j] }
    }
    return part
  }

  /// Blocks side by side.
  static func beside(_ blocks: [Matrix]) -> Matrix {
    let width = blocks.reduce(0) { $0 + $1.columns }
    var result = Matrix(zeros: blocks[0].rows, width)
    var first = 0
    for block in blocks {
      for i in 0..<block.rows {
        for j in 0..<block.columns { result[i, first + j] = block[i, j] }
      }
      first += block.columns
    }
    return result
  }
}

/// W h.
func product(_ w: Matrix, _ h: ArraySlice<Double>) -> [Double] {
  let h = Matrix(rows: 1, columns: w.columns, elements: Array(h))
  return h.multiplied(by: w, transposingOther: true).elements
}
