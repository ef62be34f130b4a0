// Softmax over rows, its logarithm and its cross-entropy. Exponentials are taken relative to the
// row's largest entry and summed in Float64.

/// Largest entry, NaN passed over: it makes the sum of exponentials NaN all the same.
static real K(row_max)(long O, const real *x) {
  real largest = -(real)INFINITY;
  long j = 0;
  if (O >= LANES) {
    K(lanes) maxima = largest;
    for (; j + LANES <= O; j += LANES) {
      K(lanes) next = *(const K(lanes) *)(x + j);
      maxima = next > maxima ? next : maxima;
    }
    largest = __builtin_reduce_max(maxima);
  }
  for (; j < O; j++) { largest = x[j] > largest ? x[j] : largest; }
  return largest;
}

/// y = e^(x - shift); the result is the sum of y. A NaN in the row makes the sum NaN.
static double K(exp_row)(long O, const real *x, real shift, real *y) {
  EACH for (long j = 0; j < O; j++) { y[j] = exp_of(x[j] - shift); }
  return K(sum)(O, y);
}

/// The sum of e^(x - shift), by way of a small buffer.
static double K(exp_sum)(long O, const real *x, real shift) {
  enum { CHUNK = 256 };
  _Alignas(64) real buffer[CHUNK];
  double sum = 0;
  for (long j = 0; j < O; j += CHUNK) {
    sum += K(exp_row)(O - j < CHUNK ? O - j : CHUNK, x + j, shift, buffer);
  }
  return sum;
}

static void K(softmax_rows)(long N, long O, const real *x, real *y) {
  for (long k = 0; k < N; k++) {
    const real *in = x + k * O;
    real *out = y + k * O;
    double sum = K(exp_row)(O, in, K(row_max)(O, in), out);
    K(scale)(O, (real)(1 / sum), out, out);
  }
}

static void K(log_softmax_rows)(long N, long O, const real *x, real *y) {
  for (long k = 0; k < N; k++) {
    const real *in = x + k * O;
    real *out = y + k * O;
    real shift = K(row_max)(O, in);
    real logarithm = (real)log(K(exp_sum)(O, in, shift));
    // Two subtractions: shift + logarithm would round before the difference is taken.
    EACH for (long j = 0; j < O; j++) { out[j] = in[j] - shift - logarithm; }
  }
}

/// Cross-entropy of one row whose target is `target`.
static double K(xent_row)(long O, const real *in, int32_t target, real *out, real scale) {
  real shift = K(row_max)(O, in);
  double chosen = (double)in[target] - (double)shift;
  if (!out) { return log(K(exp_sum)(O, in, shift)) - chosen; }
  double sum = K(exp_row)(O, in, shift, out);
  K(scale)(O, (real)(scale / sum), out, out);
  out[target] -= scale;
  return log(sum) - chosen;
}

static double K(softmax_xent)(
  long N, long O, const real *logits, const int32_t *targets, real *dlogits, real scale) {
  double loss = 0;
  for (long k = 0; k < N; k++) {
    real *out = dlogits ? dlogits + k * O : dlogits;
    if (targets[k] >= 0) {
      loss += K(xent_row)(O, logits + k * O, targets[k], out, scale);
    } else if (out) {
      K(fill)(O, 0, out);
    }
  }
  return loss;
}
