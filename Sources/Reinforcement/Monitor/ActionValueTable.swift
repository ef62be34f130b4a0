import Autodiff

extension ActionValueFunction {
  /// Q(s, .) of a batch in Float64, [n, A].
  func table(_ observations: Tensor<Float>) -> ActionValues {
    ActionValues(values(observations))
  }
}

extension ActionValues {
  /// The values of a batch, [n, A].
  init(_ values: Tensor<Float>) {
    self.init(actions: values.shape[1], elements: values.array.map(Double.init))
  }
}
