import Autodiff
import LinearAlgebra

/// One use of an operation: what every operation is proved on, in both precisions.
struct OperationCase<Scalar: TensorScalar> {
  /// The operation's name on the tape, and after a colon what is particular.
  let name: String
  let inputs: [Tensor<Scalar>]
  let function: (Tape<Scalar>, [Variable<Scalar>]) -> Variable<Scalar>

  var operation: String { String(name.prefix { $0 != ":" }) }
}

/// The names of all cases.
let operationCaseNames = operationCases(Double.self).map(\.name)

/// The case of a name.
func operationCase<Scalar: TensorScalar>(
  _ name: String, _ type: Scalar.Type
) -> OperationCase<
  Scalar
> {
  operationCases(type).first { $0.name == name }!
}

func operationCases<Scalar: TensorScalar>(_: Scalar.Type) -> [OperationCase<Scalar>] {
  elementwiseCases() + reductionCases() + shapingCases() + productCases() + lossCases()
    + otherCases()
}

typealias Cases<Scalar: TensorScalar> = [OperationCase<Scalar>]

/// Normal random numbers, the same in both precisions up to rounding, different for each seed.
func random<Scalar: TensorScalar>(_ shape: Shape, _ seed: UInt64 = 1) -> Tensor<Scalar> {
  var generator = RandomGenerator(seed: seed &+ 100)
  return Tensor(shape: shape, doubles: (0..<shape.reduce(1, *)).map { _ in generator.normal() })
}

/// Random numbers at least `gap` away from 0.
func randomAwayFromZero<Scalar: TensorScalar>(
  _ shape: Shape, _ seed: UInt64 = 1, gap: Double = 0.2
) -> Tensor<Scalar> {
  let numbers = (random(shape, seed) as Tensor<Double>).array
  return Tensor(shape: shape, doubles: numbers.map { $0 < 0 ? $0 - gap : $0 + gap })
}

/// Random numbers of at least `gap`.
func randomPositive<Scalar: TensorScalar>(
  _ shape: Shape, _ seed: UInt64 = 1, gap: Double = 0.2
) -> Tensor<Scalar> {
  let numbers = (random(shape, seed) as Tensor<Double>).array
  return Tensor(shape: shape, doubles: numbers.map { abs($0) + gap })
}

/// Every way in which two operands can broadcast.
private let broadcasts: [(what: String, a: Shape, b: Shape)] = [
  ("one shape", [3, 4], [3, 4]), ("one element", [1], [1]), ("scalars", [], []),
  ("scalar right", [2, 3], []), ("scalar left", [], [2, 3]), ("row", [3, 4], [4]),
  ("column", [3, 4], [3, 1]), ("row and column", [3, 1], [1, 4]),
  ("middle", [2, 3, 4], [2, 1, 4]),
  ("outer and inner", [2, 3, 4], [1, 3, 1]), ("left middle", [2, 1, 3], [2, 4, 3]),
  ("more axes right", [3], [2, 2, 3]), ("empty", [0, 3], [3]),
  ("two axes of ones", [2, 3, 1, 1], [4, 2]),
]

