import Checkpoints

/// Tensors that are shaped and named like a layer's and aren't a layer of the model, by the words of their names.
///
/// Source: what PyTorch's optimisers and `AveragedModel`, Lightning's callbacks, Keras' and Optax' optimisers and
/// the usual moving averages call what they keep.
enum NotALayer: String {
  case optimiser = "the optimiser's own"
  case gradient = "a gradient"
  case average = "a moving average of the weights"

  /// What a tensor of that name is; `nil` if it may be a layer.
  /// - Complexity: O(name).
  init?(_ name: String) {
    for part in name.split(whereSeparator: { $0 == "." || $0 == "/" }) {
      let words = part.lowercased().split(separator: "_").map(String.init)
      if let known = Self.parts[words.joined(separator: "_")]
        ?? words.lazy.compactMap({ Self.words[$0] }).first
      {
        self = known
        return
      }
    }
    return nil
  }

  /// What names it wherever it stands between underscores: `optimizer_states`, `model_ema`.
  private static let words: [String: NotALayer] = [
    "optimizer": .optimiser, "optimizers": .optimiser, "optim": .optimiser, "ema": .average,
    "swa": .average,
  ]

  /// What names it alone.
  private static let parts: [String: NotALayer] = [
    "opt_state": .optimiser, "exp_avg": .optimiser, "exp_avg_sq": .optimiser,
    "max_exp_avg_sq": .optimiser, "momentum_buffer": .optimiser, "square_avg": .optimiser,
    "grad": .gradient, "grads": .gradient, "gradients": .gradient, "averaged_model": .average,
    "average_model": .average, "average_model_state": .average, "shadow": .average,
    "shadow_params": .average,
  ]

  /// The names of what holds the averages of PyTorch's `AveragedModel`, which counts beside them: `NAME.module`.
  static func averages(_ tensors: [StoredTensor]) -> Set<String> {
    Set(
      tensors.lazy.map(\.name).filter { $0 == "n_averaged" || $0.hasSuffix(".n_averaged") }
        .map { $0.dropLast("n_averaged".count) + "module" })
  }
}
