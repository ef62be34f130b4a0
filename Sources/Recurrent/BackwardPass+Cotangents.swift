import Autodiff

extension BackwardPass {
  /// The cotangents of a layer's weights, each one product over all (t, b) after the walk back, beside the others that
  /// the walk has found.
  @specialized(where Scalar == Float)
  func cotangents(
    of weights: CellParameters<Scalar>, input: LayerInput<Scalar>, wantsInput: Bool,
    on tape: Tape<Scalar>
  ) -> LayerCotangents<Scalar> {
    let da = pass.gates.pointer
    let inputBias = columnSums(pass.gates)
    var inputCotangent: Tensor<Scalar>?
    if wantsInput, case .vectors(let x) = input {
      inputCotangent = InputProduct.inputCotangent(
        shape: x.shape, da: da, weight: weights.weightIH, tape: tape)
    }
    return LayerCotangents(
      weightIH: InputProduct.weightCotangent(
        input, da: da, width: width, inputSize: weights.weightIH.shape[1], tape: tape),
      weightHH: recurrentCotangent,
      biasIH: inputBias,
      // b_hh sees what b_ih sees, but for the GRU's candidate behind the reset gate.
      biasHH: pass.fromState.map { columnSums($0) } ?? inputBias,
      initial: initialHidden.map { LayerState(hidden: $0, cell: cellCotangent) },
      input: inputCotangent)
  }

  private var width: Int { pass.kind.gates * pass.H }

  /// dW_hh = Σ_t da_tᵀ h_(t-1): one product for all steps but the first walked, one for that
  /// unless it starts from zero.
  private var recurrentCotangent: Tensor<Scalar> {
    let (B, H) = (pass.B, pass.H)
    let da = (pass.fromState ?? pass.gates).pointer
    var result = Tensor<Scalar>(uninitialized: [width, H], in: pass.pool)
    let target = result.uniquePointer()
    let (steps, before) = (pass.order.allButFirstWalked, pass.order.allButLastWalked)
    Scalar.gemm(
      true, false, width, H, steps.count * B, 1, da + steps.lowerBound * B * width, width,
      pass.hidden.pointer + before.lowerBound * B * H, H, 0, target, H)
    if !pass.startsAtZero {
      let first = pass.order.time(0)
      Scalar.gemm(
        true, false, width, H, B, 1, da + first * B * width, width, pass.initialHidden.pointer, H,
        1, target, H)
    }
    return result
  }

  /// Σ over (t, b), [G H].
  @specialized(where Scalar == Float)
  private func columnSums(_ da: Tensor<Scalar>) -> Tensor<Scalar> {
    var result = Tensor<Scalar>.zeros([width], in: pass.pool)
    Scalar.addRows(da.count / width, width, da.pointer, result.uniquePointer())
    return result
  }
}