private func elementwiseCases<Scalar: TensorScalar>() -> Cases<Scalar> {
  var cases: Cases<Scalar> = []
  for (what, a, b) in broadcasts {
    cases += [
      OperationCase(name: "add: \(what)", inputs: [random(a), random(b, 2)]) { $1[0] + $1[1] },
      OperationCase(name: "subtract: \(what)", inputs: [random(a), random(b, 2)]) { $1[0] - $1[1] },
      OperationCase(name: "multiply: \(what)", inputs: [random(a), random(b, 2)]) { $1[0] * $1[1] },
      OperationCase(
        name: "divide: \(what)", inputs: [random(a), randomAwayFromZero(b, 2, gap: 0.5)]
      ) { $1[0] / $1[1] },
    ]
  }
  for shape: Shape in [[], [1], [7], [3, 5], [2, 1, 3], [0, 2]] {
    cases += [
      OperationCase(name: "tanh: \(shape)", inputs: [random(shape)]) { $1[0].tanh() },
      OperationCase(name: "sigmoid: \(shape)", inputs: [random(shape)]) { $1[0].sigmoid() },
      OperationCase(name: "relu: \(shape)", inputs: [randomAwayFromZero(shape)]) { $1[0].relu() },
      OperationCase(name: "exp: \(shape)", inputs: [random(shape)]) { $1[0].exp() },
      OperationCase(name: "log: \(shape)", inputs: [randomPositive(shape)]) { $1[0].log() },
      OperationCase(name: "square: \(shape)", inputs: [random(shape)]) { $1[0].square() },
      OperationCase(name: "scale: \(shape)", inputs: [random(shape)]) { 0.5 - 3 * -($1[0] - 2) },
    ]
  }
  let small = Tensor<Scalar>(shape: [4], doubles: [1e-6, 1e-3, 1e-9, 0.1])
  let large = Tensor<Scalar>(shape: [6], doubles: [-40, -20, -8, 8, 20, 40])
  return cases + [
    OperationCase(name: "log: near zero", inputs: [small]) { $1[0].log() },
    OperationCase(name: "tanh: saturated", inputs: [large]) { $1[0].tanh() },
    OperationCase(name: "sigmoid: saturated", inputs: [large]) { $1[0].sigmoid() },
    OperationCase(name: "multiply: a variable with itself", inputs: [random([3])]) {
      $1[0] * $1[0]
    },
  ]
}

private func reductionCases<Scalar: TensorScalar>() -> Cases<Scalar> {
  let reductions: [(shape: Shape, axes: [Int]?)] = [
    ([], nil), ([1], nil), ([5], [0]), ([3, 4], nil), ([3, 4], [0]), ([3, 4], [-1]),
    ([3, 4], [0, 1]), ([2, 3, 4], [1]), ([2, 3, 4], [0, -1]), ([2, 3, 4], []),
    ([2, 1, 4], [1, 2]), ([2, 3, 2, 2], [-1, 1]),
  ]
  var cases: Cases<Scalar> = [
    OperationCase(name: "sum: nothing", inputs: [random([0, 3])]) { $1[0].sum([0]) }
  ]
  for (shape, axes) in reductions {
    let what = "\(shape) over \(axes.map { "\($0)" } ?? "all")"
    cases += [
      OperationCase(name: "sum: \(what)", inputs: [random(shape)]) { $1[0].sum(axes) },
      OperationCase(name: "sum: \(what), kept", inputs: [random(shape)]) {
        $1[0].sum(axes, keepingAxes: true)
      },
      OperationCase(name: "scale: mean of \(what)", inputs: [random(shape)]) { $1[0].mean(axes) },
    ]
  }
  return cases
}

