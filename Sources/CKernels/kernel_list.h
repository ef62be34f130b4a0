// Every kernel once: result, name, parameters, arguments. Included with `KERNEL` and `real`
// defined, for the table of functions, for the tables' contents and for the public functions.

KERNEL(void, tanh, (long n, const real *x, real *y), (n, x, y))
KERNEL(void, sigmoid, (long n, const real *x, real *y), (n, x, y))
KERNEL(void, relu, (long n, const real *x, real *y), (n, x, y))
KERNEL(void, exp, (long n, const real *x, real *y), (n, x, y))
KERNEL(void, log, (long n, const real *x, real *y), (n, x, y))
KERNEL(void, square, (long n, const real *x, real *y), (n, x, y))
KERNEL(void, tanh_backward, (long n, const real *y, const real *dy, real *dx), (n, y, dy, dx))
KERNEL(void, sigmoid_backward, (long n, const real *y, const real *dy, real *dx), (n, y, dy, dx))
KERNEL(void, relu_backward, (long n, const real *y, const real *dy, real *dx), (n, y, dy, dx))
KERNEL(void, add, (long n, const real *a, const real *b, real *y), (n, a, b, y))
KERNEL(void, sub, (long n, const real *a, const real *b, real *y), (n, a, b, y))
KERNEL(void, mul, (long n, const real *a, const real *b, real *y), (n, a, b, y))
KERNEL(void, div, (long n, const real *a, const real *b, real *y), (n, a, b, y))
KERNEL(void, mul_add, (long n, const real *a, const real *b, real *y), (n, a, b, y))
KERNEL(void, scale, (long n, real a, const real *x, real *y), (n, a, x, y))
KERNEL(void, axpy, (long n, real a, const real *x, real *y), (n, a, x, y))
KERNEL(void, add_scalar, (long n, real a, const real *x, real *y), (n, a, x, y))
KERNEL(void, fill, (long n, real a, real *y), (n, a, y))
KERNEL(void, clamp, (long n, real low, real high, const real *x, real *y), (n, low, high, x, y))

KERNEL(double, sum, (long n, const real *x), (n, x))
KERNEL(double, sum_squares, (long n, const real *x), (n, x))
KERNEL(void, row_norms, (long rows, long n, const real *x, double *norms), (rows, n, x, norms))
KERNEL(double, dot, (long n, const real *a, const real *b), (n, a, b))
KERNEL(double, max_abs, (long n, const real *x), (n, x))
KERNEL(int, all_finite, (long n, const real *x), (n, x))
KERNEL(void, gate_stats,
  (long B, long H, long stride, const real *gate, real low, real high, double *sum,
   long *saturated),
  (B, H, stride, gate, low, high, sum, saturated))

KERNEL(void, add_bias_rows, (long B, long H, const real *bias, real *y), (B, H, bias, y))
KERNEL(void, sum_rows, (long B, long H, const real *x, real *out), (B, H, x, out))
KERNEL(void, gather_rows,
  (long n, long width, const real *table, const int32_t *indices, real *out),
  (n, width, table, indices, out))
KERNEL(void, scatter_add_rows,
  (long n, long width, const real *x, const int32_t *indices, real *table),
  (n, width, x, indices, table))
KERNEL(void, softmax_rows, (long N, long O, const real *x, real *y), (N, O, x, y))
KERNEL(void, log_softmax_rows, (long N, long O, const real *x, real *y), (N, O, x, y))
KERNEL(double, softmax_xent,
  (long N, long O, const real *logits, const int32_t *targets, real *dlogits, real scale),
  (N, O, logits, targets, dlogits, scale))

KERNEL(void, rnn_tanh_forward,
  (long B, long H, const real *bias, const real *a, real *h), (B, H, bias, a, h))
KERNEL(void, rnn_tanh_backward,
  (long B, long H, const real *h, const real *dh, real *da), (B, H, h, dh, da))
KERNEL(void, rnn_relu_forward,
  (long B, long H, const real *bias, const real *a, real *h), (B, H, bias, a, h))
KERNEL(void, rnn_relu_backward,
  (long B, long H, const real *h, const real *dh, real *da), (B, H, h, dh, da))
KERNEL(void, lstm_forward,
  (long B, long H, const real *bias, real *gates, const real *c_prev, real *c, real *tanh_c,
   real *h),
  (B, H, bias, gates, c_prev, c, tanh_c, h))
KERNEL(void, lstm_backward,
  (long B, long H, real *gates, const real *c_prev, const real *tanh_c, const real *dh, real *dc,
   real *dc_total),
  (B, H, gates, c_prev, tanh_c, dh, dc, dc_total))
KERNEL(void, gru_forward,
  (long B, long H, const real *b_ih, const real *b_hh, real *ax, real *ah, const real *h_prev,
   real *h),
  (B, H, b_ih, b_hh, ax, ah, h_prev, h))
KERNEL(void, gru_backward,
  (long B, long H, real *ax, real *ah, const real *h_prev, const real *dh, real *dh_prev),
  (B, H, ax, ah, h_prev, dh, dh_prev))

KERNEL(double, sgd,
  (long n, real *w, const real *g, real *buffer, double lr, double momentum, double scale),
  (n, w, g, buffer, lr, momentum, scale))
KERNEL(double, rmsprop,
  (long n, real *w, const real *g, real *v, real *buffer, double lr, double alpha, double eps,
   double momentum, double scale),
  (n, w, g, v, buffer, lr, alpha, eps, momentum, scale))
KERNEL(double, adam,
  (long n, real *w, const real *g, real *m, real *v, double lr, double beta1, double beta2,
   double eps, double c1, double c2, double scale),
  (n, w, g, m, v, lr, beta1, beta2, eps, c1, c2, scale))
