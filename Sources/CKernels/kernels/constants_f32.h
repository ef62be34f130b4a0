// What `scalar.h` needs to know about Float32. Polynomials are minimax on their interval, lowest
// power first, refitted after each coefficient was rounded to Float32.

enum { MANTISSA_f32 = 23 };

/// 1.5 * 2^23: adding it rounds a number to an integer, which the sum's low bits then hold.
static const float ROUND_f32 = 0x1.8p23f;

/// ln 2 in two parts; the high one has 15 bits, so that its product with an exponent is exact.
static const float LN2_HIGH_f32 = 0x1.62e4p-1f, LN2_LOW_f32 = 0x1.7f7d1cp-20f;

/// (e^r - 1 - r) / r^2 on |r| <= ln 2 / 2; error in e^r - 1: 1.4e-8 relative.
static const float EXP_f32[] = {
  0.5f, 0x1.5554aap-3f, 0x1.555538p-5f, 0x1.122c52p-7f, 0x1.6cd7a8p-10f,
};

/// (2 atanh s - 2 s) / s^3 by powers of s^2 up to s = (sqrt 2 - 1) / (sqrt 2 + 1).
static const float LOG_f32[] = {0x1.55557ap-1f, 0x1.995ec4p-2f, 0x1.31e3bp-2f};

/// Beyond these the sigmoid's e^-x is taken as 0 and as infinity; tanh of the last one is 1.
static const float EXP_ZERO_f32 = -88, EXP_INFINITE_f32 = 89, TANH_ONE_f32 = 9.5f;

/// e^x is 0 below this.
static const float EXP_SUBNORMAL_f32 = -105;
