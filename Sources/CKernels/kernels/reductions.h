// Arrays to one number.

static double K(sum)(long n, const real *x) {
  lanes sum = 0, values;
  for (long i = 0; i < n; i += LANES) {
    K(lanes_load)(x + i, n - i, &values);
    sum += values;
  }
  return lanes_total(&sum);
}

static double K(sum_squares)(long n, const real *x) {
  if (n <= 8) {  // no vector's worth: filling and emptying one would take longer
    double total = 0;
    for (long i = 0; i < n; i++) { total += (double)x[i] * (double)x[i]; }
    return total;
  }
  lanes sum = 0, values;
  for (long i = 0; i < n; i += LANES) {
    K(lanes_load)(x + i, n - i, &values);
    sum += values * values;
  }
  return lanes_total(&sum);
}

static void K(row_norms)(long rows, long n, const real *x, double *norms) {
  for (long i = 0; i < rows; i++) { norms[i] = __builtin_sqrt(K(sum_squares)(n, x + i * n)); }
}

static double K(dot)(long n, const real *a, const real *b) {
  lanes sum = 0, left, right;
  for (long i = 0; i < n; i += LANES) {
    K(lanes_load)(a + i, n - i, &left);
    K(lanes_load)(b + i, n - i, &right);
    sum += left * right;
  }
  return lanes_total(&sum);
}

/// The bits of the largest |x|: as integers they order as the numbers do, infinity above every
/// finite number and NaN above infinity.
static bits K(largest_magnitude)(long n, const real *x) {
  bits largest = 0;
  EACH for (long i = 0; i < n; i++) {
    bits b = K(as_bits)(x[i]) & ~K(as_bits)(-(real)0);
    largest = b > largest ? b : largest;
  }
  return largest;
}

static double K(max_abs)(long n, const real *x) {
  return K(from_bits)(K(largest_magnitude)(n, x));
}

static int K(all_finite)(long n, const real *x) {
  return K(largest_magnitude)(n, x) < K(as_bits)((real)INFINITY);
}

static long K(count_outside)(long n, const real *x, real low, real high) {
  bits count = 0;  // of the size of `real`: as many lanes as the comparison has
  EACH for (long i = 0; i < n; i++) { count += (x[i] < low) | (x[i] > high); }
  return count;
}

static void K(gate_stats)(
  long B, long H, long stride, const real *gate, real low, real high, double *sum,
  long *saturated) {
  for (long b = 0; b < B; b++) {
    *sum += K(sum)(H, gate + b * stride);
    *saturated += K(count_outside)(H, gate + b * stride, low, high);
  }
}
