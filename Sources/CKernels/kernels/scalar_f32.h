SCALAR float exp_of(float x) { return expf(x); }
SCALAR float log_of(float x) { return logf(x); }
SCALAR float tanh_of(float x) { return tanhf(x); }
SCALAR float sigmoid_of(float x) { return 1 / (1 + expf(-x)); }
SCALAR float sqrt_of(float x) { return __builtin_elementwise_sqrt(x); }
