// One time step of a recurrent cell, between its matrix products: every gate in one pass a row.
// The equations are PyTorch's; a row of 4H or 3H holds LSTM gates as i, f, g, o and GRU gates as
// r, z, n. Where a buffer is both "in" and "out" the kernel overwrites it.
#pragma once

#pragma clang assume_nonnull begin

/// h = tanh(a + bias). a [B, H] and h [B, H] may be one buffer.
void gf_rnn_tanh_forward_f32(long B, long H, const float *bias, const float *a, float *h);
void gf_rnn_tanh_forward_f64(long B, long H, const double *bias, const double *a, double *h);

/// da = dh (1 - h^2): cotangent of the pre-activation. da may be dh or h.
void gf_rnn_tanh_backward_f32(long B, long H, const float *h, const float *dh, float *da);
void gf_rnn_tanh_backward_f64(long B, long H, const double *h, const double *dh, double *da);

/// h = max(0, a + bias). a and h may be one buffer.
void gf_rnn_relu_forward_f32(long B, long H, const float *bias, const float *a, float *h);
void gf_rnn_relu_forward_f64(long B, long H, const double *bias, const double *a, double *h);

/// da = dh where h > 0, else 0. da may be dh or h.
void gf_rnn_relu_backward_f32(long B, long H, const float *h, const float *dh, float *da);
void gf_rnn_relu_backward_f64(long B, long H, const double *h, const double *dh, double *da);

/// i, f, o = sigmoid, g = tanh of (gates + bias); c = f c_prev + i g; h = o tanh c.
///
/// - bias: [4H], the sum of both biases.
/// - gates: [B, 4H]. In: W x + U h_prev. Out: the activated i, f, g, o.
/// - c_prev: [B, H] in. c, tanh_c, h: [B, H] out; c may be c_prev.
void gf_lstm_forward_f32(
  long B, long H, const float *bias, float *gates, const float *c_prev, float *c, float *tanh_c,
  float *h);
void gf_lstm_forward_f64(
  long B, long H, const double *bias, double *gates, const double *c_prev, double *c,
  double *tanh_c, double *h);

/// The pullback of `gf_lstm_forward`: with dc_total = dc + dh o (1 - tanh_c^2), the cotangents of
/// i, f, g, o are dc_total g, dc_total c_prev, dc_total i, dh tanh_c; each is multiplied by its
/// activation's derivative, and dc becomes dc_total f.
///
/// - gates: [B, 4H]. In: the activated gates. Out: cotangents of the pre-activations.
/// - dh: [B, H], the total dL/dh_t.
/// - dc: [B, H]. In: dL/dc_t by the future's cell path alone (not through h_t). Out: the same of
///   c_(t-1).
/// - dc_total: null, or [B, H] that gets the total dL/dc_t.
void gf_lstm_backward_f32(
  long B, long H, float *gates, const float *c_prev, const float *tanh_c, const float *dh,
  float *dc, float *_Nullable dc_total);
void gf_lstm_backward_f64(
  long B, long H, double *gates, const double *c_prev, const double *tanh_c, const double *dh,
  double *dc, double *_Nullable dc_total);

/// r, z = sigmoid(ax + b_ih + ah + b_hh); n = tanh(ax_n + b_in + r (ah_n + b_hn));
/// h = (1 - z) n + z h_prev.
///
/// - b_ih, b_hh: [3H].
/// - ax: [B, 3H]. In: W x. Out: the activated r, z, n.
/// - ah: [B, 3H]. In: U h_prev. Out: its last third holds U_n h_prev + b_hn; the rest is unchanged.
/// - h_prev: [B, H] in. h: [B, H] out; h may be h_prev.
void gf_gru_forward_f32(
  long B, long H, const float *b_ih, const float *b_hh, float *ax, float *ah,
  const float *h_prev, float *h);
void gf_gru_forward_f64(
  long B, long H, const double *b_ih, const double *b_hh, double *ax, double *ah,
  const double *h_prev, double *h);

/// The pullback of `gf_gru_forward`.
///
/// - ax: [B, 3H]. In: the activated r, z, n. Out: cotangent of W x + b_ih.
/// - ah: [B, 3H]. In: its last third as the forward pass left it. Out: cotangent of
///   U h_prev + b_hh.
/// - dh: [B, H], the total dL/dh_t.
/// - dh_prev: [B, H] out: dh z, the part of dL/dh_(t-1) that does not go through U. May be dh.
void gf_gru_backward_f32(
  long B, long H, float *ax, float *ah, const float *h_prev, const float *dh, float *dh_prev);
void gf_gru_backward_f64(
  long B, long H, double *ax, double *ah, const double *h_prev, const double *dh,
  double *dh_prev);

#pragma clang assume_nonnull end
