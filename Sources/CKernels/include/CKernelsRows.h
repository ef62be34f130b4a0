// Kernels that know rows: biases, tables of rows, softmax and its cross-entropy.
#pragma once
#include <stdint.h>

#pragma clang assume_nonnull begin

/// y[b, :] += bias, for each of B rows of H.
void gf_add_bias_rows_f32(long B, long H, const float *bias, float *y);
void gf_add_bias_rows_f64(long B, long H, const double *bias, double *y);

/// out[j] += sum over b of x[b, j]: the pullback of a bias.
void gf_sum_rows_f32(long B, long H, const float *x, float *out);
void gf_sum_rows_f64(long B, long H, const double *x, double *out);

/// out[k, :] = table[indices[k], :], for n rows of `width`. Indices are not checked.
void gf_gather_rows_f32(
  long n, long width, const float *table, const int32_t *indices, float *out);
void gf_gather_rows_f64(
  long n, long width, const double *table, const int32_t *indices, double *out);

/// table[indices[k], :] += x[k, :], in the order of k: the pullback of a gather, and the gradient
/// of an input matrix for token inputs.
void gf_scatter_add_rows_f32(
  long n, long width, const float *x, const int32_t *indices, float *table);
void gf_scatter_add_rows_f64(
  long n, long width, const double *x, const int32_t *indices, double *table);

/// y[k, :] = softmax of x[k, :], for N rows of O. In place allowed.
///
/// The row's maximum is subtracted first, so that no finite logit overflows.
void gf_softmax_rows_f32(long N, long O, const float *x, float *y);
void gf_softmax_rows_f64(long N, long O, const double *x, double *y);

/// y[k, :] = ln softmax of x[k, :], for N rows of O. In place allowed.
void gf_log_softmax_rows_f32(long N, long O, const float *x, float *y);
void gf_log_softmax_rows_f64(long N, long O, const double *x, double *y);

/// Softmax cross-entropy: the sum over k of -ln p[k, targets[k]], in nats, p = softmax of the row.
///
/// `dlogits`, unless null, gets scale (p - onehot(target)); it may be `logits` itself. A negative
/// target leaves its row out: nothing is added for it, and its `dlogits` are 0.
double gf_softmax_xent_f32(
  long N, long O, const float *logits, const int32_t *targets, float *_Nullable dlogits,
  float scale);
double gf_softmax_xent_f64(
  long N, long O, const double *logits, const int32_t *targets, double *_Nullable dlogits,
  double scale);

#pragma clang assume_nonnull end
