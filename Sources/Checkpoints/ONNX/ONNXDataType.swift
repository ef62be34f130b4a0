/// What the elements of an ONNX tensor are, and the field in which they lie unless it is
/// `raw_data`. Source: `TensorProto.DataType` of onnx.proto, release 1.23.
enum ONNXDataType {
  /// Elements of whole bytes.
  case read(ElementType, TypedField)
  /// Elements that are named and not read.
  case named(String)

  /// A repeated field of `TensorProto`.
  enum TypedField: Int {
    case float = 4
    case int32 = 5
    case int64 = 7
    case double = 10
    case uint64 = 11
  }

  private static let types: [ONNXDataType] = [
    .named("UNDEFINED"), .read(.float32, .float), .read(.uint8, .int32), .read(.int8, .int32),
    .read(.uint16, .int32), .read(.int16, .int32), .read(.int32, .int32), .read(.int64, .int64),
    .named("STRING"), .read(.bool, .int32), .read(.float16, .int32), .read(.float64, .double),
    .read(.uint32, .uint64), .read(.uint64, .uint64), .read(.complex64, .float),
    .read(.complex128, .double), .read(.bfloat16, .int32), .read(.float8E4M3, .int32),
    .read(.float8E4M3FNUZ, .int32), .read(.float8E5M2, .int32), .read(.float8E5M2FNUZ, .int32),
    .named("UINT4"), .named("INT4"), .named("FLOAT4E2M1"), .read(.float8E8M0, .int32),
    .named("UINT2"), .named("INT2"), .named("FLOAT6E2M3"), .named("FLOAT6E3M2"),
  ]

  /// The type of a number in a file.
  init(_ number: Int64) {
    let index = Int(exactly: number) ?? -1
    self = Self.types.indices.contains(index) ? Self.types[index] : .named("type \(number)")
  }

  /// The type by our name, if we have one.
  var elementType: ElementType? {
    if case .read(let type, _) = self { type } else { nil }
  }
}
