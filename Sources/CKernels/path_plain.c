// The kernels for the target's own instruction set, where it is not x86-64 (NEON on arm64).

#include "kernels/support.h"

#if !defined(__x86_64__)

#define PATH_TABLE gf_path_plain
#define PATH_NAME "plain"
#include "kernels/path.h"

#endif
