// Vectorised elementwise kernels: what lies between the matrix products of a training step.
//
// Every kernel exists for Float32 (`_f32`) and Float64 (`_f64`). Sizes are counts of elements.
// B is the batch, H the hidden units, O the outputs; matrices are row-major and contiguous unless a
// stride is named.
//
// Aliasing: elementwise kernels may write over an input of the same index ("in place"); buffers
// that overlap in any other way give undefined results. Nothing is read or written beyond the
// stated sizes. A size of 0 does nothing. No alignment is asked for, but buffers that start at a
// multiple of 64 bytes are served fastest: a 512-bit access then never crosses a cache line.
//
// Numbers: NaN and infinities come through as IEEE 754 has them, subnormals are kept, and the
// floating-point environment is never changed. exp, log, tanh and the sigmoid are within 4 units
// in the last place in Float32 and 3 in Float64 where the result is a normal number, and within
// the smallest normal number (2^-126, 2^-1022) below that. An element's result does not depend on
// its place in the array.
//
// Sums run over a fixed number of lanes in a fixed order, in Float64: the same input gives the same
// sum on every run.

#pragma once

#include "CKernelsElementwise.h"
#include "CKernelsGates.h"
#include "CKernelsOptimizers.h"
#include "CKernelsPath.h"
#include "CKernelsReductions.h"
#include "CKernelsRows.h"
