import Autodiff
import LinearAlgebra

extension Tensor {
  init(_ reference: ReferenceTensor) {
    self.init(shape: Shape(reference.shape), reference.values.map { Scalar($0) })
  }
}

extension ReferenceTensor {
  /// Of two axes.
  var matrix: Matrix { Matrix(rows: shape[0], columns: shape[1], elements: values) }
}

/// The largest difference of two elements, relative to the largest expected one if that exceeds 1: sums that cancel round with
/// their terms. Infinite if the shapes differ or an element isn't a number.
func largestError<Scalar>(_ found: Tensor<Scalar>, _ expected: ReferenceTensor) -> Double {
  Array(found.shape) == expected.shape
    ? largestError(found.array.map { Double($0) }, expected.values) : .infinity
}

func largestError(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let scale = expected.reduce(1) { max($0, $1.magnitude) }
  return zip(found, expected).reduce(0) { worst, pair in
    let error = (pair.0 - pair.1).magnitude / scale
    return error.isNaN ? .infinity : max(worst, error)
  }
}
