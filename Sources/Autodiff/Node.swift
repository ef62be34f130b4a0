/// How an operation carries the cotangent of its results back to its inputs.
enum Pullback<Scalar: TensorScalar> {
  /// A leaf: its cotangent is a result of the sweep.
  case none
  /// A further result of the operation that is recorded a few nodes before.
  case furtherResult
  /// One result.
  case one((Tensor<Scalar>) -> [Tensor<Scalar>?])
  /// As many results as said, in consecutive nodes.
  case several(Int, ([Tensor<Scalar>?]) -> [Tensor<Scalar>?])
  /// One result, adding to the cotangents of the inputs in place.
  case accumulating((Tensor<Scalar>, inout Cotangents<Scalar>) -> Void)
}

/// One result on the tape.
struct Node<Scalar: TensorScalar> {
  let operation: StaticString
  let shape: Shape
  /// Where the operation's inputs are listed in the tape's edges.
  let firstEdge: Int
  let edgeCount: Int
  let pullback: Pullback<Scalar>
}
