// Updates of weights, in blocks: the updates of a block stay in the first-level cache until their
// squares are summed in Float64.

#ifndef UPDATE_BLOCK
#define UPDATE_BLOCK 512
#define EACH_BLOCK                                                                       \
  for (long i = 0, count; count = n - i < UPDATE_BLOCK ? n - i : UPDATE_BLOCK, i < n; \
       i += count)
#endif

static double K(sgd_block)(
  long n, real *w, const real *g, real *buffer, real lr, real momentum, real scale) {
  _Alignas(64) real update[UPDATE_BLOCK];
  if (buffer) {
    EACH for (long i = 0; i < n; i++) {
      buffer[i] = momentum * buffer[i] + scale * g[i];
      update[i] = lr * buffer[i];
    }
  } else {
    EACH for (long i = 0; i < n; i++) { update[i] = lr * (scale * g[i]); }
  }
  K(sub)(n, w, update, w);
  return K(sum_squares)(n, update);
}

static double K(sgd)(
  long n, real *w, const real *g, real *buffer, double lr, double momentum, double scale) {
  double squares = 0;
  EACH_BLOCK {
    squares += K(sgd_block)(
      count, w + i, g + i, buffer ? buffer + i : buffer, (real)lr, (real)momentum, (real)scale);
  }
  return squares;
}

static double K(rmsprop_block)(
  long n, real *w, const real *g, real *v, real *buffer, real lr, real keep, real take, real eps,
  real momentum, real scale) {
  _Alignas(64) real update[UPDATE_BLOCK];
  EACH for (long i = 0; i < n; i++) {
    real slope = scale * g[i];
    v[i] = keep * v[i] + take * (slope * slope);
    update[i] = slope / (sqrt_of(v[i]) + eps);
  }
  if (buffer) {
    EACH for (long i = 0; i < n; i++) {
      update[i] = buffer[i] = momentum * buffer[i] + update[i];
    }
  }
  K(scale)(n, lr, update, update);
  K(sub)(n, w, update, w);
  return K(sum_squares)(n, update);
}

static double K(rmsprop)(
  long n, real *w, const real *g, real *v, real *buffer, double lr, double alpha, double eps,
  double momentum, double scale) {
  double squares = 0;
  EACH_BLOCK {
    squares += K(rmsprop_block)(
      count, w + i, g + i, v + i, buffer ? buffer + i : buffer, (real)lr, (real)alpha,
      (real)(1 - alpha), (real)eps, (real)momentum, (real)scale);
  }
  return squares;
}

static double K(adam_block)(
  long n, real *w, const real *g, real *m, real *v, real rate, real keep1, real take1,
  real keep2, real take2, real eps, real per_root_c2, real scale) {
  _Alignas(64) real update[UPDATE_BLOCK];
  EACH for (long i = 0; i < n; i++) {
    real slope = scale * g[i];
    m[i] = keep1 * m[i] + take1 * slope;
    v[i] = keep2 * v[i] + take2 * (slope * slope);
    update[i] = rate * m[i] / (sqrt_of(v[i]) * per_root_c2 + eps);
  }
  K(sub)(n, w, update, w);
  return K(sum_squares)(n, update);
}

static double K(adam)(
  long n, real *w, const real *g, real *m, real *v, double lr, double beta1, double beta2,
  double eps, double c1, double c2, double scale) {
  double squares = 0;
  EACH_BLOCK {
    squares += K(adam_block)(
      count, w + i, g + i, m + i, v + i, (real)(lr / c1), (real)beta1, (real)(1 - beta1),
      (real)beta2, (real)(1 - beta2), (real)eps, (real)(1 / sqrt(c2)), (real)scale);
  }
  return squares;
}
