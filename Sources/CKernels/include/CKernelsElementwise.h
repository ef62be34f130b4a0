// y_i = f(x_i, ...): activations with their pullbacks, arithmetic. All may run in place.
#pragma once

#pragma clang assume_nonnull begin

/// y = tanh x.
void gf_tanh_f32(long n, const float *x, float *y);
void gf_tanh_f64(long n, const double *x, double *y);

/// y = 1 / (1 + e^-x).
void gf_sigmoid_f32(long n, const float *x, float *y);
void gf_sigmoid_f64(long n, const double *x, double *y);

/// y = max(0, x); NaN stays NaN.
void gf_relu_f32(long n, const float *x, float *y);
void gf_relu_f64(long n, const double *x, double *y);

/// y = e^x.
void gf_exp_f32(long n, const float *x, float *y);
void gf_exp_f64(long n, const double *x, double *y);

/// y = ln x: -infinity at 0, NaN below.
void gf_log_f32(long n, const float *x, float *y);
void gf_log_f64(long n, const double *x, double *y);

/// y = x^2.
void gf_square_f32(long n, const float *x, float *y);
void gf_square_f64(long n, const double *x, double *y);

/// dx = dy (1 - y^2), for y = tanh x.
void gf_tanh_backward_f32(long n, const float *y, const float *dy, float *dx);
void gf_tanh_backward_f64(long n, const double *y, const double *dy, double *dx);

/// dx = dy y (1 - y), for y = sigmoid x.
void gf_sigmoid_backward_f32(long n, const float *y, const float *dy, float *dx);
void gf_sigmoid_backward_f64(long n, const double *y, const double *dy, double *dx);

/// dx = dy where y > 0, else 0, for y = relu x. (A NaN in y lets dy through.)
void gf_relu_backward_f32(long n, const float *y, const float *dy, float *dx);
void gf_relu_backward_f64(long n, const double *y, const double *dy, double *dx);

/// y = a + b.
void gf_add_f32(long n, const float *a, const float *b, float *y);
void gf_add_f64(long n, const double *a, const double *b, double *y);

/// y = a - b.
void gf_sub_f32(long n, const float *a, const float *b, float *y);
void gf_sub_f64(long n, const double *a, const double *b, double *y);

/// y = a b.
void gf_mul_f32(long n, const float *a, const float *b, float *y);
void gf_mul_f64(long n, const double *a, const double *b, double *y);

/// y = a / b.
void gf_div_f32(long n, const float *a, const float *b, float *y);
void gf_div_f64(long n, const double *a, const double *b, double *y);

/// y += a b.
void gf_mul_add_f32(long n, const float *a, const float *b, float *y);
void gf_mul_add_f64(long n, const double *a, const double *b, double *y);

/// y = a x, for a number a.
void gf_scale_f32(long n, float a, const float *x, float *y);
void gf_scale_f64(long n, double a, const double *x, double *y);

/// y += a x, for a number a.
void gf_axpy_f32(long n, float a, const float *x, float *y);
void gf_axpy_f64(long n, double a, const double *x, double *y);

/// y = x + a, for a number a.
void gf_add_scalar_f32(long n, float a, const float *x, float *y);
void gf_add_scalar_f64(long n, double a, const double *x, double *y);

/// y = a.
void gf_fill_f32(long n, float a, float *y);
void gf_fill_f64(long n, double a, double *y);

/// y = min(max(x, low), high); NaN stays NaN.
void gf_clamp_f32(long n, float low, float high, const float *x, float *y);
void gf_clamp_f64(long n, double low, double high, const double *x, double *y);

#pragma clang assume_nonnull end
