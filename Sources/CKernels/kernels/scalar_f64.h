SCALAR double exp_of(double x) { return exp(x); }
SCALAR double log_of(double x) { return log(x); }
SCALAR double tanh_of(double x) { return tanh(x); }
SCALAR double sigmoid_of(double x) { return 1 / (1 + exp(-x)); }
SCALAR double sqrt_of(double x) { return __builtin_elementwise_sqrt(x); }
