// What `scalar.h` needs to know about Float64; see `constants_f32.h`.

enum { MANTISSA_f64 = 52 };

static const double ROUND_f64 = 0x1.8p52;

/// The high part has 38 bits.
static const double LN2_HIGH_f64 = 0x1.62e42fefap-1, LN2_LOW_f64 = 0x1.cf79abc9e3b3ap-40;

/// Error in e^r - 1: 6e-19 relative.
static const double EXP_f64[] = {
  0.5,
  0x1.5555555555559p-3,
  0x1.555555555555ap-5,
  0x1.111111110f69bp-7,
  0x1.6c16c16c14445p-10,
  0x1.a01a01afee433p-13,
  0x1.a01a01b0bab6ap-16,
  0x1.71ddf839f5f76p-19,
  0x1.27e4c598d443p-22,
  0x1.af5ef01177544p-26,
  0x1.1f956fe45ec24p-29,
};

static const double LOG_f64[] = {
  0x1.555555555558fp-1, 0x1.9999999980874p-2, 0x1.24924941831dap-2, 0x1.c71c524b3c6e4p-3,
  0x1.746635089140cp-3, 0x1.39a26e7a4d2a6p-3, 0x1.2f00c5537732ep-3,
};

static const double EXP_ZERO_f64 = -709, EXP_INFINITE_f64 = 710, TANH_ONE_f64 = 20;
static const double EXP_SUBNORMAL_f64 = -746;
