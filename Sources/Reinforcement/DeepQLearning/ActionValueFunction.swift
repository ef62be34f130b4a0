import Autodiff
import LinearAlgebra

/// Q(s, .) for observations: a network, a table, or any other function.
public protocol ActionValueFunction {
  /// The number of actions, A.
  var actionCount: Int { get }
  /// What each layer gives for a batch of observations [n, ...]: the activations of the hidden layers, first to last,
  /// each [n, units], then Q(s, a), [n, A]. The last but one are the features; a table has Q alone.
  func outputs(_ observations: Tensor<Float>) -> [Tensor<Float>]
  /// The weight matrices by name, a convolution's as [out channels, in channels * height * width].
  var weights: [(name: String, matrix: Matrix)] { get }
}

extension ActionValueFunction {
  /// Q(s, a) of a batch of observations [n, ...]: [n, A].
  public func values(_ observations: Tensor<Float>) -> Tensor<Float> {
    let values = outputs(observations).last!
    precondition(
      values.count == observations.shape[0] * actionCount,
      "values of shape \(values.shape) for \(observations.shape) and \(actionCount) actions")
    return values
  }
}
