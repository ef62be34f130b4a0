// What the benchmarks call and Swift doesn't see otherwise.
#pragma once
#include <stddef.h>

// OpenBLAS's single-precision product, which the limit of a step is taken from.
extern void cblas_sgemm(int order, int transposeA, int transposeB, int m, int n, int k, float alpha,
                        const float *a, int lda, const float *b, int ldb, float beta, float *c,
                        int ldc);

#ifdef __linux__
// The cores that a process may run on, a bit each.
extern int get_affinity(int process, size_t size, void *mask) __asm__("sched_getaffinity");
extern int set_affinity(int process, size_t size, const void *mask) __asm__("sched_setaffinity");
#endif
