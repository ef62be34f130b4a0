// Transcendental functions of one number, free of branches, calls and table look-ups, so that a
// loop over them becomes vector instructions. NaN passes every comparison here as false and so
// reaches the result. The method is the classical one (Cody and Waite, 1980): reduce to a short
// interval, a minimax polynomial there, scale back.

static inline bits K(as_bits)(real x) {
  bits b;
  memcpy(&b, &x, sizeof b);
  return b;
}

static inline real K(from_bits)(bits b) {
  real x;
  memcpy(&x, &b, sizeof x);
  return x;
}

/// The sum of coefficients[k] x^k, k < count (a constant, so that the loop unrolls).
static inline real K(polynomial)(real x, const real *coefficients, int count) {
  real sum = coefficients[count - 1];
#pragma clang loop unroll(full)
  for (int k = count - 2; k >= 0; k--) { sum = sum * x + coefficients[k]; }
  return sum;
}
#define POLYNOMIAL(x, table) K(polynomial)(x, table, sizeof table / sizeof *table)

/// e^x = 2^n (1 + expm1), |ln(1 + expm1)| <= ln 2 / 2.
struct K(exponential) {
  bits n;
  real expm1;
};

/// For |x| < 2^9. With ROUND added, the low bits of the sum are the integer nearest x / ln 2.
static inline struct K(exponential) K(exponential)(real x) {
  real shifted = x * (real)LOG2_E + K(ROUND);
  real n = shifted - K(ROUND);
  real r = (x - n * K(LN2_HIGH)) - n * K(LN2_LOW);
  return (struct K(exponential)){
    .n = K(as_bits)(shifted) - K(as_bits)(K(ROUND)),
    .expm1 = r + r * r * POLYNOMIAL(r, K(EXP)),
  };
}

/// 2^n from the smallest normal exponent to the largest, 0 one below, infinity one above.
static inline real K(power_of_two)(bits n) {
  return K(from_bits)((bits)(((uint64_t)n << K(MANTISSA)) + (uint64_t)K(as_bits)(1)));
}

/// e^x, scaled in two halves, since 2^n leaves the normal range before e^x leaves the numbers.
SCALAR real exp_of(real x) {
  x = x > K(EXP_INFINITE) ? K(EXP_INFINITE) : x;
  x = x < K(EXP_SUBNORMAL) ? K(EXP_SUBNORMAL) : x;
  struct K(exponential) e = K(exponential)(x);
  bits half = e.n / 2;
  return (1 + e.expm1) * K(power_of_two)(half) * K(power_of_two)(e.n - half);
}

/// 1 / (1 + e^-x). At the ends e^-x becomes 0 or infinity, which the result takes as 1 and 0.
SCALAR real sigmoid_of(real x) {
  real t = -x;
  t = t > K(EXP_INFINITE) ? K(EXP_INFINITE) : t;
  t = t < K(EXP_ZERO) ? K(EXP_ZERO) : t;
  struct K(exponential) e = K(exponential)(t);
  return 1 / (1 + (1 + e.expm1) * K(power_of_two)(e.n));
}

/// E / (E + 2) with E = e^2|x| - 1, which is free of cancellation down to the smallest numbers, and
/// the sign of x.
SCALAR real tanh_of(real x) {
  real size = K(from_bits)(K(as_bits)(x) & ~K(as_bits)(-(real)0));
  size = size > K(TANH_ONE) ? K(TANH_ONE) : size;
  struct K(exponential) e = K(exponential)(2 * size);
  real scale = K(power_of_two)(e.n);
  real expm1 = scale * e.expm1 + (scale - 1);
  real y = expm1 / (expm1 + 2);
  return K(from_bits)(K(as_bits)(y) | (K(as_bits)(x) & K(as_bits)(-(real)0)));
}

/// ln x = n ln 2 + ln(1 + f), 1 + f in [sqrt 1/2, sqrt 2]. With s = f / (2 + f), ln(1 + f) is
/// 2 atanh s = 2 s + s^3 Q, and 2 s = f - s f holds f unrounded.
SCALAR real log_of(real x) {
  // A subnormal number gets a normal exponent first.
  int small = x < K(from_bits)((bits)1 << K(MANTISSA));
  bits b = K(as_bits)(small ? x * K(power_of_two)(K(MANTISSA)) : x);
  bits from = K(as_bits)((real)SQRT_HALF);
  bits n = (b - from) >> K(MANTISSA);
  real f = K(from_bits)(b - (bits)((uint64_t)n << K(MANTISSA))) - 1;
  real exponent =
    K(from_bits)(n + K(as_bits)(K(ROUND))) - K(ROUND) - (small ? K(MANTISSA) : 0);
  real s = f / (2 + f), z = s * s;
  real tail = s * (f - z * POLYNOMIAL(z, K(LOG))) - exponent * K(LN2_LOW);
  real y = exponent * K(LN2_HIGH) + (f - tail);
  y = x == (real)INFINITY ? x : y;
  y = x < 0 ? (real)NAN : y;
  y = x == 0 ? -(real)INFINITY : y;
  return x != x ? x : y;
}

SCALAR real sqrt_of(real x) { return __builtin_elementwise_sqrt(x); }

#undef POLYNOMIAL
