import Foundation
import Testing

/// Whatever is wrong with the input: one sentence on standard error, exit code 2, nothing written.
@Suite struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    /// Words that the sentence must have.
    let says: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ line: String, says: String...) {
      arguments = line.split(separator: " ").map(String.init)
      self.says = says
    }
  }

  static let cases = [
    Case("train --text missing.txt", says: "missing.txt"),
    Case("train --text empty.txt", says: "empty.txt", "empty"),
    Case("train --text latin1.txt", says: "latin1.txt", "UTF-8", "byte 3"),
    Case("train --text short.txt", says: "short.txt", "characters"),
    Case("train --text .", says: "folder"),
    Case("train", says: "--text", "--task"),
    Case("train --task adding --text short.txt", says: "exclude"),
    Case("train --task ading", says: "ading", "adding"),
    Case("train --task adding --hidden 0", says: "hidden", "0"),
    Case("train --task adding --length 0", says: "length", "0"),
    Case("train --task adding --batch 0", says: "batch", "0"),
    Case("train --task adding --steps 0", says: "steps", "0"),
    Case("train --task adding --hidden 99999999999", says: "hidden", "99999999999"),
    Case("train --task adding --length 1000000000", says: "memory"),
    Case("train --task first-token --length 1000000000", says: "memory"),
    Case("train --task adding --batch 1000000", says: "memory"),
    Case("train --task adding --layers 100000000", says: "layers"),
    Case("train --task adding --steps -1", says: "steps", "-1"),
    Case("train --task adding --learning-rate -0.1", says: "learning rate", "-0.1"),
    Case("train --task adding extra", says: "extra", "diagnose train --help"),
    Case("train --task adding --seed 99999999999999999999", says: "--seed", "--help"),
    Case("sample weights --temperature -1", says: "--temperature", "-1"),
    Case("train --task adding --learning-rate nan", says: "learning rate", "nan"),
    Case("train --task adding --learning-rate fast", says: "fast"),
    Case("train --task adding --clip norm:nan", says: "clipping", "norm:nan"),
    Case("train --task adding --clip norm", says: "clipping"),
    Case("train --task adding --truncate 5:9", says: "truncation"),
    Case("train --task adding --cell lstn", says: "lstn", "lstm"),
    Case("train --task adding --init orthogonal:-1", says: "orthogonal:-1"),
    Case("train --task adding --optimizer sgdd", says: "sgdd"),
    Case("train --task adding --dropout 1", says: "dropout"),
    Case("train --task adding --output short.txt", says: "short.txt", "--output"),
    Case("train --task adding --resume missing.safetensors", says: "missing.safetensors"),
    Case("train --task adding --resume short.txt", says: "short.txt"),
    Case("dqn --env atari", says: "atari", "cartpole", "probe-5"),
    Case("dqn --gamma 1.5", says: "gamma", "1.5"),
    Case("dqn --buffer 10 --batch 64", says: "buffer", "10", "64"),
    Case("dqn --buffer 1000000000000", says: "buffer", "memory"),
    Case("dqn --epsilon 1:0", says: "epsilon", "FIRST:LAST:FRACTION"),
    Case("dqn --epsilon 2:0:0.5", says: "epsilon", "2.0"),
    Case("dqn --tau 0.1 --target-every 5", says: "--tau", "exclude"),
    Case("dqn --tau 0", says: "tau"),
    Case("dqn --hidden 12-x", says: "hidden", "12-x"),
    Case("dqn --sabotage everything", says: "sabotage", "wrong-action"),
    Case("dqn --start 50000", says: "start", "50000"),
    Case("dqn --loss l1", says: "l1", "huber"),
    Case("dqn --steps 0", says: "steps"),
    Case("run", says: "diagnose list"),
    Case("run vanishing-gradientt", says: "vanishing-gradientt", "vanishing-gradient?"),
    Case("run vanishing-gradient --lenght 5", says: "--lenght", "--length"),
    Case("run vanishing-gradient --length five", says: "five"),
    Case("run vanishing-gradient --length", says: "--length"),
    Case("report missing.jsonl", says: "missing.jsonl"),
    Case("report short.txt", says: "short.txt", "line 1"),
    Case("train --task adding --cell gru --forget-bias 1", says: "forget bias", "gru"),
    Case("train --task adding --forget-bias 1e40", says: "forget bias"),
    Case("train --task adding --save nowhere/m.safetensors --output .", says: "nowhere"),
    Case("train --text /dev/zero", says: "/dev/zero"),
    Case("run vanishing-gradient --output short.txt", says: "short.txt"),
    Case("report empty.txt", says: "empty.txt"),
    Case("sample missing.safetensors", says: "missing.safetensors"),
    Case("sample short.txt", says: "short.txt"),
    Case("frobnicate", says: "frobnicate", "diagnose --help"),
    Case("--frobnicate", says: "--frobnicate"),
  ]

  @Test("bad input is one sentence, exit code 2, nothing written", arguments: cases)
  func oneSentence(test: Case) throws {
    try withFolder { folder in
      try Data().write(to: folder.appending(path: "empty.txt"))
      try Data([0x61, 0x62, 0x63, 0xE9, 0x64]).write(to: folder.appending(path: "latin1.txt"))
      try Data("too short\n".utf8).write(to: folder.appending(path: "short.txt"))
      let before = files(in: folder)
      let run = try Invocation.diagnose(test.arguments, in: folder)
      #expect(run.status == 2)
      #expect(run.output.isEmpty, "\(run.output)")
      #expect(run.errors.hasPrefix("diagnose: "), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      for word in test.says { #expect(run.errors.contains(word), "\(run.errors)") }
      #expect(files(in: folder) == before)
    }
  }
}
