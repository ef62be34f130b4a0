import Autodiff

extension ActionValueFunction {
  /// Q(s, .) of a batch in Float64, [n, A].
  func table(_ observations: Tensor<Float>) -> ActionValues {
    let values = values(observations)
    precondition(
      values.count == observations.shape[0] * actionCount,
      "values of shape \(values.shape) for \(observations.shape) and \(actionCount) actions")
    return ActionValues(actions: actionCount, elements: values.array.map(Double.init))
  }
}
