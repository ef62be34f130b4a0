// What every path's source starts from, included before the instruction set is chosen.
#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "../kernel_table.h"

/// Before a loop: each iteration reads and writes its own index alone, so vectorise it without
/// asking at run time whether the buffers overlap. (They may coincide, see "in place".)
#define EACH _Pragma("clang loop vectorize(assume_safety)")

/// A function of numbers that exists for float and for double under one name.
#define SCALAR static inline __attribute__((overloadable, always_inline))

#define LOG2_E 0x1.71547652b82fep0
#define SQRT_HALF 0x1.6a09e667f3bcdp-1
