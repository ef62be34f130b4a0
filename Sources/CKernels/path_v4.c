// The kernels for x86-64-v4: AVX-512, whose vectors of 512 bits the compiler avoids unless told.

#include "kernels/support.h"

#if defined(__x86_64__)

#pragma clang attribute push( \
  __attribute__((target("arch=x86-64-v4,no-prefer-256-bit"))), apply_to = function)
#define PATH_TABLE gf_path_v4
#define PATH_NAME "v4"
#include "kernels/path.h"
#pragma clang attribute pop

#endif
