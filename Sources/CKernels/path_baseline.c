// The kernels for what every x86-64 machine has: SSE2.

#include "kernels/support.h"

#if defined(__x86_64__)

#define PATH_TABLE gf_path_baseline
#define PATH_NAME "baseline"
#include "kernels/path.h"

#endif
