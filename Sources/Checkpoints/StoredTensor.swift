import Autodiff
import Foundation

/// A named tensor as a file holds it: raw bytes with a type and a shape.
public struct StoredTensor: Sendable, Equatable {
  /// The name, such as `rnn.weight_hh_l0`.
  public let name: String
  /// The kind of number.
  public let elementType: ElementType
  /// The extent of each axis, outermost first.
  public let shape: [Int]
  /// The elements in row-major order, least significant byte first.
  public let bytes: Data

  init(name: String, elementType: ElementType, shape: [Int], bytes: Data) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor in `Float` as F32, in `Double` as F64.
  public init(name: String, _ tensor: Tensor<some TensorScalar>) {
    self.init(name: name, shape: Array(tensor.shape), tensor.array)
  }

  /// Whole numbers as I64.
  public init(name: String, shape: [Int], _ integers: [Int64]) {
    let bytes = integers.withUnsafeBytes { Data($0) }
    self.init(name: name, elementType: .int64, shape: shape, bytes: bytes)
    precondition(count == integers.count, "\(integers.count) elements for shape \(shape)")
  }

  private init<Scalar: TensorScalar>(name: String, shape: [Int], _ elements: [Scalar]) {
    self.init(
      name: name, elementType: Scalar.self == Float.self ? .float32 : .float64, shape: shape,
      bytes: elements.withUnsafeBytes { Data($0) })
  }

  /// The number of elements.
  public var count: Int { bytes.count / elementType.size }

  /// The elements in the asked precision, rounded to nearest where it is lower.
  ///
  /// - Throws: ``SafetensorsFault/unreadable(tensor:type:)`` unless the type is F32, F64 or I64,
  ///   ``SafetensorsFault/tooManyAxes(tensor:axes:)`` beyond `Shape.maximalRank` axes.
  public func tensor<Scalar: TensorScalar>(
    as type: Scalar.Type
  ) throws(SafetensorsFault) -> Tensor<Scalar> {
    guard shape.count <= Shape.maximalRank else {
      throw .tooManyAxes(tensor: name, axes: shape.count)
    }
    let shape = Shape(shape)
    switch elementType {
    case .float32: return Tensor<Scalar>(Tensor(shape: shape, elements(as: Float.self)))
    case .float64: return Tensor<Scalar>(Tensor(shape: shape, elements(as: Double.self)))
    case .int64:
      return Tensor(shape: shape, doubles: elements(as: Int64.self).map { Double($0) })
    default: throw .unreadable(tensor: name, type: elementType.rawValue)
    }
  }

  /// The elements of an I64 tensor.
  ///
  /// - Throws: ``SafetensorsFault/unreadable(tensor:type:)`` for any other type.
  public func integers() throws(SafetensorsFault) -> [Int64] {
    guard elementType == .int64 else {
      throw .unreadable(tensor: name, type: elementType.rawValue)
    }
    return elements(as: Int64.self)
  }

  /// A copy of the bytes as numbers; the bytes may lie anywhere in memory.
  private func elements<Element: BitwiseCopyable>(as type: Element.Type) -> [Element] {
    Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      _ = bytes.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }
}
