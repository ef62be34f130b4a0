import Foundation
import Testing

/// `diagnose check --inputs` and `--text`: what a layer did on which input, and why it did nothing.
@Suite struct CheckReplayTests {
  private let models: SmallModels
  private var folder: URL { models.folder }

  init() throws { models = try SmallModels() }

  /// W = diag(0.5, 0.25) at zero: J = W, so transport and exponents are known.
  @Test func traceOnZerosIsThatOfTheMatrix() throws {
    try models.model("diagonal", of: [0.5, 0, 0, 0.25])
    let run = try models.check("--format", "json", "--inputs", "zeros", "--steps", "3", "diagonal")
    let trace = try #require(try models.layer(run)["trace"] as? [String: Any])
    #expect(trace["input"] as? String == "zero input")
    let norms = try #require(trace["jacobianSpectralNorm"] as? [Double])
    #expect(norms.count == 3 && norms.allSatisfy { abs($0 - 0.5) < 1e-12 })
    let transport = try #require(trace["transport"] as? [Double])
    #expect(zip(transport, [0.125, 0.25, 0.5, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
    let exponents = try #require(trace["lyapunovExponents"] as? [Double])
    #expect(abs(exponents[0] - log(0.5)) < 1e-12 && abs(exponents[1] - log(0.25)) < 1e-12)
    #expect(trace["finalState"] as? [Double] == [0, 0])
  }

  /// tanh(W h) with W = diag(0.5, 0.25) and x = 0: one step from a state that is given.
  @Test func replayBeginsWhereItIsTold() throws {
    try models.model("diagonal", of: [0.5, 0, 0, 0.25])
    try models.write("[1, -1]", "state.json")
    let trace = try models.trace([
      "--inputs", "zeros", "--steps", "1", "--initial-state", "state.json", "diagonal",
    ])
    let state = try #require(trace["finalState"] as? [Double])
    #expect(abs(state[0] - tanh(0.5)) < 1e-15 && abs(state[1] + tanh(0.25)) < 1e-15)
  }

  @Test(arguments: ["net", "net.weight_hh_l0"]) func layersAreAskedForByName(name: String) throws {
    let trace = try models.trace(["--inputs", "zeros", "--steps", "2", "--layer", name, "rnn"])
    #expect(trace["finalState"] as? [Double] == [0, 0])
  }

  /// With two sequences every member but the name has one more axis.
  @Test func batchHasAnEntryForEachSequence() throws {
    try models.write("[[[1, 0], [0, 0]], [[0, 1], [0, 0]], [[0, 0], [0, 0]]]", "x.json")
    try models.write("[[0, 0], [1, 1]]", "state.json")
    let trace = try models.trace(["--inputs", "x.json", "--initial-state", "state.json", "rnn"])
    #expect(trace["input"] as? String == "x.json")
    #expect((trace["finalState"] as? [[Double]])?.count == 2)
    #expect((trace["transport"] as? [[Double]])?.map(\.count) == [4, 4])
    #expect(((trace["gates"] as? [Any])?.count) == 2)
    let run = try models.check("--inputs", "x.json", "rnn")
    #expect(run.output.contains("on x.json, 2 sequences of 3 steps:"))
  }

  /// Rows of the embedding are what the layer sees: the token of number 1 is (0.5, -0.5).
  @Test func textGoesThroughTheEmbedding() throws {
    try models.write(
      [
        ("net.weight_hh_l0", [2, 2], [0, 0, 0, 0]), ("net.weight_ih_l0", [2, 2], [1, 0, 0, 1]),
        ("net.embed", [2, 2], [9, 9, 0.5, -0.5]),
      ], "words")
    try models.write("a\nb\n", "vocabulary.txt")
    try models.write("axb", "text.txt")
    let trace = try models.trace(["--text", "text.txt", "--vocabulary", "vocabulary.txt", "words"])
    #expect(
      trace["input"] as? String
        == "text.txt (2 characters, without 1 that the vocabulary lacks) through net.embed")
    let state = try #require(trace["finalState"] as? [Double])
    #expect(abs(state[0] - tanh(0.5)) < 1e-15 && abs(state[1] + tanh(0.5)) < 1e-15)
  }

  @Test func whatIsNotReplayedSaysWhy() throws {
    try models.write("[[1, 2, 3]]", "x.json")
    let run = try models.check("--inputs", "x.json", "rnn")
    #expect(run.status == 2 && run.errors.contains("no layer was replayed: it takes 2 numbers"))
    #expect(run.output.contains("not replayed: it takes 2 numbers a step, the input has 3"))
    try models.model("nan", of: [.nan, 0, 0, 0])
    let broken = try models.check("--inputs", "zeros", "nan")
    #expect(broken.status == 1 && broken.output.contains("nothing was decomposed"))
  }

  /// A layer of one model among several: the others are measured and not replayed.
  @Test func layerMayBeOfOneModelAmongSeveral() throws {
    try models.model("other", of: [0, 0, 0, 0], module: "cell")
    let run = try models.check(
      "--inputs", "zeros", "--steps", "2", "--layer", "cell", "rnn", "other")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.components(separatedBy: "largest Lyapunov exponent").count == 2)
    #expect(run.output.components(separatedBy: "sigma max").count == 3)
  }

  /// Nothing is half done, so that a replay of minutes ends at once.
  @Test func interruptedReplayEndsAtOnce() throws {
    var weights = (0..<64 * 64).map { _ in Float(0) }
    for k in 0..<64 { weights[65 * k] = 0.9 }
    try models.model("long", of: weights)
    let start = Date()
    let run = try Invocation.diagnose(
      ["check", "--inputs", "gaussian:1", "--steps", "100000", "long"], in: folder,
      interruptWhen: { _ in Date().timeIntervalSince(start) > 1 })
    #expect(run.status == 2 && run.errors.contains("stopped; not every file was read"))
    #expect(run.output == "")
  }
}
