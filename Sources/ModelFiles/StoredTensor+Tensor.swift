import Autodiff
import Buffers
import Checkpoints

extension StoredTensor {
  /// A tensor in `Float` as F32, in `Double` as F64.
  public init<Scalar: TensorScalar>(name: String, _ tensor: Tensor<Scalar>) {
    self.init(
      name: name, Scalar.self == Float.self ? .float32 : .float64, shape: Array(tensor.shape),
      rowMajor: tensor.array.withUnsafeBytes { Bytes($0) })
  }

  /// Whole numbers as I64.
  public init(name: String, shape: [Int], _ integers: [Int64]) {
    self.init(
      name: name, .int64, shape: shape, rowMajor: integers.withUnsafeBytes { Bytes($0) })
  }

  /// The elements in the asked precision, rounded to nearest where it is lower.
  ///
  /// - Throws: `CheckpointFault` for types that are no real numbers, and beyond `Shape.maximalRank`
  ///   axes.
  public func tensor<Scalar: TensorScalar>(
    as type: Scalar.Type
  ) throws(CheckpointFault) -> Tensor<Scalar> {
    guard shape.count <= Shape.maximalRank else {
      throw .unsupported(
        .tensor(name), "it has \(shape.count) axes, where at most \(Shape.maximalRank) can be used",
        advice: "flatten it")
    }
    if elementType == .float32 {
      return Tensor<Scalar>(Tensor<Float>(shape: Shape(shape), try floats()))
    }
    return Tensor<Scalar>(Tensor<Double>(shape: Shape(shape), try doubles()))
  }
}
