// The kernels in one precision: `real` is the type, `bits` the integer of its size, `K(name)` the
// kernel's name. No include guard: each precision and each path takes its own copy.

#include "scalar.h"

#include "elementwise.h"
#include "lanes.h"
#include "reductions.h"

#include "rows.h"
#include "softmax.h"

#include "rnn.h"
#include "lstm.h"
#include "gru.h"

#include "optimizers.h"
