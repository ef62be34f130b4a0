import ArgumentParser

@main
struct Diagnose: ParsableCommand {
  func run() { print("not yet") }
}
