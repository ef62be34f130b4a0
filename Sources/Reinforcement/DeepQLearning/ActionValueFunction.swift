import Autodiff
import LinearAlgebra

/// Q(s, .) for observations: a network, a table, or any other function.
public protocol ActionValueFunction {
  /// The number of actions, A.
  var actionCount: Int { get }
  /// Q(s, a) of a batch of observations [n, ...]: [n, A].
  func values(_ observations: Tensor<Float>) -> Tensor<Float>
  /// The activations of every hidden layer for a batch, first to last, each [n, units]; the last are
  /// the features. Empty for a table.
  func activations(_ observations: Tensor<Float>) -> [Tensor<Float>]
  /// The weight matrices by name, a convolution's as [out channels, in channels * height * width].
  var weights: [(name: String, matrix: Matrix)] { get }
}
