import ArgumentParser

/// The command: arguments in, exit code out.
@main
struct Diagnose: ParsableCommand {
  /// The version of the program, as reports name it.
  static let version = "0.1.0"

  /// The command as it would be typed again.
  static var invocation: String {
    let words = CommandLine.arguments.dropFirst()
    return "diagnose " + words.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
  }

  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract:
      "Shows why gradients explode or vanish in recurrent networks, and proves it with numbers.",
    discussion: """
      Without a subcommand it runs every lesson and writes the report.

      Exit codes: 0 every claim held and nothing was found; 1 a claim failed, a recording isn't healthy, training \
      diverged, or a model has weights that aren't finite; 2 the question could not be answered.
      """,
    version: version,
    subcommands: [
      TourCommand.self, ListCommand.self, RunCommand.self, TrainCommand.self,
      SampleCommand.self, ReportCommand.self, DQNCommand.self, TensorsCommand.self,
      CheckCommand.self, ConvertCommand.self,
    ],
    defaultSubcommand: TourCommand.self)

  /// Runs the command; every failure is one sentence on standard error and exit code 2.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
      try Outcome.checkOutput()
    } catch let exit as Outcome {
      exit.leave()
    } catch  where exitCode(for: error).isSuccess {
      print(message(for: error))
    } catch {
      Outcome.unanswered(sentence(for: error)).leave()
    }
  }

  /// What an error says; what the argument parser says comes without its usage block, and with what to do.
  private static func sentence(for error: any Error) -> String {
    guard String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") else {
      return "\(error)"
    }
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    let command = CommandLine.arguments.dropFirst().first { names.contains($0) }
    let manual = ["diagnose", command, "--help"].compactMap { $0 }.joined(separator: " ")
    let message = message(for: error)
    let clause = message.hasSuffix(".") ? String(message.dropLast()) : message
    return "\(clause): `\(manual)` shows what can be said"
  }
}
