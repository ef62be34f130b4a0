// Biases and tables of rows.

static void K(add_bias_rows)(long B, long H, const real *bias, real *y) {
  for (long b = 0; b < B; b++) { K(add)(H, bias, y + b * H, y + b * H); }
}


static void K(sum_rows)(long B, long H, const real *x, real *out) {
  long b = 0;
  for (; b + 8 <= B; b += 8) {
    const real *row = x + b * H;
    EACH for (long j = 0; j < H; j++) {
      out[j] += ((row[j] + row[j + H]) + (row[j + 2 * H] + row[j + 3 * H]))
        + ((row[j + 4 * H] + row[j + 5 * H]) + (row[j + 6 * H] + row[j + 7 * H]));
    }
  }
  for (; b < B; b++) { K(add)(H, x + b * H, out, out); }
}

static void K(gather_rows)(
  long n, long width, const real *table, const int32_t *indices, real *out) {
  for (long k = 0; k < n; k++) {
    memcpy(out + k * width, table + indices[k] * width, (size_t)width * sizeof(real));
  }
}

static void K(scatter_add_rows)(
  long n, long width, const real *x, const int32_t *indices, real *table) {
  for (long k = 0; k < n; k++) {
    real *row = table + indices[k] * width;
    K(add)(width, x + k * width, row, row);
  }
}
