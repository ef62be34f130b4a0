import Foundation
import Testing

/// `diagnose dqn` from the outside: what it leaves, the same twice, when it is interrupted.
@Suite struct DQNCommandTests {
  static let left = [
    "bellman.jsonl", "best.safetensors", "index.html", "last.safetensors", "metrics.jsonl",
    "report.json", "report.md", "summary.json",
  ]

  func dqn(
    _ line: String, in folder: URL, interruptWhen: ((Process) -> Bool)? = nil
  ) throws -> Invocation {
    let words = line.split(separator: " ").map(String.init)
    return try Invocation.diagnose(["dqn"] + words, in: folder, interruptWhen: interruptWhen)
  }

  func tops(_ folder: URL) -> [String] { files(in: folder).filter { !$0.contains("/") } }

  @Test("a run leaves report, metrics and weights, the same bytes twice")
  func leavesEverything() throws {
    try withFolder { folder in
      let line = "--env probe-5 --steps 400 --evaluate-every 200 --save best --test-episodes 5"
      for name in ["a", "b"] {
        let run = try dqn(line + " --output \(name)", in: folder)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.hasSuffix("\(name)/index.html\n"), "\(run.output)")
        #expect(tops(folder.appending(path: name)) == Self.left)
      }
      for file in Self.left where file.hasSuffix("safetensors") || file.hasSuffix("jsonl") {
        let bytes = try ["a/", "b/"].map {
          let bytes = try Data(contentsOf: folder.appending(path: $0 + file))
          // The header of the monitor's recording names the command, and with it the folder.
          return file == "bellman.jsonl" ? Data(bytes.drop { $0 != UInt8(ascii: "\n") }) : bytes
        }
        #expect(bytes[0] == bytes[1] && bytes[0].count > 1000, "\(file)")
      }
      let saved = try Data(contentsOf: folder.appending(path: "best"))
      #expect(try saved == Data(contentsOf: folder.appending(path: "a/best.safetensors")))
    }
  }

  @Test("report judges the recording that a run leaves: an honest run passes, a fault fails")
  func recordingIsJudged() throws {
    try withFolder { folder in
      for (sabotage, status) in [("", Int32(0)), (" --sabotage no-terminal-mask", 1)] {
        let line = "--env probe-2 --test-episodes 5 --output run" + sabotage
        let run = try dqn(line, in: folder)
        let report = try Invocation.diagnose(
          ["report", "run/bellman.jsonl", "--output", "judged"], in: folder)
        #expect(run.status == status && report.status == status, "\(run.output)\(report.output)")
        let judged = report.output.split(separator: "\n").dropLast()
        #expect(judged.allSatisfy { run.output.contains($0) } && !judged.isEmpty)
        #expect(report.output.contains("bootstraps-through-terminal") == (status == 1))
        #expect(report.output.hasSuffix("judged/index.html\n"))
      }
    }
  }

  @Test("Ctrl-C ends early with everything written")
  func interrupted() throws {
    try withFolder { folder in
      let out = folder.appending(path: "out")
      let run = try dqn(
        "--env cartpole --steps 100000000 --test-episodes 2 --output out", in: folder,
        interruptWhen: { _ in
          guard FileManager.default.fileExists(atPath: out.path) else { return false }
          usleep(500_000)
          return true
        })
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("Interrupted after step"), "\(run.output)")
      #expect(tops(out) == Self.left)
    }
  }
}
