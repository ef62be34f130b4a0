import Foundation

extension ErrorSummary {
  /// The sizes of some errors; `nil` for none. One that isn't a number makes them all NaN.
  ///
  /// - Complexity: O(n log n).
  public init?(_ errors: [Double]) {
    guard !errors.isEmpty else { return nil }
    let n = Double(errors.count)
    let sorted = errors.map(\.magnitude).sorted()
    let isNumber = !errors.contains(where: \.isNaN)
    func share(_ p: Double) -> Double { isNumber ? percentile(p, ofSorted: sorted) : .nan }
    count = n
    mean = errors.reduce(0, +) / n
    rootMeanSquare = Reinforcement.rootMeanSquare(errors)
    (median, percentile95, percentile99) = (share(0.5), share(0.95), share(0.99))
    maximum = share(1)
  }
}

/// The value at position p (n - 1) of n sorted numbers, by linear interpolation.
/// Source: Hyndman and Fan 1996, type 7 (the default of NumPy and R).
func percentile(_ p: Double, ofSorted sorted: [Double]) -> Double {
  precondition(!sorted.isEmpty && p >= 0 && p <= 1, "share \(p) of \(sorted.count) numbers")
  let position = p * Double(sorted.count - 1)
  let below = Int(position)
  guard below + 1 < sorted.count else { return sorted[below] }
  let fraction = position - Double(below)
  // Of two infinities the difference is no number.
  return fraction == 0
    ? sorted[below] : sorted[below] * (1 - fraction) + sorted[below + 1] * fraction
}

/// sqrt(mean of x²); 0 for no x.
func rootMeanSquare(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return 0 }
  return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
}

/// The mean; `nil` of nothing.
func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

/// The middle value, of two the mean; `nil` of nothing. NaN counts as largest.
func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  return percentile(0.5, ofSorted: values.map { $0.isNaN ? .infinity : $0 }.sorted())
}
