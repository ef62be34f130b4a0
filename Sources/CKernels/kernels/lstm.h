// One step of an LSTM between its matrix products, each row in one pass.

static void K(lstm_forward)(
  long B, long H, const real *bias, real *gates, const real *c_prev, real *c, real *tanh_c,
  real *h) {
  for (long b = 0; b < B; b++, gates += 4 * H, c_prev += H, c += H, tanh_c += H, h += H) {
    EACH for (long j = 0; j < H; j++) {
      real i = sigmoid_of(gates[j] + bias[j]);
      real f = sigmoid_of(gates[j + H] + bias[j + H]);
      real g = tanh_of(gates[j + 2 * H] + bias[j + 2 * H]);
      real o = sigmoid_of(gates[j + 3 * H] + bias[j + 3 * H]);
      real cell = f * c_prev[j] + i * g;
      real squashed = tanh_of(cell);
      gates[j] = i;
      gates[j + H] = f;
      gates[j + 2 * H] = g;
      gates[j + 3 * H] = o;
      c[j] = cell;
      tanh_c[j] = squashed;
      h[j] = o * squashed;
    }
  }
}

static void K(lstm_backward)(
  long B, long H, real *gates, const real *c_prev, const real *tanh_c, const real *dh, real *dc,
  real *dc_total) {
  // Without a place for it, the total goes where the result overwrites it.
  real *totals = dc_total ? dc_total : dc;
  for (long b = 0; b < B;
       b++, gates += 4 * H, c_prev += H, tanh_c += H, dh += H, dc += H, totals += H) {
    EACH for (long j = 0; j < H; j++) {
      real i = gates[j], f = gates[j + H], g = gates[j + 2 * H], o = gates[j + 3 * H];
      real total = dc[j] + dh[j] * o * (1 - tanh_c[j] * tanh_c[j]);
      gates[j] = total * g * (i * (1 - i));
      gates[j + H] = total * c_prev[j] * (f * (1 - f));
      gates[j + 2 * H] = total * i * (1 - g * g);
      gates[j + 3 * H] = dh[j] * tanh_c[j] * (o * (1 - o));
      totals[j] = total;
      dc[j] = total * f;
    }
  }
}
