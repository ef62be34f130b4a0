// Which instruction set the kernels run on.
#pragma once

#pragma clang assume_nonnull begin

/// The path that the calling thread's kernels take: "v4" (AVX-512), "v3" (AVX2 with FMA) or
/// "baseline" (SSE2) on x86-64; "plain" elsewhere.
///
/// The best that the machine has is taken on first use. The environment variable
/// `GRADIENTFLOW_KERNELS` asks the whole process for another; a path that the machine lacks, or a
/// name that is none, leaves the choice as it was, which this function then tells.
const char *gf_kernels_path(void);

/// 1 if this machine can run `path`, else 0.
int gf_kernels_supports(const char *path);

/// Makes the calling thread's kernels take `path`; null gives the thread back to the process's
/// choice. For tests: other threads are not touched, so that tests may run side by side.
///
/// Returns 1, or 0 (and changes nothing) if the machine lacks the path.
int gf_kernels_force(const char *_Nullable path);

#pragma clang assume_nonnull end
