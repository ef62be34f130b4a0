import Autodiff

/// The cotangents of a layer's weights, each one product over all (t, b) after the walk back.
struct WeightCotangents<Scalar: RecurrentScalar> {
  let walk: BackwardPass<Scalar>
  let weights: CellVariables<Scalar>
  let input: SequenceInput<Scalar>
  unowned let tape: Tape<Scalar>

  @specialized(where Scalar == Float)
  init(
    _ walk: BackwardPass<Scalar>, weights: CellVariables<Scalar>, input: SequenceInput<Scalar>,
    tape: Tape<Scalar>
  ) {
    self.walk = walk
    self.weights = weights
    self.input = input
    self.tape = tape
  }

  /// dW_ih, dW_hh, db_ih, db_hh, in PyTorch's order; nil where no gradient is wanted.
  var all: [Tensor<Scalar>?] {
    let inputBias = columnSums(walk.pass.gates)
    return [
      InputProduct.weightCotangent(
        input, da: walk.pass.gates.pointer, width: width, inputSize: weights.inputSize, tape: tape),
      recurrent, inputBias,
      // b_hh sees what b_ih sees, but for the GRU's candidate behind the reset gate.
      walk.pass.fromState.map(columnSums) ?? inputBias,
    ]
  }

  private var width: Int { weights.kind.gates * walk.pass.H }

  /// dW_hh = Σ_t da_tᵀ h_(t-1): one product for the first step walked, one for all the others.
  private var recurrent: Tensor<Scalar> {
    let pass = walk.pass
    let (B, H) = (pass.B, pass.H)
    let da = (pass.fromState ?? pass.gates).pointer
    var result = tape.uninitialized([width, H])
    let target = result.uniquePointer()
    let first = pass.order.time(0)
    Scalar.gemm(
      true, false, width, H, B, 1, da + first * B * width, width, pass.initialHidden.pointer, H, 0,
      target, H)
    if pass.T > 1 {
      let (steps, before) = (pass.order.allButFirstWalked, pass.order.allButLastWalked)
      Scalar.gemm(
        true, false, width, H, steps.count * B, 1, da + steps.lowerBound * B * width, width,
        pass.hidden.pointer + before.lowerBound * B * H, H, 1, target, H)
    }
    return result
  }

  /// Σ over (t, b), [G H].
  @specialized(where Scalar == Float)
  private func columnSums(_ da: Tensor<Scalar>) -> Tensor<Scalar> {
    var result = tape.zeros([width])
    Scalar.addRows(da.count / width, width, da.pointer, result.uniquePointer())
    return result
  }
}
