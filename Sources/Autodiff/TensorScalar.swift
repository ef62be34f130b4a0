import LinearAlgebra

/// An element of a tensor: `Float`, in which models train, or `Double`, in which they are checked.
///
/// The requirements work on whole arrays, so that no loop over elements is ever generic: a
/// conformance forwards each to a vectorised kernel. Counts come first, results last; `y` may be
/// one of the operands unless said otherwise. Nothing here checks a length: ``Tensor`` does. Sums
/// are accumulated in Float64.
///
/// What runs in every training step is marked `@specialized` for Float: debug builds compile file
/// by file, and a generic body that looks up its types at every call made a small step four times
/// as long.
public protocol TensorScalar: BinaryFloatingPoint, SIMDScalar, Sendable, Codable {
  /// An array that a kernel reads.
  typealias Elements = UnsafePointer<Self>

  /// An array that a kernel writes.
  typealias Results = UnsafeMutablePointer<Self>

  /// C = alpha op(A) op(B) + beta C, row-major; op(A) is m x k, op(B) k x n, `lda`, `ldb`, `ldc`
  /// the distances of rows.
  static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Self,
    _ a: Elements, _ lda: Int, _ b: Elements, _ ldb: Int,
    _ beta: Self, _ c: Results, _ ldc: Int)

  /// A kernel y = f(x) of n elements.
  typealias Map = (_ n: Int, _ x: Elements, _ y: Results) -> Void

  /// A kernel y = f(a, b) of n elements.
  typealias Zip = (_ n: Int, _ a: Elements, _ b: Elements, _ y: Results) -> Void

  /// y = tanh x.
  static func tanh(_ n: Int, _ x: Elements, _ y: Results)
  /// y = 1 / (1 + e^-x).
  static func sigmoid(_ n: Int, _ x: Elements, _ y: Results)
  /// y = max(0, x).
  static func relu(_ n: Int, _ x: Elements, _ y: Results)
  /// y = e^x.
  static func exp(_ n: Int, _ x: Elements, _ y: Results)
  /// y = ln x.
  static func log(_ n: Int, _ x: Elements, _ y: Results)
  /// y = x^2.
  static func square(_ n: Int, _ x: Elements, _ y: Results)

  /// dx = dy (1 - y^2): the pullback of y = tanh x.
  static func tanhPullback(_ n: Int, _ y: Elements, _ dy: Elements, _ dx: Results)
  /// dx = dy y (1 - y): the pullback of y = sigmoid x.
  static func sigmoidPullback(_ n: Int, _ y: Elements, _ dy: Elements, _ dx: Results)
  /// dx = dy where y > 0, else 0: the pullback of y = relu x.
  static func reluPullback(_ n: Int, _ y: Elements, _ dy: Elements, _ dx: Results)

  /// y = a + b.
  static func add(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results)
  /// y = a - b.
  static func subtract(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results)
  /// y = a b.
  static func multiply(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results)
  /// y = a / b.
  static func divide(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results)
  /// y += a b.
  static func multiplyAdd(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results)

  /// y = s x.
  static func scale(_ n: Int, _ s: Self, _ x: Elements, _ y: Results)
  /// y = x + s.
  static func shift(_ n: Int, _ s: Self, _ x: Elements, _ y: Results)
  /// y = min(max(x, low), high).
  static func clamp(_ n: Int, _ low: Self, _ high: Self, _ x: Elements, _ y: Results)
  /// y += s x.
  static func addScaled(_ n: Int, _ s: Self, _ x: Elements, _ y: Results)

  /// The sum of x.
  static func sum(_ n: Int, _ x: Elements) -> Double
  /// The sum of x^2.
  static func sumOfSquares(_ n: Int, _ x: Elements) -> Double
  /// The Euclidean norm of each row of x, [rows, n].
  static func rowNorms(
    _ rows: Int, _ n: Int, _ x: Elements, _ norms: UnsafeMutablePointer<Double>)
  /// The sum of a b.
  static func dot(_ n: Int, _ a: Elements, _ b: Elements) -> Double
  /// The largest |x|; NaN if any x is NaN.
  static func maxMagnitude(_ n: Int, _ x: Elements) -> Double
  /// Whether no x is NaN or infinite.
  static func allFinite(_ n: Int, _ x: Elements) -> Bool

  /// out[j] += sum over rows of x[row, j].
  static func addRows(_ rows: Int, _ columns: Int, _ x: Elements, _ out: Results)
  /// out[k, :] = table[indices[k], :], for n rows of `width`.
  static func gatherRows(
    _ n: Int, _ width: Int, _ table: Elements, _ indices: UnsafePointer<Int32>,
    _ out: Results)
  /// table[indices[k], :] += x[k, :], for n rows of `width`; an index may repeat.
  static func scatterAddRows(
    _ n: Int, _ width: Int, _ x: Elements, _ indices: UnsafePointer<Int32>,
    _ table: Results)

  /// y = softmax of each row of x.
  static func softmaxRows(_ rows: Int, _ columns: Int, _ x: Elements, _ y: Results)
  /// y = ln softmax of each row of x.
  static func logSoftmaxRows(_ rows: Int, _ columns: Int, _ x: Elements, _ y: Results)
  /// The sum over rows k of -ln softmax(logits[k])[targets[k]]; a negative target leaves its row
  /// out.
  ///
  /// `dlogits`, unless `nil`, gets scale (softmax - onehot(target)), 0 in rows left out.
  static func softmaxCrossEntropy(
    _ rows: Int, _ columns: Int, _ logits: Elements, _ targets: UnsafePointer<Int32>,
    _ dlogits: Results?, _ scale: Self
  ) -> Double
}
