// One step of a vanilla RNN between its matrix products.

static void K(rnn_tanh_forward)(long B, long H, const real *bias, const real *a, real *h) {
  for (long b = 0; b < B; b++, a += H, h += H) {
    EACH for (long j = 0; j < H; j++) { h[j] = tanh_of(a[j] + bias[j]); }
  }
}

static void K(rnn_tanh_backward)(long B, long H, const real *h, const real *dh, real *da) {
  K(tanh_backward)(B * H, h, dh, da);
}

static void K(rnn_relu_forward)(long B, long H, const real *bias, const real *a, real *h) {
  for (long b = 0; b < B; b++, a += H, h += H) {
    EACH for (long j = 0; j < H; j++) {
      real x = a[j] + bias[j];
      h[j] = x < 0 ? 0 : x;
    }
  }
}

static void K(rnn_relu_backward)(long B, long H, const real *h, const real *dh, real *da) {
  K(relu_backward)(B * H, h, dh, da);
}
