// Inflation of bytes in memory and their checksum; zlib's functions that open files stay out of sight.
#pragma once

#define Z_SOLO
#include <zlib.h>
#undef Z_SOLO

// `inflateInit2` is a macro, which Swift doesn't see. With no allocator given zlib takes its own.
static inline int gradientflow_inflate_start(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}
