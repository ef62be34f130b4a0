import Autodiff

/// What a layer reads at every step.
public enum SequenceInput<Scalar: RecurrentScalar> {
  /// Vectors: [T, B, I], time-major.
  case vectors(Variable<Scalar>)
  /// One index in 0 ..< I for each (t, b), time-major: a one-hot vector that is never written out.
  case tokens([Int32], steps: Int, batch: Int)

  /// T.
  public var steps: Int {
    switch self {
    case .vectors(let x): x.shape[0]
    case .tokens(_, let steps, _): steps
    }
  }

  /// B.
  public var batch: Int {
    switch self {
    case .vectors(let x): x.shape[1]
    case .tokens(_, _, let batch): batch
    }
  }

  /// Without a tape.
  var values: LayerInput<Scalar> {
    switch self {
    case .vectors(let x): .vectors(x.value)
    case .tokens(let indices, let steps, let batch): .tokens(indices, steps: steps, batch: batch)
    }
  }
}

/// What a layer reads at every step, on tensors alone; see ``SequenceInput``.
public enum LayerInput<Scalar: RecurrentScalar> {
  /// Vectors: [T, B, I], time-major.
  case vectors(Tensor<Scalar>)
  /// One index in 0 ..< I for each (t, b), time-major.
  case tokens([Int32], steps: Int, batch: Int)

  /// T.
  var steps: Int {
    switch self {
    case .vectors(let x): x.shape[0]
    case .tokens(_, let steps, _): steps
    }
  }

  /// B.
  var batch: Int {
    switch self {
    case .vectors(let x): x.shape[1]
    case .tokens(_, _, let batch): batch
    }
  }

  /// Traps unless the input fits a layer of I inputs.
  @specialized(where Scalar == Float)
  func check(inputSize I: Int) {
    switch self {
    case .vectors(let x):
      precondition(
        x.shape.count == 3 && x.shape[2] == I, "input [T, B, \(I)] expected, not \(x.shape)")
    case .tokens(let indices, let steps, let batch):
      precondition(
        indices.count == steps * batch, "\(steps) x \(batch) tokens expected, not \(indices.count)")
    }
  }
}

/// The products of a whole sequence with W_ih: forward, and its two cotangents.
enum InputProduct {
  /// a = x W_ihᵀ for all (t, b) in one product, or one row of W_ihᵀ a token. `a` is [T, B, G H].
  @specialized(where Scalar == Float)
  static func forward<Scalar: RecurrentScalar>(
    _ input: LayerInput<Scalar>, weight: Tensor<Scalar>, into a: UnsafeMutablePointer<Scalar>,
    tape: Tape<Scalar>
  ) {
    let (width, I) = (weight.shape[0], weight.shape[1])
    let rows = input.steps * input.batch
    switch input {
    case .vectors(let x):
      Scalar.gemm(
        false, true, rows, width, I, 1, x.pointer, I, weight.pointer, I, 0, a, width)
    case .tokens(let indices, _, _):
      let table = weight.transposed([1, 0], in: tape.pool)
      Scalar.gatherRows(rows, width, table.pointer, indices, a)
    }
  }

  /// dW_ih = daᵀ x, [G H, I]; `da` is [T, B, G H].
  @specialized(where Scalar == Float)
  static func weightCotangent<Scalar: RecurrentScalar>(
    _ input: LayerInput<Scalar>, da: UnsafePointer<Scalar>, width: Int, inputSize I: Int,
    tape: Tape<Scalar>
  ) -> Tensor<Scalar> {
    let rows = input.steps * input.batch
    switch input {
    case .vectors(let x):
      var result = tape.uninitialized([width, I])
      Scalar.gemm(
        true, false, width, I, rows, 1, da, width, x.pointer, I, 0, result.uniquePointer(), I)
      return result
    case .tokens(let indices, _, _):
      var table = tape.zeros([I, width])
      Scalar.scatterAddRows(rows, width, da, indices, table.uniquePointer())
      return table.transposed([1, 0], in: tape.pool)
    }
  }

  /// dx = da W_ih, [T, B, I].
  @specialized(where Scalar == Float)
  static func inputCotangent<Scalar: RecurrentScalar>(
    shape: Shape, da: UnsafePointer<Scalar>, weight: Tensor<Scalar>, tape: Tape<Scalar>
  ) -> Tensor<Scalar> {
    let (width, I) = (weight.shape[0], weight.shape[1])
    var result = tape.uninitialized(shape)
    Scalar.gemm(
      false, false, shape[0] * shape[1], I, width, 1, da, width, weight.pointer, I, 0,
      result.uniquePointer(), I)
    return result
  }
}
