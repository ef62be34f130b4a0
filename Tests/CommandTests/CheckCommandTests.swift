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
  private func model(_ name: String, of weights: [Float]) throws {
    let header =
      #"{"net.weight_hh_l0":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
      + #""net.weight_ih_l0":{"dtype":"F32","shape":[2,2],"data_offsets":[16,32]}}"#
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

  @Test func weightsThatAreNotFiniteAreFound() throws {
    try model("nan", of: [.nan, .infinity, 0, 0])
    let run = try check("nan")
    #expect(run.status == 1 && run.errors == "")
    #expect(run.output.contains("NaN: 1, infinite: 1"))
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
    let (before, after) = (
      try check("--format", "json", "rnn"), try check("--format", "json", "out.safetensors")
    )
    #expect(
      try #require(try layer(before)["matrices"] as? NSArray)
        == #require(try layer(after)["matrices"] as? NSArray))
    let none = try Invocation.diagnose(["convert", "missing", "out"], in: folder)
    #expect(none.status == 2 && none.errors.contains("missing does not exist"))
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
