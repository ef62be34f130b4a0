import Foundation
import Testing

/// `diagnose check` as a user meets it.
@Suite struct CheckCommandTests {
  private let models: SmallModels
  private var folder: URL { models.folder }

  init() throws { models = try SmallModels() }

  /// [[0, 1], [0, 0]]: sigma 1 and 0, rho 0, as far from normal as a matrix can be.
  @Test func defectiveMatrixHasNoRadiusToThreeDigits() throws {
    let run = try models.check("--format", "json", "rnn")
    #expect(run.status == 0 && run.errors == "")
    let layer = try models.layer(run)
    #expect(layer["cell"] as? String == "rnn-tanh" && layer["confidence"] as? String == "likely")
    let matrix = try #require((layer["matrices"] as? [[String: Any]])?.first)
    #expect(matrix["tensor"] as? String == "net.weight_hh_l0" && matrix["gate"] as? String == "h")
    #expect(matrix["spectralNorm"] as? Double == 1 && matrix["spectralRadius"] as? Double == 0)
    #expect(matrix["henriciDeparture"] as? Double == 1 && matrix["stableRank"] as? Double == 1)
    #expect(matrix["conditionNumber"] is NSNull && matrix["reason"] as? String != nil)
    #expect(layer["trace"] is NSNull)
  }

  /// In order, whatever is done at the same time; one that fails doesn't hide the others.
  @Test(arguments: ["1", "3"]) func patternsAndFoldersAreWalked(jobs: String) throws {
    for k in 1...9 { try models.model("m\(k)", of: [0, Float(k), 0, 0]) }
    try models.write("nothing", "m5")  // no model
    let run = try models.check("--jobs", jobs, "m*")
    #expect(run.status == 2 && run.errors.split(separator: "\n").count == 1)
    let files = run.output.split(separator: "\n").filter { $0.hasPrefix("m") }.map { $0.prefix(2) }
    #expect(files == ["m1", "m2", "m3", "m4", "m6", "m7", "m8", "m9"])
  }

  /// Whatever the format, what failed is a sentence; a bad state leaves the weights to be measured.
  @Test func failuresAreSentencesInEveryFormat() throws {
    try models.write("nothing", "broken")
    try models.write("[1, 2, 3]", "state.json")
    let run = try models.check("--format", "json", "broken", "rnn")
    #expect(run.status == 2 && run.errors.split(separator: "\n").count == 1)
    let bad = try models.check(
      "--format", "json", "--inputs", "zeros", "--initial-state", "state.json", "rnn")
    #expect(bad.status == 2 && bad.errors.contains("[layers 1, sequences 1, numbers 2]"))
    let layer = try models.layer(bad)
    #expect(layer["trace"] is NSNull && (layer["traceReason"] as? String)?.isEmpty == false)
    #expect((layer["matrices"] as? [Any])?.count == 1)
  }

  @Test func layerThatMissesItsInputWeightsIsNamed() throws {
    try models.write([("a.weight_hh_l0", [2, 2], [0, 0, 0, 0])], "half")
    let run = try models.check("half")
    #expect(run.output.contains("not a layer: a.weight_hh_l0 (there is no matrix weight_ih_l0"))
  }

  @Test func oddTensorsCanBeNamed() throws {
    try models.write([("U", [2, 2], [0, 1, 0, 0])], "odd")
    #expect(try models.check("odd").output.contains("no recurrent layer"))
    let layer = try models.layer(try models.check("--format", "json", "--map", "U=rnn-relu", "odd"))
    #expect(layer["cell"] as? String == "rnn-relu" && layer["recognisedBy"] as? String == "map")
  }

  /// Both formats write the whole folder, and print the path of their own file alone.
  @Test(arguments: [("html", "index.html"), ("markdown", "report.md")])
  func reportIsWrittenAndItsPathPrinted(format: String, file: String) throws {
    let run = try models.check(
      "--format", format, "--output", "report", "--inputs", "gaussian:5", "--steps", "4", "rnn")
    #expect(run.status == 0 && run.errors == "" && run.output == "report/\(file)\n")
    let report = folder.appending(path: "report")
    let names = ["singular-values", "eigenvalues", "jacobians", "transport", "lyapunov"]
    #expect(
      files(in: report)
        == (names.map { "figures/model-1-layer-1-\($0).svg" }
        + ["index.html", "report.json", "report.md"]).sorted())
    let text = try String(contentsOf: report.appending(path: "report.md"), encoding: .utf8)
    #expect(text.contains("Gaussian noise (seed 5)") && text.contains("seed: `5`"))
    #expect(text.contains("diagnose check --format \(format)"))
  }

  @Test func reportOfAFileThatIsNotReadSaysSo() throws {
    try Data("none".utf8).write(to: folder.appending(path: "bad.pt"))
    let run = try models.check("--format", "markdown", "bad.pt", "rnn")
    #expect(run.status == 2 && run.output == "reports/check/report.md\n")
    #expect(run.errors.contains("bad.pt") && run.errors.split(separator: "\n").count == 1)
    let text = try String(
      contentsOf: folder.appending(path: "reports/check/report.md"), encoding: .utf8)
    #expect(text.contains("**Not read.** bad.pt"))
  }

  @Test func weightsThatAreNotFiniteAreFound() throws {
    try models.model("nan", of: [.nan, .infinity, 0, 0])
    let run = try models.check("nan")
    #expect(run.status == 1 && run.errors == "")
    #expect(run.output.contains("NaN: 1, infinite: 1"))
  }

  @Test func subnormalWeightsAreCounted() throws {
    try models.model("small", of: [.leastNonzeroMagnitude, 0.5, 0, -.leastNonzeroMagnitude])
    let run = try models.check("small")
    #expect(run.status == 0 && run.output.contains("as good as zero: 2"))
  }

  @Test func modelWithoutRecurrenceIsNoError() throws {
    try models.write([("w", [1], [0])], "dense")
    let run = try models.check("dense")
    #expect(run.status == 0 && run.output == "dense  safetensors, no recurrent layer\n")
  }

  @Test(arguments: [
    (["--inputs", "gaussian:x", "rnn"], "gaussian:x"),
    (["--inputs", "missing.npy", "rnn"], "missing.npy"),
    (["--inputs", "zeros", "--steps", "0", "rnn"], "--steps 0"),
    (["--inputs", "zeros", "--layer", "lstm", "rnn"], "net"), (["rnn2"], "rnn2 does not exist"),
    (["--steps", "3", "rnn"], "--inputs or --text"), (["--layer", "net", "rnn"], "--layer"),
    (["--inputs", "zeros", "--vocabulary", "v", "rnn"], "--text"),
    (["--inputs", "zeros", "--text", "rnn", "rnn"], "exclude"),
    (["--text", "rnn", "rnn"], "UTF-8"),
    (["--jobs", "0", "rnn"], "--jobs 0"), (["--map", "U", "rnn"], "--map 'U'"),
    (["--map", "V=rnn", "rnn"], "no tensor is named V"), (["x*"], "x* does not exist"),
    (["--inputs", "zeros", "--initial-state", "rnn", "rnn"], "h_0 and c_0"),
    (["--output", "x", "rnn"], "--format html or markdown"),
    (["--format", "pdf", "rnn"], "'markdown': `diagnose check"),
  ])
  func whatCannotBeDoneIsOneSentence(arguments: [String], says: String) throws {
    let run = try Invocation.diagnose(["check"] + arguments, in: folder)
    #expect(run.status == 2 && run.errors.contains(says))
    #expect(run.errors.split(separator: "\n").count == 1)
  }
}
