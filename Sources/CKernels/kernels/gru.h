// One step of a GRU between its matrix products, each row in one pass.

static void K(gru_forward)(
  long B, long H, const real *b_ih, const real *b_hh, real *ax, real *ah, const real *h_prev,
  real *h) {
  for (long b = 0; b < B; b++, ax += 3 * H, ah += 3 * H, h_prev += H, h += H) {
    EACH for (long j = 0; j < H; j++) {
      real r = sigmoid_of((ax[j] + b_ih[j]) + (ah[j] + b_hh[j]));
      real z = sigmoid_of((ax[j + H] + b_ih[j + H]) + (ah[j + H] + b_hh[j + H]));
      real u = ah[j + 2 * H] + b_hh[j + 2 * H];
      real n = tanh_of((ax[j + 2 * H] + b_ih[j + 2 * H]) + r * u);
      ax[j] = r;
      ax[j + H] = z;
      ax[j + 2 * H] = n;
      ah[j + 2 * H] = u;
      h[j] = (1 - z) * n + z * h_prev[j];
    }
  }
}

static void K(gru_backward)(
  long B, long H, real *ax, real *ah, const real *h_prev, const real *dh, real *dh_prev) {
  for (long b = 0; b < B; b++, ax += 3 * H, ah += 3 * H, h_prev += H, dh += H, dh_prev += H) {
    EACH for (long j = 0; j < H; j++) {
      real r = ax[j], z = ax[j + H], n = ax[j + 2 * H], u = ah[j + 2 * H];
      real dn = dh[j] * (1 - z) * (1 - n * n);
      real dr = dn * u * (r * (1 - r));
      real dz = dh[j] * (h_prev[j] - n) * (z * (1 - z));
      ax[j] = ah[j] = dr;
      ax[j + H] = ah[j + H] = dz;
      ax[j + 2 * H] = dn;
      ah[j + 2 * H] = dn * r;
      dh_prev[j] = dh[j] * z;
    }
  }
}