private func shapingCases<Scalar: TensorScalar>() -> Cases<Scalar> {
  var cases: Cases<Scalar> = []
  let slices: [(shape: Shape, axis: Int, range: Range<Int>)] = [
    ([5], 0, 1..<4), ([5], 0, 2..<3), ([5], 0, 0..<5), ([5], 0, 2..<2), ([3, 4], 0, 1..<3),
    ([3, 4], -1, 1..<3), ([3, 4], 1, 3..<4), ([2, 3, 4], 1, 0..<2), ([2, 3, 4], -2, 1..<2),
    ([1, 3, 2], 1, 1..<3),
  ]
  for (shape, axis, range) in slices {
    cases.append(
      OperationCase(name: "slice: \(shape), axis \(axis), \(range)", inputs: [random(shape)]) {
        $1[0].sliced(axis: axis, range)
      })
  }
  for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 1, 0], [1, 2, 0], [-1, 0, -2]] {
    cases.append(
      OperationCase(name: "transpose: \(order)", inputs: [random([2, 3, 4])]) {
        $1[0].transposed(order)
      })
  }
  return cases + [
    OperationCase(name: "transpose: matrix", inputs: [random([3, 4])]) { $1[0].transposed() },
    OperationCase(name: "slice: overlapping", inputs: [random([6, 2])]) {
      $1[0].sliced(axis: 0, 0..<4) * $1[0].sliced(axis: 0, 2..<6)
    },
    OperationCase(name: "step: of a sequence", inputs: [random([3, 2, 4])]) { $1[0][1] },
    OperationCase(name: "step: of a vector", inputs: [random([3])]) { $1[0][2] * $1[0][0] },
    OperationCase(name: "reshape: flat", inputs: [random([2, 3])]) { $1[0].reshaped([6]) },
    OperationCase(name: "reshape: inferred", inputs: [random([2, 6])]) { $1[0].reshaped([3, -1]) },
    OperationCase(name: "concatenate: rows", inputs: [random([2, 3]), random([1, 3], 2)]) {
      .concatenate($1, axis: 0)
    },
    OperationCase(
      name: "concatenate: columns",
      inputs: [random([2, 3]), random([2, 1], 2), random([2, 2], 3)]
    ) { .concatenate($1, axis: -1) },
    OperationCase(
      name: "concatenate: middle, one empty",
      inputs: [random([2, 3, 2]), random([2, 0, 2], 2), random([2, 1, 2], 3)]
    ) { .concatenate($1, axis: 1) },
    OperationCase(name: "concatenate: one", inputs: [random([2, 3])]) { .concatenate($1, axis: 0) },
    OperationCase(name: "concatenate: the same twice", inputs: [random([2, 3])]) {
      .concatenate([$1[0], $1[0]], axis: 1)
    },
    OperationCase(name: "stack: scalars", inputs: [random([]), random([], 2)]) { .stack($1) },
    OperationCase(name: "stack: first", inputs: [random([2, 3]), random([2, 3], 2)]) { .stack($1) },
    OperationCase(name: "stack: middle", inputs: [random([2, 3]), random([2, 3], 2)]) {
      .stack($1, axis: 1)
    },
    OperationCase(name: "stack: last", inputs: [random([2, 3]), random([2, 3], 2)]) {
      .stack($1, axis: -1)
    },
  ]
}

private func productCases<Scalar: TensorScalar>() -> Cases<Scalar> {
  var cases: Cases<Scalar> = []
  for (m, k, n) in [(3, 4, 2), (1, 1, 1), (1, 5, 3), (4, 1, 2), (5, 3, 1), (2, 0, 3), (0, 2, 3)] {
    for (first, second) in [(false, false), (true, false), (false, true), (true, true)] {
      let a: Tensor<Scalar> = random(first ? [k, m] : [m, k])
      let b: Tensor<Scalar> = random(second ? [n, k] : [k, n], 2)
      let what = "\(a.shape)\(first ? "^T" : "") \(b.shape)\(second ? "^T" : "")"
      cases.append(
        OperationCase(name: "matmul: \(what)", inputs: [a, b]) {
          $1[0].matmul($1[1], transposingSelf: first, transposingOther: second)
        })
    }
  }
  return cases + [
    OperationCase(name: "matmul: of a sequence", inputs: [random([2, 3, 4]), random([4, 2], 2)]) {
      $1[0].matmul($1[1])
    },
    OperationCase(
      name: "matmul: of a sequence, ^T", inputs: [random([2, 3, 4]), random([2, 4], 2)]
    ) { $1[0].matmul($1[1], transposingOther: true) },
    OperationCase(name: "matmul: a matrix with itself", inputs: [random([3, 3])]) {
      $1[0].matmul($1[0])
    },
    OperationCase(
      name: "conv2d: one channel", inputs: [random([1, 1, 3, 3]), random([1, 1, 2, 2], 2)]
    ) { $1[0].conv2d($1[1]) },
    OperationCase(
      name: "conv2d: channels", inputs: [random([2, 3, 5, 4]), random([2, 3, 3, 2], 2)]
    ) { $1[0].conv2d($1[1]) },
    OperationCase(
      name: "conv2d: stride 2", inputs: [random([2, 2, 6, 5]), random([3, 2, 3, 2], 2)]
    ) { $1[0].conv2d($1[1], stride: 2) },
    OperationCase(
      name: "conv2d: padding", inputs: [random([1, 2, 4, 3]), random([2, 2, 3, 3], 2)]
    ) { $1[0].conv2d($1[1], stride: 2, padding: 2) },
    OperationCase(
      name: "conv2d: the kernel covers the image",
      inputs: [random([2, 2, 3, 3]), random([2, 2, 3, 3], 2)]
    ) { $1[0].conv2d($1[1]) },
  ]
}

