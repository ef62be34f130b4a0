import Buffers
import Checkpoints
import Testing

@testable import Recognition

/// Names under which programs keep what isn't the model.
@Suite struct NotALayerTests {
  private func pair(_ module: String) -> [StoredTensor] {
    ["hh", "ih"].map { word in
      StoredTensor(
        name: module + "weight_\(word)_l0", .float32, shape: [4, 1],
        rowMajor: Bytes(Array(repeating: UInt8(0), count: 16)))
    }
  }

  private func model(_ modules: String..., counts: [String] = []) throws -> RecognisedModel {
    let numbers = counts.map {
      StoredTensor(
        name: $0, .int64, shape: [], rowMajor: Bytes(Array(repeating: UInt8(1), count: 8)))
    }
    return try RecognisedModel(
      Checkpoint(.pytorch, tensors: modules.flatMap { pair($0) } + numbers))
  }

  @Test(arguments: [
    "optimizer_states.0.", "optim.state.", "optim_dict.", "optimizer_state_dict.state.",
    "Optimizer.", "opt_state.0.mu.params.", "exp_avg.", "optimizer_G.m.", "grads.",
  ])
  func optimisersKeepNoLayers(prefix: String) throws {
    let found = try model("lstm.", prefix)
    #expect(found.layers.map(\.name) == ["lstm"])
    #expect(found.passedOver.map(\.name) == [prefix + "weight_hh_l0"])
    #expect(try model(prefix).layers.isEmpty)
  }

  /// Averages stand beside the model, or are all that a file was saved for.
  @Test(arguments: [
    "ema.", "model_ema.module.", "state_dict_ema.", "callbacks.EMACallback.ema_state_dict.lstm.",
    "swa_state_dict.", "shadow_params.", "average_model_state.",
  ])
  func averagesAreLayersWhereNothingElseIs(prefix: String) throws {
    let both = try model(prefix, "lstm.")
    #expect(both.layers.map(\.name) == ["lstm"])
    #expect(both.passedOver.map(\.text) == ["a moving average of the weights"])
    let alone = try model(prefix)
    #expect(alone.layers.count == 1 && alone.passedOver.isEmpty)
    #expect(alone.layers[0].recognition.remarks == ["a moving average of the weights"])
  }

  /// `AveragedModel` has no name of its own, but a count.
  @Test func countNamesAverages() throws {
    let both = try model("averaged.module.lstm.", "net.lstm.", counts: ["averaged.n_averaged"])
    #expect(both.layers.map(\.name) == ["net.lstm"])
    let alone = try model("module.lstm.", counts: ["n_averaged"])
    #expect(alone.layers.map(\.name) == ["lstm"] && alone.layers[0].recognition.remarks.count == 1)
    let unlike = try model("module.lstm.", counts: ["net.n_averaged"])
    #expect(unlike.layers[0].recognition.remarks.isEmpty)
  }

  /// Words that only begin or end like one of those.
  @Test(arguments: ["schema.", "optimal_lstm.", "emaciated.", "shadows.", "module.gradual.", "m."])
  func otherWordsMayBeLayers(prefix: String) throws {
    #expect(NotALayer(prefix + "weight_hh_l0") == nil)
    #expect(try model(prefix, "lstm.").layers.count == 2)
  }
}
