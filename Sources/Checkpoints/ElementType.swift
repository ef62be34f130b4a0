/// The kind of number that a stored tensor is made of, by the names of the safetensors format.
public enum ElementType: String, Sendable, CaseIterable {
  /// IEEE binary64.
  case float64 = "F64"
  /// IEEE binary32.
  case float32 = "F32"
  /// IEEE binary16.
  case float16 = "F16"
  /// The upper half of a binary32.
  case bfloat16 = "BF16"
  /// 8 bits with 4 of exponent, without infinities.
  case float8E4M3 = "F8_E4M3"
  /// 8 bits with 5 of exponent.
  case float8E5M2 = "F8_E5M2"
  /// 8 bits of exponent alone.
  case float8E8M0 = "F8_E8M0"
  /// As F8_E4M3 with another bias and no negative zero.
  case float8E4M3FNUZ = "F8_E4M3FNUZ"
  /// As F8_E5M2 with another bias and no negative zero.
  case float8E5M2FNUZ = "F8_E5M2FNUZ"
  /// Two binary32, real and imaginary.
  case complex64 = "C64"
  /// Two binary64, real and imaginary.
  case complex128 = "C128"
  /// Signed, 64 bits.
  case int64 = "I64"
  /// Signed, 32 bits.
  case int32 = "I32"
  /// Signed, 16 bits.
  case int16 = "I16"
  /// Signed, 8 bits.
  case int8 = "I8"
  /// Unsigned, 64 bits.
  case uint64 = "U64"
  /// Unsigned, 32 bits.
  case uint32 = "U32"
  /// Unsigned, 16 bits.
  case uint16 = "U16"
  /// Unsigned, 8 bits.
  case uint8 = "U8"
  /// One byte, 0 or 1.
  case bool = "BOOL"

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .complex128: 16
    case .float64, .int64, .uint64, .complex64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    default: 1
    }
  }

  /// Bytes of the parts whose order a machine decides: half of a complex number's.
  var swappedSize: Int { self == .complex64 ? 4 : self == .complex128 ? 8 : size }

  /// Whether the elements are numbers that a `Double` can stand for. The 8-bit floats mean little
  /// without a scale that lies elsewhere, and complex numbers are two.
  public var isReadable: Bool {
    switch self {
    case .float8E4M3, .float8E5M2, .float8E8M0, .float8E4M3FNUZ, .float8E5M2FNUZ, .complex64,
      .complex128:
      false
    default: true
    }
  }

  /// Whether the elements are real numbers of limited precision.
  public var isFloat: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }
}
