// Vectorised elementwise kernels.
#pragma once
