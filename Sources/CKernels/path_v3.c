// The kernels for x86-64-v3: AVX2 and FMA.

#include "kernels/support.h"

#if defined(__x86_64__)

#pragma clang attribute push( \
  __attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define PATH_TABLE gf_path_v3
#define PATH_NAME "v3"
#include "kernels/path.h"
#pragma clang attribute pop

#endif
