// The body of a path: every kernel in both precisions, and their table. Included once by each
// `path_*.c`, which names the table (`PATH_TABLE`, `PATH_NAME`) and sets the instruction set.

#pragma STDC FP_CONTRACT ON

#include "constants_f32.h"
#include "constants_f64.h"

#define real float
#define bits int32_t
#define K(name) name##_f32
#include "all.h"
#undef K
#undef bits
#undef real

#define real double
#define bits int64_t
#define K(name) name##_f64
#include "all.h"
#undef K
#undef bits
#undef real

const struct kernel_path PATH_TABLE = {
  .name = PATH_NAME,
#define KERNEL(result, name, parameters, arguments) .f32.name = name##_f32,
#define real float
#include "../kernel_list.h"
#undef real
#undef KERNEL
#define KERNEL(result, name, parameters, arguments) .f64.name = name##_f64,
#define real double
#include "../kernel_list.h"
#undef real
#undef KERNEL
};
