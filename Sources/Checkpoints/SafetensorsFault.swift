import Autodiff
import Files

/// What is wrong with bytes that should be a safetensors file.
public enum SafetensorsFault: Error, Equatable, Sendable {
  /// Fewer than the 8 bytes that tell the length of the header.
  case tooShort(bytes: Int)
  /// The header is said to be longer than the file, or than 100 MB.
  case headerTooLong(claimed: UInt64, available: Int)
  /// The header isn't JSON.
  case headerNotJSON(JSONError)
  /// The header isn't an object of tensors and text metadata.
  case headerNotTensors(JSONKind)
  /// An entry lacks a field, or a field is of the wrong kind.
  case field(tensor: String, field: String, expected: String)
  /// A type of element that the format doesn't know.
  case unknownType(tensor: String, type: String)
  /// The shape has more elements than memory could ever hold.
  case shapeTooLarge(tensor: String, shape: [Int])
  /// The bytes of a tensor aren't as many as its shape and type need.
  case sizeMismatch(tensor: String, needed: Int, given: Int)
  /// A tensor doesn't begin where the one before it ends: a hole (given > expected) or an overlap.
  case notContiguous(tensor: String, expected: Int, given: Int)
  /// The tensors end before or after the file does.
  case dataSize(needed: Int, given: Int)
  /// More axes than a tensor may have here.
  case tooManyAxes(tensor: String, axes: Int)
  /// A type of element that the format knows and this reader doesn't convert.
  case unreadable(tensor: String, type: String)

  /// What stood in place of an object.
  public typealias JSONKind = String
}

extension SafetensorsFault: CustomStringConvertible {
  /// One clause that says what is wrong.
  public var description: String {
    switch self {
    case .tooShort(let bytes): "a file of \(bytes) bytes has no header"
    case .headerTooLong(let claimed, let available):
      "the header is said to take \(claimed) bytes, where \(available) are left"
    case .headerNotJSON(let error): "the header isn't JSON: \(error)"
    case .headerNotTensors(let kind): "the header is \(kind), not an object of tensors"
    case .field(let tensor, let field, let expected):
      "\"\(field)\" of \"\(tensor)\" isn't \(expected)"
    case .unknownType(let tensor, let type): "\"\(tensor)\" has the unknown type \"\(type)\""
    case .shapeTooLarge(let tensor, let shape):
      "\"\(tensor)\" has the impossible shape \(shape)"
    case .sizeMismatch(let tensor, let needed, let given):
      "\"\(tensor)\" needs \(needed) bytes by its shape and has \(given)"
    case .notContiguous(let tensor, let expected, let given):
      "\"\(tensor)\" begins at byte \(given), where the one before it ends at \(expected)"
    case .dataSize(let needed, let given):
      "the tensors take \(needed) bytes, where the file holds \(given)"
    case .tooManyAxes(let tensor, let axes):
      "\"\(tensor)\" has \(axes) axes, where at most \(Shape.maximalRank) can be read"
    case .unreadable(let tensor, let type):
      "\"\(tensor)\" is of type \(type), which is not among F32, F64 and I64"
    }
  }
}

/// A checkpoint that can't be read, and where it is.
public struct CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong with it.
  public let fault: SafetensorsFault

  /// A fault in a file.
  public init(path: String, fault: SafetensorsFault) {
    self.path = path
    self.fault = fault
  }

  /// What, where, and what to do.
  public var description: String {
    "\(path) is not a safetensors file that can be used: \(fault); save it again or name another."
  }
}
