import LinearAlgebra

/// How far the tape's gradients of a function are from central differences.
public struct GradientCheck: Sendable, CustomStringConvertible {
  /// The element whose two derivatives differ most.
  public struct Discrepancy: Sendable {
    /// Which input.
    public var input = 0
    /// Which of its elements.
    public var element = 0
    /// The derivative by the tape.
    public var analytic = 0.0
    /// The derivative by differences.
    public var numeric = 0.0

    /// |analytic - numeric| / max(1, |analytic|, |numeric|).
    public var error: Double {
      abs(analytic - numeric) / max(1, abs(analytic), abs(numeric))
    }
  }

  /// The largest discrepancy; one that isn't a number counts as larger than any.
  public fileprivate(set) var worst = Discrepancy()
  /// How many derivatives were compared.
  public fileprivate(set) var count = 0
  /// The error that is allowed.
  public let tolerance: Double

  /// Whether every derivative was within the tolerance, and there was one.
  public var passes: Bool { count > 0 && worst.error <= tolerance }

  /// The verdict with its numbers.
  public var description: String {
    """
    \(passes ? "passes" : "fails") over \(count) derivatives; worst: element \(worst.element) of \
    input \(worst.input), analytic \(worst.analytic), numeric \(worst.numeric), error \(worst.error)
    """
  }
}

/// Compares the gradients of a function of tensors with central differences in Float64.
///
/// A result of more than one element is weighed with fixed random numbers. The differences are
/// extrapolated to a step of zero until they agree with each other far better than the tolerance,
/// starting at a hundredth of each element (or of 1); steps that leave the function's domain don't
/// count (Richardson 1911, Ridders 1982).
///
/// - Parameters:
///   - tolerance: The bound on |analytic - numeric| / max(1, |analytic|, |numeric|).
///   - function: Computes the result from leaves on the tape; the same at every call.
/// - Complexity: About ten evaluations of the function for every element of the inputs.
public func gradientCheck(
  _ inputs: [Tensor<Double>], tolerance: Double = 1e-7,
  _ function: (Tape<Double>, [Variable<Double>]) -> Variable<Double>
) -> GradientCheck {
  let tape = Tape<Double>()
  let leaves = inputs.map { tape.variable($0) }
  let result = function(tape, leaves)
  var generator = RandomGenerator(seed: 1)
  let weights = Tensor<Double>(
    shape: result.shape, (0..<result.value.count).map { _ in generator.normal() })
  let gradients = tape.gradients(of: result, seed: weights)

  var check = GradientCheck(tolerance: tolerance)
  for (input, leaf) in leaves.enumerated() {
    let analytic = gradients[leaf].array
    for element in 0..<leaf.value.count {
      let point = leaf.value.array[element]
      let numeric = derivative(step: 0.01 * max(1, abs(point)), tolerance: tolerance) { h in
        difference(inputs, input, element, h, weights, function)
      }
      check.add(
        .init(input: input, element: element, analytic: analytic[element], numeric: numeric))
    }
  }
  return check
}

extension GradientCheck {
  fileprivate mutating func add(_ discrepancy: Discrepancy) {
    count += 1
    if worst.error.isNaN || discrepancy.error <= worst.error { return }
    worst = discrepancy
  }
}

/// (f(x + h) - f(x - h)) / 2h along one element, weighed over the results.
private func difference(
  _ inputs: [Tensor<Double>], _ input: Int, _ element: Int, _ h: Double, _ weights: Tensor<Double>,
  _ function: (Tape<Double>, [Variable<Double>]) -> Variable<Double>
) -> Double {
  func value(_ h: Double) -> Tensor<Double> {
    let tape = Tape<Double>()
    tape.isRecording = false
    var moved = inputs
    moved[input].withUnsafeMutablePointer { $0[element] += h }
    return function(tape, moved.map(tape.constant)).value
  }
  return ((value(h) - value(-h)) * weights).sum / (2 * h)
}

/// The limit of `difference` at a step of zero, from halved steps by extrapolation in h^2.
private func derivative(
  step: Double, tolerance: Double, _ difference: (Double) -> Double
) -> Double {
  var (best, bestError, h) = (Double.nan, Double.infinity, step)
  var previous: [Double] = []
  for _ in 0..<40 {
    var row = [difference(h)]
    h /= 2
    guard row[0].isFinite else { continue }
    for (k, coarse) in previous.prefix(8).enumerated() {
      row.append(row[k] + (row[k] - coarse) / (Double(1 << (2 * (k + 1))) - 1))
      let error = max(abs(row[k + 1] - row[k]), abs(row[k + 1] - coarse))
      if error < bestError { (best, bestError) = (row[k + 1], error) }
    }
    if bestError <= 0.01 * tolerance * max(1, abs(best)) { break }
    previous = row
  }
  return best
}
