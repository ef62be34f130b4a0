// Sums over a fixed number of lanes: element i goes to lane i mod LANES, and the lanes are added
// pairwise at the end. The order is the source's and not the vectoriser's, so every path and every
// run adds in the same order. Eight Float64 vectors of two lanes, or two of eight, hide the latency
// of the addition.

#ifndef LANES
#define LANES 16
typedef double lanes __attribute__((ext_vector_type(LANES)));
typedef float floats __attribute__((ext_vector_type(LANES), aligned(4)));
typedef double doubles __attribute__((ext_vector_type(LANES), aligned(8)));
#define lanes_f32 floats
#define lanes_f64 doubles

static inline double lanes_total(const lanes *sum) {
  double total[LANES];
  memcpy(total, sum, sizeof total);
  for (int width = LANES / 2; width > 0; width /= 2) {
    for (int i = 0; i < width; i++) { total[i] += total[i + width]; }
  }
  return total[0];
}
#endif

/// The elements at `x` as Float64; with fewer than LANES left, the first `count` and zeros behind.
static inline void K(lanes_load)(const real *x, long count, lanes *values) {
  if (count >= LANES) {
    *values = __builtin_convertvector(*(const K(lanes) *)x, lanes);
  } else {
    real padded[LANES] = {0};
    memcpy(padded, x, (size_t)count * sizeof(real));
    *values = __builtin_convertvector(*(const K(lanes) *)padded, lanes);
  }
}
