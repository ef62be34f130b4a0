import Foundation
import Testing

/// `diagnose train` from the outside: what it leaves, when it is interrupted, when numbers leave Float32.
@Suite struct TrainCommandTests {
  static let quick = "train --task adding --cell lstm --hidden 6 --length 8 --batch 4"
    .split(separator: " ").map(String.init)
  static let left = [
    "best.safetensors", "index.html", "last.safetensors", "metrics.jsonl", "recording.jsonl",
    "report.json",
    "report.md", "state.safetensors",
  ]

  static func writeText(in folder: URL) throws {
    let text = String(repeating: "the cat sat on the mat. ", count: 200)
    try Data(text.utf8).write(to: folder.appending(path: "cat.txt"))
  }

  func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }

  func tops(_ folder: URL) -> [String] { files(in: folder).filter { !$0.contains("/") } }

  @Test(
    "a run leaves report, recording, metrics and weights, and is silent about progress in a pipe")
  func leavesEverything() throws {
    try withFolder { folder in
      let run = try Invocation.diagnose(
        Self.quick + ["--steps", "30", "--output", "out", "--save", "model.safetensors"], in: folder
      )
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.isEmpty, "\(run.errors)")
      #expect(!run.output.contains("\u{1B}"))
      #expect(run.output.hasSuffix("out/index.html\n"), "\(run.output)")
      #expect(tops(folder.appending(path: "out")) == Self.left)
      #expect(tops(folder) == ["model.safetensors"])
      let metrics = try String(
        contentsOf: folder.appending(path: "out/metrics.jsonl"), encoding: .utf8)
      #expect(metrics.split(separator: "\n").count == 30)
    }
  }

  @Test("the same command makes the same bytes")
  func reproducible() throws {
    try withFolder { folder in
      for name in ["a", "b"] {
        _ = try Invocation.diagnose(Self.quick + ["--steps", "20", "--output", name], in: folder)
      }
      for file in ["last.safetensors", "best.safetensors"] {
        let a = try Data(contentsOf: folder.appending(path: "a/\(file)"))
        #expect(try a == Data(contentsOf: folder.appending(path: "b/\(file)")))
        #expect(a.count > 1000)
      }
    }
  }

  /// Runs at the default size, where a product is long enough to be in the middle of.
  static let learned = ["--task adding", "--task copy --cell gru", "--text cat.txt --cell rnn"]

  @Test(
    "Ctrl-C in mid-training ends early with report and weights", arguments: learned, [300, 900])
  func interrupted(learned: String, milliseconds: UInt32) throws {
    try withFolder { folder in
      try Self.writeText(in: folder)
      let out = folder.appending(path: "out")
      let run = try Invocation.diagnose(
        words("train \(learned) --steps 100000000 --output out"), in: folder,
        interruptWhen: { _ in
          // The folder is made just before the first step.
          guard FileManager.default.fileExists(atPath: out.path) else { return false }
          usleep(milliseconds * 1000)
          return true
        })
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("Interrupted after step"), "\(run.output)")
      #expect(tops(out) == Self.left)
    }
  }

  #if os(Linux)
    // A handler's frame on a thread inside oneDNN's sgemm overwrites the heap, once in ten runs.
    @Test("no signal reaches a thread that multiplies matrices", arguments: [1, 2])
    func signalsStayAway(threads: Int) throws {
      try withFolder { folder in
        var unreachable: [Bool] = []
        _ = try Invocation.diagnose(
          words("train --task copy --threads \(threads) --steps 100000000 --output out"),
          in: folder,
          interruptWhen: { process in
            unreachable = Self.unreachable(process.processIdentifier)
            return unreachable.first == true && unreachable.count { $0 } >= threads
          })
        #expect(unreachable.first == true)
        #expect(unreachable.filter { $0 }.count >= threads, "\(unreachable)")
      }
    }

    /// Which threads of a process block SIGINT and SIGTERM; the main thread is the first.
    static func unreachable(_ process: Int32) -> [Bool] {
      let threads = "/proc/\(process)/task"
      let numbers = (try? FileManager.default.contentsOfDirectory(atPath: threads)) ?? []
      let wanted: UInt64 = 1 << (SIGINT - 1) | 1 << (SIGTERM - 1)
      return numbers.compactMap(Int.init).sorted().map { number in
        let status = try? String(contentsOfFile: "\(threads)/\(number)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("SigBlk:") } ?? ""
        let mask = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16)
        return (mask ?? 0) & wanted == wanted
      }
    }
  #endif

  @Test(
    "a run that leaves Float32 stops at that step, names the tensor, keeps its record, and exits with 1"
  )
  func notFinite() throws {
    try withFolder { folder in
      let run = try Invocation.diagnose(
        [
          "train", "--task", "adding", "--cell", "rnn-relu", "--init", "identity:3", "--hidden",
          "8", "--length", "200",
          "--batch", "4", "--clip", "none", "--optimizer", "sgd", "--steps", "50", "--output",
          "out",
        ], in: folder)
      #expect(run.status == 1, "\(run.errors)")
      // 3^200 = 10^95 is beyond Float32's 10^38: the first forward pass overflows.
      #expect(
        run.output.contains("Stopped at step 1: the loss is no longer finite"), "\(run.output)")
      #expect(tops(folder.appending(path: "out")) == Self.left)
      let recording = try String(
        contentsOf: folder.appending(path: "out/recording.jsonl"), encoding: .utf8)
      #expect(recording.contains("\"step\":1"))
    }
  }

  @Test("a run whose loss flies off is called diverged and exits with 1")
  func diverged() throws {
    try withFolder { folder in
      let run = try Invocation.diagnose(
        Self.quick + words("--steps 20 --learning-rate 1e15 --output out"), in: folder)
      #expect(run.status == 1, "\(run.errors)")
      #expect(run.output.contains("diverged over T = 8"), "\(run.output)")
      #expect(tops(folder.appending(path: "out")) == Self.left)
    }
  }

  @Test("a verdict other than healthy on a recording exits with 1", arguments: [(0.5, 1), (1, 0)])
  func findingsInARecording(factor: Double, status: Int32) throws {
    try withFolder { folder in
      let norms = (0..<20).map { String(pow(factor, Double(20 - $0))) }.joined(separator: ",")
      try Data("{\"step\":1,\"dh\":[\(norms)]}\n".utf8)
        .write(to: folder.appending(path: "run.jsonl"))
      let report = try Invocation.diagnose(words("report run.jsonl --output out"), in: folder)
      #expect(report.status == status, "\(report.output)\(report.errors)")
      #expect(report.output.hasPrefix(status == 1 ? "vanishing" : "healthy"))
    }
  }

  @Test("a recording reads back into the same verdicts")
  func reportOfARecording() throws {
    try withFolder { folder in
      let run = try Invocation.diagnose(
        Self.quick + ["--steps", "20", "--output", "out"], in: folder)
      let report = try Invocation.diagnose(
        ["report", "out/recording.jsonl", "--output", "again"], in: folder)
      #expect(report.errors.isEmpty)
      let verdicts = report.output.split(separator: "\n").dropLast()
      #expect(!verdicts.isEmpty)
      for verdict in verdicts { #expect(run.output.contains(verdict)) }
      #expect(tops(folder.appending(path: "again")) == ["index.html", "report.json", "report.md"])
    }
  }

  @Test("a run that goes on from a state gives what an uninterrupted one gives, bit for bit")
  func resumed() throws {
    try withFolder { folder in
      _ = try Invocation.diagnose(Self.quick + ["--steps", "40", "--output", "whole"], in: folder)
      _ = try Invocation.diagnose(Self.quick + ["--steps", "15", "--output", "half"], in: folder)
      let run = try Invocation.diagnose(
        Self.quick + ["--steps", "40", "--output", "rest", "--resume", "half/state.safetensors"],
        in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        try Data(contentsOf: folder.appending(path: "whole/last.safetensors"))
          == Data(contentsOf: folder.appending(path: "rest/last.safetensors")))
    }
  }

  @Test("a state that has made its steps already is not gone on from")
  func nothingLeftToDo() throws {
    try withFolder { folder in
      _ = try Invocation.diagnose(Self.quick + words("--steps 15 --output a"), in: folder)
      let run = try Invocation.diagnose(
        Self.quick + words("--steps 15 --resume a/state.safetensors --output a"), in: folder)
      #expect(run.status == 2 && run.errors.contains("15 steps already"), "\(run.errors)")
      _ = try Invocation.diagnose(
        Self.quick + words("--steps 20 --resume a/state.safetensors --output a"), in: folder)
      for (file, lines) in [("metrics.jsonl", 20), ("recording.jsonl", 22)] {
        let text = try String(contentsOf: folder.appending(path: "a/" + file), encoding: .utf8)
        #expect(text.split(separator: "\n").count == lines, "\(file)")
      }
    }
  }

  @Test("a recording without anything to judge is a question that can't be answered")
  func nothingToJudge() throws {
    try withFolder { folder in
      try Data("{\"step\":1,\"loss\":2}\n".utf8).write(to: folder.appending(path: "run.jsonl"))
      let report = try Invocation.diagnose(words("report run.jsonl --output out"), in: folder)
      #expect(report.status == 2 && report.errors.contains("run.jsonl"), "\(report.errors)")
    }
  }

  @Test("text is trained on, sampled from, and the sample reproduces from its seed")
  func sample() throws {
    try withFolder { folder in
      try Self.writeText(in: folder)
      let run = try Invocation.diagnose(
        [
          "train", "--text", "cat.txt", "--hidden", "16", "--length", "10", "--batch", "4",
          "--steps", "60",
          "--output", "out",
        ], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let arguments = [
        "sample", "out/best.safetensors", "--prompt", "the ", "--count", "40", "--seed", "3",
      ]
      let first = try Invocation.diagnose(arguments, in: folder)
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.output.hasPrefix("the "))
      #expect(first.output.count == 45)
      #expect(try Invocation.diagnose(arguments, in: folder).output == first.output)
      let unknown = try Invocation.diagnose(
        ["sample", "out/best.safetensors", "--prompt", "ü"], in: folder)
      #expect(unknown.status == 2)
    }
  }
}
