// One path's kernels: a table of functions a precision.
#pragma once

#include <stdint.h>

#define KERNEL(result, name, parameters, arguments) result(*name) parameters;

struct kernels_f32 {
#define real float
#include "kernel_list.h"
#undef real
};

struct kernels_f64 {
#define real double
#include "kernel_list.h"
#undef real
};

#undef KERNEL

struct kernel_path {
  const char *name;
  struct kernels_f32 f32;
  struct kernels_f64 f64;
};

#if defined(__x86_64__)
extern const struct kernel_path gf_path_v4, gf_path_v3, gf_path_baseline;
#else
extern const struct kernel_path gf_path_plain;
#endif
