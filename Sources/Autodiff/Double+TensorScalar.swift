// The requirements are documented where they are declared.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

import CKernels
import LinearAlgebra

// Double: plain kernels over the system's mathematics, products by OpenBLAS.

extension Double: TensorScalar {
  public static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
    _ a: Elements, _ lda: Int, _ b: Elements, _ ldb: Int, _ beta: Double, _ c: Results, _ ldc: Int
  ) {
    LinearAlgebra.gemm(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  public static func tanh(_ n: Int, _ x: Elements, _ y: Results) {
    gf_tanh_f64(n, x, y)
  }

  public static func sigmoid(_ n: Int, _ x: Elements, _ y: Results) {
    gf_sigmoid_f64(n, x, y)
  }

  public static func relu(_ n: Int, _ x: Elements, _ y: Results) {
    gf_relu_f64(n, x, y)
  }

  public static func exp(_ n: Int, _ x: Elements, _ y: Results) {
    gf_exp_f64(n, x, y)
  }

  public static func log(_ n: Int, _ x: Elements, _ y: Results) {
    gf_log_f64(n, x, y)
  }

  public static func square(_ n: Int, _ x: Elements, _ y: Results) {
    gf_square_f64(n, x, y)
  }

  public static func tanhPullback(_ n: Int, _ y: Elements, _ dy: Elements, _ dx: Results) {
    gf_tanh_backward_f64(n, y, dy, dx)
  }

  public static func sigmoidPullback(_ n: Int, _ y: Elements, _ dy: Elements, _ dx: Results) {
    gf_sigmoid_backward_f64(n, y, dy, dx)
  }

  public static func reluPullback(_ n: Int, _ y: Elements, _ dy: Elements, _ dx: Results) {
    gf_relu_backward_f64(n, y, dy, dx)
  }

  public static func add(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results) {
    gf_add_f64(n, a, b, y)
  }

  public static func subtract(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results) {
    gf_sub_f64(n, a, b, y)
  }

  public static func multiply(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results) {
    gf_mul_f64(n, a, b, y)
  }

  public static func divide(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results) {
    gf_div_f64(n, a, b, y)
  }

  public static func multiplyAdd(_ n: Int, _ a: Elements, _ b: Elements, _ y: Results) {
    gf_mul_add_f64(n, a, b, y)
  }

  public static func scale(_ n: Int, _ s: Double, _ x: Elements, _ y: Results) {
    gf_scale_f64(n, s, x, y)
  }

  public static func shift(_ n: Int, _ s: Double, _ x: Elements, _ y: Results) {
    gf_add_scalar_f64(n, s, x, y)
  }

  public static func addScaled(_ n: Int, _ s: Double, _ x: Elements, _ y: Results) {
    gf_axpy_f64(n, s, x, y)
  }

  public static func clamp(_ n: Int, _ low: Double, _ high: Double, _ x: Elements, _ y: Results) {
    gf_clamp_f64(n, low, high, x, y)
  }

  public static func sum(_ n: Int, _ x: Elements) -> Double {
    gf_sum_f64(n, x)
  }

  public static func sumOfSquares(_ n: Int, _ x: Elements) -> Double {
    gf_sum_squares_f64(n, x)
  }

  public static func maxMagnitude(_ n: Int, _ x: Elements) -> Double {
    gf_max_abs_f64(n, x)
  }

  public static func rowNorms(
    _ rows: Int, _ n: Int, _ x: Elements, _ norms: UnsafeMutablePointer<Double>
  ) {
    gf_row_norms_f64(rows, n, x, norms)
  }

  public static func dot(_ n: Int, _ a: Elements, _ b: Elements) -> Double {
    gf_dot_f64(n, a, b)
  }

  public static func allFinite(_ n: Int, _ x: Elements) -> Bool {
    gf_all_finite_f64(n, x) != 0
  }

  public static func addRows(_ rows: Int, _ columns: Int, _ x: Elements, _ out: Results) {
    gf_sum_rows_f64(rows, columns, x, out)
  }

  public static func gatherRows(
    _ n: Int, _ width: Int, _ table: Elements, _ indices: UnsafePointer<Int32>, _ out: Results
  ) {
    gf_gather_rows_f64(n, width, table, indices, out)
  }

  public static func scatterAddRows(
    _ n: Int, _ width: Int, _ x: Elements, _ indices: UnsafePointer<Int32>, _ table: Results
  ) {
    gf_scatter_add_rows_f64(n, width, x, indices, table)
  }

  public static func softmaxRows(_ rows: Int, _ columns: Int, _ x: Elements, _ y: Results) {
    gf_softmax_rows_f64(rows, columns, x, y)
  }

  public static func logSoftmaxRows(_ rows: Int, _ columns: Int, _ x: Elements, _ y: Results) {
    gf_log_softmax_rows_f64(rows, columns, x, y)
  }

  public static func softmaxCrossEntropy(
    _ rows: Int, _ columns: Int, _ logits: Elements, _ targets: UnsafePointer<Int32>,
    _ dlogits: Results?, _ scale: Double
  ) -> Double {
    gf_softmax_xent_f64(rows, columns, logits, targets, dlogits, scale)
  }
}
