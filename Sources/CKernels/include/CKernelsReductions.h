// Arrays to one number, accumulated in Float64.
#pragma once

#pragma clang assume_nonnull begin

/// Sum of x.
double gf_sum_f32(long n, const float *x);
double gf_sum_f64(long n, const double *x);

/// Sum of x^2.
double gf_sum_squares_f32(long n, const float *x);
double gf_sum_squares_f64(long n, const double *x);

/// norms[i] is the Euclidean norm of the i-th of `rows` rows of n elements.
void gf_row_norms_f32(long rows, long n, const float *x, double *norms);
void gf_row_norms_f64(long rows, long n, const double *x, double *norms);

/// Sum of a b.
double gf_dot_f32(long n, const float *a, const float *b);
double gf_dot_f64(long n, const double *a, const double *b);

/// Largest |x|, 0 if there is none; NaN if any x is NaN.
double gf_max_abs_f32(long n, const float *x);
double gf_max_abs_f64(long n, const double *x);

/// 1 if no x is NaN or infinite, else 0.
int gf_all_finite_f32(long n, const float *x);
int gf_all_finite_f64(long n, const double *x);

/// Adds to `sum` the sum of the B x H values at `gate`, rows `stride` apart, and to `saturated` how
/// many of them are below `low` or above `high`. The mean of a gate is sum / (B H).
void gf_gate_stats_f32(
  long B, long H, long stride, const float *gate, float low, float high, double *sum,
  long *saturated);
void gf_gate_stats_f64(
  long B, long H, long stride, const double *gate, double low, double high, double *sum,
  long *saturated);

#pragma clang assume_nonnull end
