extension Matrix {
  /// The square root of the sum of squared entries, scaled so that neither overflows nor
  /// underflows.
  public var frobeniusNorm: Double { euclideanNorm(elements) }

  /// The largest sum of absolute values in a column: max ||A x||_1 over ||x||_1 = 1.
  public var oneNorm: Double { transposed().infinityNorm }

  /// The largest sum of absolute values in a row: max ||A x||_inf over ||x||_inf = 1. NaN if an
  /// entry is NaN.
  public var infinityNorm: Double {
    var norm = 0.0
    for i in 0..<rows {
      norm = largerOrNaN(norm, row(i).reduce(0) { $0 + $1.magnitude })
    }
    return norm
  }

  /// The largest absolute value of an entry, 0 for an empty matrix. NaN if an entry is NaN.
  public var maxNorm: Double { largestMagnitude(elements) }
}

/// ||x||_2, exact to a few ulp at every scale of Float64: a plain sum of squares where it can be
/// trusted, else with the largest magnitude taken out first. NaN if an entry is NaN, infinity if
/// one is infinite.
public func euclideanNorm(_ x: [Double]) -> Double {
  let plain = x.reduce(0) { $0 + $1 * $1 }
  if plain > 1e-280 && plain < 1e300 { return plain.squareRoot() }
  let scale = largestMagnitude(x)
  guard scale > 0 && scale.isFinite else { return scale }
  return scale * x.reduce(0) { $0 + ($1 / scale) * ($1 / scale) }.squareRoot()
}

func largestMagnitude(_ x: [Double]) -> Double {
  x.reduce(0) { largerOrNaN($0, $1.magnitude) }
}

/// The larger of two, or NaN if either is: `max` would lose it.
private func largerOrNaN(_ a: Double, _ b: Double) -> Double {
  a.isNaN || a > b ? a : b
}
