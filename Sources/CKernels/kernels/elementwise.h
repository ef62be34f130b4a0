// y_i = f(x_i, ...), one line each.

#define UNARY(name, expression)                            \
  static void K(name)(long n, const real *in, real *out) { \
    EACH for (long i = 0; i < n; i++) {                    \
      real x = in[i];                                      \
      out[i] = expression;                                 \
    }                                                      \
  }

UNARY(tanh, tanh_of(x))
UNARY(sigmoid, sigmoid_of(x))
UNARY(relu, x < 0 ? 0 : x)
UNARY(exp, exp_of(x))
UNARY(log, log_of(x))
UNARY(square, x * x)

#undef UNARY

#define BINARY(name, expression)                                                \
  static void K(name)(long n, const real *first, const real *second, real *y) { \
    EACH for (long i = 0; i < n; i++) {                                         \
      real a = first[i], b = second[i];                                         \
      y[i] = expression;                                                        \
    }                                                                           \
  }

BINARY(add, a + b)
BINARY(sub, a - b)
BINARY(mul, a * b)
BINARY(div, a / b)
BINARY(mul_add, y[i] + a * b)
BINARY(tanh_backward, b * (1 - a * a))
BINARY(sigmoid_backward, b * (a * (1 - a)))
BINARY(relu_backward, a <= 0 ? 0 : b)

#undef BINARY

#define WITH_NUMBER(name, expression)                           \
  static void K(name)(long n, real a, const real *x, real *y) { \
    EACH for (long i = 0; i < n; i++) { y[i] = expression; }    \
  }

WITH_NUMBER(scale, a * x[i])
WITH_NUMBER(axpy, y[i] + a * x[i])
WITH_NUMBER(add_scalar, x[i] + a)

#undef WITH_NUMBER

static void K(fill)(long n, real a, real *y) {
  EACH for (long i = 0; i < n; i++) { y[i] = a; }
}

// Both comparisons are false for NaN, which therefore passes.
static void K(clamp)(long n, real low, real high, const real *in, real *out) {
  EACH for (long i = 0; i < n; i++) {
    real x = in[i];
    x = x < low ? low : x;
    out[i] = x > high ? high : x;
  }
}
