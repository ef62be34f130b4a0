import Autodiff

extension ReferenceTensor {
  var tensor: Tensor<Double> { Tensor(shape: shape, values) }
}

/// The largest difference of two elements, relative where they exceed 1; infinite if the shapes differ or an element isn't a number.
func largestError(_ found: Tensor<Double>, _ expected: ReferenceTensor) -> Double {
  found.shape == expected.shape ? largestError(found.array, expected.values) : .infinity
}

/// The largest difference of two elements, relative where they exceed 1; infinite if the counts differ or an element isn't a number.
func largestError(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { worst, pair in
    let error = abs(pair.0 - pair.1) / max(1, abs(pair.1))
    return error.isNaN ? .infinity : max(worst, error)
  }
}