private func lossCases<Scalar: TensorScalar>() -> Cases<Scalar> {
  let target: Tensor<Scalar> = random([3, 4], 7)
  // Differences of 0.3 inside and of 2.1 outside of a delta of 1, on both sides.
  let nearAndFar = Tensor<Scalar>(shape: [4], doubles: [0.3, -0.3, 2.1, -2.1])
  return [
    OperationCase(name: "crossEntropy: rows", inputs: [random([3, 4])]) {
      $1[0].crossEntropy(targets: [2, 0, 3])
    },
    OperationCase(name: "crossEntropy: a row left out", inputs: [random([3, 4])]) {
      $1[0].crossEntropy(targets: [2, -1, 3])
    },
    OperationCase(name: "crossEntropy: every row left out", inputs: [random([2, 4])]) {
      $1[0].crossEntropy(targets: [-1, -1])
    },
    OperationCase(name: "crossEntropy: of a sequence, summed", inputs: [random([2, 2, 3])]) {
      $1[0].crossEntropy(targets: [0, 2, 1, 1], reduction: .sum)
    },
    OperationCase(name: "crossEntropy: one class", inputs: [random([2, 1])]) {
      $1[0].crossEntropy(targets: [0, 0])
    },
    OperationCase(name: "crossEntropy: large logits", inputs: [500 * random([2, 3])]) {
      $1[0].crossEntropy(targets: [0, 2])
    },
    OperationCase(name: "meanSquaredError: constant target", inputs: [random([3, 4])]) {
      $1[0].meanSquaredError($0.constant(target))
    },
    OperationCase(name: "meanSquaredError: both", inputs: [random([5]), random([5], 2)]) {
      $1[0].meanSquaredError($1[1], reduction: .sum)
    },
    OperationCase(name: "meanSquaredError: one", inputs: [random([]), random([], 2)]) {
      $1[0].meanSquaredError($1[1])
    },
    OperationCase(name: "huber: near and far", inputs: [nearAndFar]) {
      $1[0].huber($0.constant($0.zeros([4])))
    },
    OperationCase(name: "huber: delta 0.5, both, summed", inputs: [nearAndFar, random([4], 3)]) {
      ($1[0]).huber(0.01 * $1[1], delta: 0.5, reduction: .sum)
    },
  ]
}

private func otherCases<Scalar: TensorScalar>() -> Cases<Scalar> {
  var cases: Cases<Scalar> = []
  for shape: Shape in [[4], [1], [3, 4], [2, 3, 2], [3, 1]] {
    cases += [
      OperationCase(name: "softmax: \(shape)", inputs: [random(shape)]) { $1[0].softmax() },
      OperationCase(name: "logSoftmax: \(shape)", inputs: [random(shape)]) { $1[0].logSoftmax() },
    ]
  }
  return cases + [
    OperationCase(name: "gather: rows", inputs: [random([4, 3])]) { $1[0].gather([2, 0]) },
    OperationCase(name: "gather: repeated", inputs: [random([4, 3])]) {
      $1[0].gather([1, 3, 1, 1])
    },
    OperationCase(name: "gather: a sequence", inputs: [random([4, 3])]) {
      $1[0].gather([0, 1, 2, 3, 3, 0], shape: [3, 2])
    },
    OperationCase(name: "gather: of a vector", inputs: [random([5])]) { $1[0].gather([4, 4]) },
    OperationCase(name: "gather: none", inputs: [random([5, 2])]) { $1[0].gather([]) },
    OperationCase(name: "gather: one of each row", inputs: [random([3, 4])]) {
      $1[0].pick([0, 3, 3])
    },
    OperationCase(name: "dropout: half", inputs: [random([4, 5])]) {
      var generator = RandomGenerator(seed: 3)
      return $1[0].dropout(0.5, using: &generator)
    },
    OperationCase(name: "dropout: a tenth", inputs: [random([7])]) {
      var generator = RandomGenerator(seed: 4)
      return $1[0].dropout(0.1, using: &generator)
    },
  ]
}
