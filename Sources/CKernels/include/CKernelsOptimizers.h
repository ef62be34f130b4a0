// One update of n weights w by their gradient g. `scale` multiplies the gradient first, so that
// clipping by norm costs no pass of its own. Each returns the sum of squares of the update, whose
// root over the weights' norm is the update-to-weight ratio. Settings are Float64 in both
// precisions.
#pragma once

#pragma clang assume_nonnull begin

/// w -= lr u, with u = scale g, or with momentum: buffer = momentum buffer + scale g, u = buffer.
///
/// `buffer` is null (plain descent) or n numbers that start at 0, which makes the first step's
/// buffer the gradient itself, as PyTorch has it.
double gf_sgd_f32(
  long n, float *w, const float *g, float *_Nullable buffer, double lr, double momentum,
  double scale);
double gf_sgd_f64(
  long n, double *w, const double *g, double *_Nullable buffer, double lr, double momentum,
  double scale);

/// v = alpha v + (1 - alpha) (scale g)^2; u = scale g / (sqrt v + eps); w -= lr u, or with
/// momentum: buffer = momentum buffer + u, w -= lr buffer (Tieleman and Hinton, 2012; eps outside
/// the root, as PyTorch has it).
double gf_rmsprop_f32(
  long n, float *w, const float *g, float *v, float *_Nullable buffer, double lr, double alpha,
  double eps, double momentum, double scale);
double gf_rmsprop_f64(
  long n, double *w, const double *g, double *v, double *_Nullable buffer, double lr,
  double alpha, double eps, double momentum, double scale);

/// m = beta1 m + (1 - beta1) scale g; v = beta2 v + (1 - beta2) (scale g)^2;
/// w -= (lr / c1) m / (sqrt(v / c2) + eps) (Kingma and Ba, 2015).
///
/// c1 = 1 - beta1^t and c2 = 1 - beta2^t at step t = 1, 2, ...
double gf_adam_f32(
  long n, float *w, const float *g, float *m, float *v, double lr, double beta1, double beta2,
  double eps, double c1, double c2, double scale);
double gf_adam_f64(
  long n, double *w, const double *g, double *m, double *v, double lr, double beta1,
  double beta2, double eps, double c1, double c2, double scale);

#pragma clang assume_nonnull end
