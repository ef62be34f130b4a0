import Autodiff

extension Tensor {
  /// The first element, for kernels; valid while a copy of this tensor lives.
  var pointer: UnsafePointer<Scalar> { withUnsafePointer { $0 } }

  /// The first element, to write; moves to memory of its own first if another tensor sees it.
  @specialized(where Scalar == Float)
  mutating func uniquePointer() -> UnsafeMutablePointer<Scalar> { withUnsafeMutablePointer { $0 } }
}
