import Foundation
import Testing

/// `diagnose check` and `diagnose convert` as a user meets them.
@Suite struct CheckCommandTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try model("rnn", of: [0, 1, 0, 0])
  }

  /// A vanilla RNN of two units whose W_hh is given, and whose W_ih is the identity.
  private func model(_ name: String, of weights: [Float], module: String = "net") throws {
    let header =
      #"{"\#(module).weight_hh_l0":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
      + #""\#(module).weight_ih_l0":{"dtype":"F32","shape":[2,2],"data_offsets":[16,32]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    for weight in weights + [1, 0, 0, 1] {
      withUnsafeBytes(of: weight) { bytes.append(contentsOf: $0) }
    }
    try bytes.write(to: folder.appending(path: name))
  }

  private func check(_ arguments: String...) throws -> Invocation {
    try Invocation.diagnose(["check"] + arguments, in: folder)
  }

  private func layer(_ run: Invocation) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let artifact = try #require((object?["artifacts"] as? [[String: Any]])?.first)
    return try #require((artifact["layers"] as? [[String: Any]])?.first)
  }

  /// [[0, 1], [0, 0]]: sigma 1 and 0, rho 0, as far from normal as a matrix can be.
  @Test func defectiveMatrixHasNoRadiusToThreeDigits() throws {
    let run = try check("--format", "json", "rnn")
    #expect(run.status == 0 && run.errors == "")
    let layer = try layer(run)
    #expect(layer["cell"] as? String == "rnn-tanh" && layer["confidence"] as? String == "likely")
    let matrix = try #require((layer["matrices"] as? [[String: Any]])?.first)
    #expect(matrix["tensor"] as? String == "net.weight_hh_l0" && matrix["gate"] as? String == "h")
    #expect(matrix["spectralNorm"] as? Double == 1 && matrix["spectralRadius"] as? Double == 0)
    #expect(matrix["henriciDeparture"] as? Double == 1 && matrix["stableRank"] as? Double == 1)
    #expect(matrix["conditionNumber"] is NSNull && matrix["reason"] as? String != nil)
    #expect(layer["trace"] is NSNull)
  }

  /// W = diag(0.5, 0.25) at zero: J = W, so transport and exponents are known.
  @Test func traceOnZerosIsThatOfTheMatrix() throws {
    try model("diagonal", of: [0.5, 0, 0, 0.25])
    let run = try check("--format", "json", "--inputs", "zeros", "--steps", "3", "diagonal")
    let trace = try #require(try layer(run)["trace"] as? [String: Any])
    #expect(trace["input"] as? String == "zero input")
    let norms = try #require(trace["jacobianSpectralNorm"] as? [Double])
    #expect(norms.count == 3 && norms.allSatisfy { abs($0 - 0.5) < 1e-12 })
    let transport = try #require(trace["transport"] as? [Double])
    #expect(zip(transport, [0.125, 0.25, 0.5, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
    let exponents = try #require(trace["lyapunovExponents"] as? [Double])
    #expect(abs(exponents[0] - log(0.5)) < 1e-12 && abs(exponents[1] - log(0.25)) < 1e-12)
    #expect(trace["finalState"] as? [Double] == [0, 0])
  }

  private func write(_ text: String, _ name: String) throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }

  private func trace(_ arguments: [String]) throws -> [String: Any] {
    let run = try Invocation.diagnose(["check", "--format", "json"] + arguments, in: folder)
    return try #require(try layer(run)["trace"] as? [String: Any])
  }

  /// tanh(W h) with W = diag(0.5, 0.25) and x = 0: one step from a state that is given.
  @Test func replayBeginsWhereItIsTold() throws {
    try model("diagonal", of: [0.5, 0, 0, 0.25])
    try write("[1, -1]", "state.json")
    let trace = try trace([
      "--inputs", "zeros", "--steps", "1", "--initial-state", "state.json", "diagonal",
    ])
    let state = try #require(trace["finalState"] as? [Double])
    #expect(abs(state[0] - tanh(0.5)) < 1e-15 && abs(state[1] + tanh(0.25)) < 1e-15)
  }

  @Test(arguments: ["net", "net.weight_hh_l0"]) func layersAreAskedForByName(name: String) throws {
    let trace = try trace(["--inputs", "zeros", "--steps", "2", "--layer", name, "rnn"])
    #expect(trace["finalState"] as? [Double] == [0, 0])
  }

  /// With two sequences every member but the name has one more axis.
  @Test func batchHasAnEntryForEachSequence() throws {
    try write("[[[1, 0], [0, 0]], [[0, 1], [0, 0]], [[0, 0], [0, 0]]]", "x.json")
    try write("[[0, 0], [1, 1]]", "state.json")
    let trace = try trace(["--inputs", "x.json", "--initial-state", "state.json", "rnn"])
    #expect(trace["input"] as? String == "x.json")
    #expect((trace["finalState"] as? [[Double]])?.count == 2)
    #expect((trace["transport"] as? [[Double]])?.map(\.count) == [4, 4])
    #expect(((trace["gates"] as? [Any])?.count) == 2)
    let run = try check("--inputs", "x.json", "rnn")
    #expect(run.output.contains("on x.json, 2 sequences of 3 steps:"))
  }

  /// Rows of the embedding are what the layer sees: the token of number 1 is (0.5, -0.5).
  @Test func textGoesThroughTheEmbedding() throws {
    let header =
      #"{"net.weight_hh_l0":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
      + #""net.weight_ih_l0":{"dtype":"F32","shape":[2,2],"data_offsets":[16,32]},"#
      + #""net.embed":{"dtype":"F32","shape":[2,2],"data_offsets":[32,48]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    let weights: [Float] = [0, 0, 0, 0, 1, 0, 0, 1, 9, 9, 0.5, -0.5]
    for weight in weights { withUnsafeBytes(of: weight) { bytes.append(contentsOf: $0) } }
    try bytes.write(to: folder.appending(path: "words"))
    try write("a\nb\n", "vocabulary.txt")
    try write("axb", "text.txt")
    let trace = try trace(["--text", "text.txt", "--vocabulary", "vocabulary.txt", "words"])
    #expect(
      trace["input"] as? String
        == "text.txt (2 characters, without 1 that the vocabulary lacks) through net.embed")
    let state = try #require(trace["finalState"] as? [Double])
    #expect(abs(state[0] - tanh(0.5)) < 1e-15 && abs(state[1] + tanh(0.5)) < 1e-15)
  }

  @Test func whatIsNotReplayedSaysWhy() throws {
    try write("[[1, 2, 3]]", "x.json")
    let run = try check("--inputs", "x.json", "rnn")
    #expect(run.status == 2 && run.errors.contains("no layer was replayed: it takes 2 numbers"))
    #expect(run.output.contains("not replayed: it takes 2 numbers a step, the input has 3"))
    try model("nan", of: [.nan, 0, 0, 0])
    let broken = try check("--inputs", "zeros", "nan")
    #expect(broken.status == 1 && broken.output.contains("nothing was decomposed"))
  }

  /// In order, whatever is done at the same time; one that fails doesn't hide the others.
  @Test(arguments: ["1", "3"]) func patternsAndFoldersAreWalked(jobs: String) throws {
    for k in 1...9 { try model("m\(k)", of: [0, Float(k), 0, 0]) }
    try write("nothing", "m5")  // no model
    let run = try check("--jobs", jobs, "m*")
    #expect(run.status == 2 && run.errors.split(separator: "\n").count == 1)
    let files = run.output.split(separator: "\n").filter { $0.hasPrefix("m") }.map { $0.prefix(2) }
    #expect(files == ["m1", "m2", "m3", "m4", "m6", "m7", "m8", "m9"])
  }

  /// Whatever the format, what failed is a sentence; a bad state leaves the weights to be measured.
  @Test func failuresAreSentencesInEveryFormat() throws {
    try write("nothing", "broken")
    try write("[1, 2, 3]", "state.json")
    let run = try check("--format", "json", "broken", "rnn")
    #expect(run.status == 2 && run.errors.split(separator: "\n").count == 1)
    let bad = try check(
      "--format", "json", "--inputs", "zeros", "--initial-state", "state.json", "rnn")
    #expect(bad.status == 2 && bad.errors.contains("[layers 1, sequences 1, numbers 2]"))
    let layer = try layer(bad)
    #expect(layer["trace"] is NSNull && (layer["traceReason"] as? String)?.isEmpty == false)
    #expect((layer["matrices"] as? [Any])?.count == 1)
  }

  /// A layer of one model among several: the others are measured and not replayed.
  @Test func layerMayBeOfOneModelAmongSeveral() throws {
    try model("other", of: [0, 0, 0, 0], module: "cell")
    let run = try check("--inputs", "zeros", "--steps", "2", "--layer", "cell", "rnn", "other")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.components(separatedBy: "largest Lyapunov exponent").count == 2)
    #expect(run.output.components(separatedBy: "sigma max").count == 3)
  }

  @Test func layerThatMissesItsInputWeightsIsNamed() throws {
    let header = #"{"a.weight_hh_l0":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    bytes.append(Data(count: 16))
    try bytes.write(to: folder.appending(path: "half"))
    let run = try check("half")
    #expect(run.output.contains("not a layer: a.weight_hh_l0 (there is no matrix weight_ih_l0"))
  }

  /// Nothing is half done, so that a replay of minutes ends at once.
  @Test func interruptedReplayEndsAtOnce() throws {
    var weights = (0..<64 * 64).map { _ in Float(0) }
    for k in 0..<64 { weights[65 * k] = 0.9 }
    try square("long", 64, weights)
    let start = Date()
    let run = try Invocation.diagnose(
      ["check", "--inputs", "gaussian:1", "--steps", "100000", "long"], in: folder,
      interruptWhen: { _ in Date().timeIntervalSince(start) > 1 })
    #expect(run.status == 2 && run.errors.contains("stopped; not every file was read"))
    #expect(run.output == "")
  }

  /// A vanilla RNN of H units with W_ih the same matrix.
  private func square(_ name: String, _ H: Int, _ weights: [Float]) throws {
    let size = 4 * H * H
    let header =
      #"{"net.weight_hh_l0":{"dtype":"F32","shape":[\#(H),\#(H)],"data_offsets":[0,\#(size)]},"#
      + #""net.weight_ih_l0":{"dtype":"F32","shape":[\#(H),\#(H)],"data_offsets":[\#(size),\#(2 * size)]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    for weight in weights + weights { withUnsafeBytes(of: weight) { bytes.append(contentsOf: $0) } }
    try bytes.write(to: folder.appending(path: name))
  }

  @Test func oddTensorsCanBeNamed() throws {
    let header = #"{"U":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    for weight: Float in [0, 1, 0, 0] {
      withUnsafeBytes(of: weight) { bytes.append(contentsOf: $0) }
    }
    try bytes.write(to: folder.appending(path: "odd"))
    #expect(try check("odd").output.contains("no recurrent layer"))
    let layer = try layer(try check("--format", "json", "--map", "U=rnn-relu", "odd"))
    #expect(layer["cell"] as? String == "rnn-relu" && layer["recognisedBy"] as? String == "map")
  }

  /// Both formats write the whole folder, and print the path of their own file alone.
  @Test(arguments: [("html", "index.html"), ("markdown", "report.md")])
  func reportIsWrittenAndItsPathPrinted(format: String, file: String) throws {
    let run = try check(
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
    let run = try check("--format", "markdown", "bad.pt", "rnn")
    #expect(run.status == 2 && run.output == "reports/check/report.md\n")
    #expect(run.errors.contains("bad.pt") && run.errors.split(separator: "\n").count == 1)
    let text = try String(
      contentsOf: folder.appending(path: "reports/check/report.md"), encoding: .utf8)
    #expect(text.contains("**Not read.** bad.pt"))
  }

  @Test func weightsThatAreNotFiniteAreFound() throws {
    try model("nan", of: [.nan, .infinity, 0, 0])
    let run = try check("nan")
    #expect(run.status == 1 && run.errors == "")
    #expect(run.output.contains("NaN: 1, infinite: 1"))
  }

  @Test func subnormalWeightsAreCounted() throws {
    try model("small", of: [.leastNonzeroMagnitude, 0.5, 0, -.leastNonzeroMagnitude])
    let run = try check("small")
    #expect(run.status == 0 && run.output.contains("as good as zero: 2"))
  }

  @Test func modelWithoutRecurrenceIsNoError() throws {
    let header = #"{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    bytes.append(contentsOf: header.utf8)
    bytes.append(Data(count: 4))
    try bytes.write(to: folder.appending(path: "dense"))
    let run = try check("dense")
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

  /// What is converted is found again, number for number.
  @Test func convertedLayersAreTheSame() throws {
    let run = try Invocation.diagnose(["convert", "rnn", "out.safetensors"], in: folder)
    #expect(run.status == 0 && run.output.contains("F32 [2, 2] net.weight_hh_l0"))
    #expect(!run.output.contains("nonlinearity"))  // which the file didn't say
    let (before, after) = (
      try check("--format", "json", "rnn"), try check("--format", "json", "out.safetensors")
    )
    #expect(
      try #require(try layer(before)["matrices"] as? NSArray)
        == #require(try layer(after)["matrices"] as? NSArray))
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
