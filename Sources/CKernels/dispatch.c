// The choice of a path, and the public functions, which go through it.

#include "CKernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "kernel_table.h"

#if defined(__x86_64__)
/// Best first; the last one runs everywhere.
static const struct kernel_path *const paths[] = {&gf_path_v4, &gf_path_v3, &gf_path_baseline};
#else
static const struct kernel_path *const paths[] = {&gf_path_plain};
#endif

enum { PATHS = sizeof paths / sizeof *paths };

static int machine_has(const struct kernel_path *path) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (path == &gf_path_v4) { return __builtin_cpu_supports("x86-64-v4") != 0; }
  if (path == &gf_path_v3) { return __builtin_cpu_supports("x86-64-v3") != 0; }
#endif
  return path != NULL;
}

/// The path of that name, or null if there is none or the machine lacks it.
static const struct kernel_path *find(const char *name) {
  for (int i = 0; i < PATHS; i++) {
    if (strcmp(paths[i]->name, name) == 0) { return machine_has(paths[i]) ? paths[i] : NULL; }
  }
  return NULL;
}

static const struct kernel_path *choose(void) {
  const char *wish = getenv("GRADIENTFLOW_KERNELS");
  const struct kernel_path *wished = wish ? find(wish) : NULL;
  if (wished) { return wished; }
  for (int i = 0; i < PATHS - 1; i++) {
    if (machine_has(paths[i])) { return paths[i]; }
  }
  return paths[PATHS - 1];
}

/// The process's choice, made on first use. Two threads that make it at once make the same one.
static _Atomic(const struct kernel_path *) chosen;

/// A test's choice for its own thread.
#if defined(__linux__)
__attribute__((tls_model("initial-exec")))
#endif
static _Thread_local const struct kernel_path *forced;

static inline const struct kernel_path *current(void) {
  if (__builtin_expect(forced != NULL, 0)) { return forced; }
  const struct kernel_path *path = atomic_load_explicit(&chosen, memory_order_acquire);
  if (__builtin_expect(path == NULL, 0)) {
    path = choose();
    atomic_store_explicit(&chosen, path, memory_order_release);
  }
  return path;
}

const char *gf_kernels_path(void) { return current()->name; }

int gf_kernels_supports(const char *path) { return find(path) != NULL; }

int gf_kernels_force(const char *path) {
  if (path && !find(path)) { return 0; }
  forced = path ? find(path) : NULL;
  return 1;
}

#define KERNEL(result, name, parameters, arguments) \
  result gf_##name##_f32 parameters { return current()->f32.name arguments; }
#define real float
#include "kernel_list.h"
#undef real
#undef KERNEL

#define KERNEL(result, name, parameters, arguments) \
  result gf_##name##_f64 parameters { return current()->f64.name arguments; }
#define real double
#include "kernel_list.h"
#undef real
#undef KERNEL
