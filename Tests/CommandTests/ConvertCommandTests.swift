import Foundation
import Testing

/// `diagnose convert` and `diagnose train --init`: other people's layers in PyTorch's layout, and onwards from them.
@Suite struct ConvertCommandTests {
  private let models: SmallModels
  private var folder: URL { models.folder }

  init() throws { models = try SmallModels() }

  /// What is converted is found again, number for number.
  @Test func convertedLayersAreTheSame() throws {
    let run = try Invocation.diagnose(["convert", "rnn", "out.safetensors"], in: folder)
    #expect(run.status == 0 && run.output.contains("F32 [2, 2] net.weight_hh_l0"))
    #expect(!run.output.contains("nonlinearity"))  // which the file didn't say
    let (before, after) = (
      try models.check("--format", "json", "rnn"),
      try models.check("--format", "json", "out.safetensors")
    )
    #expect(
      try #require(try models.layer(before)["matrices"] as? NSArray)
        == #require(try models.layer(after)["matrices"] as? NSArray))
    let itself = try Invocation.diagnose(["convert", "rnn", "./rnn"], in: folder)
    #expect(itself.status == 2 && itself.errors.contains("is the model itself"))
    let none = try Invocation.diagnose(["convert", "missing", "out"], in: folder)
    #expect(none.status == 2 && none.errors.contains("missing does not exist"))
  }

  /// What PyTorch's names leave open goes along as a text, and is read again.
  @Test func convertedReluStaysOne() throws {
    let run = try Invocation.diagnose(
      ["convert", "--map", "*hh*=rnn-relu", "rnn", "relu"], in: folder)
    #expect(run.status == 0 && run.output.contains("net.weight_hh_l0.nonlinearity relu"))
  }

  @Test func trainingGoesOnFromAModel() throws {
    let words = "train --task adding --hidden 4 --length 6 --steps 2 --output run".split(
      separator: " "
    ).map(String.init)
    let first = try Invocation.diagnose(words + ["--save", "m.safetensors"], in: folder)
    #expect(first.status == 0)
    let second = try Invocation.diagnose(words + ["--init", "m.safetensors"], in: folder)
    #expect(second.status == 0)
    let wrong = try Invocation.diagnose(
      words + ["--init", "m.safetensors", "--cell", "gru"], in: folder)
    #expect(wrong.status == 2 && wrong.errors.contains("weight_ih_l0"))
  }
}
