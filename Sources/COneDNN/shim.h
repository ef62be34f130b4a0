// The one call of oneDNN that is the same in versions 2 and 3: a row-major single-precision product.
#pragma once
#include <dnnl.h>

// oneDNN's threads are OpenMP's; the number is a property of the calling thread.
extern void omp_set_num_threads(int);
