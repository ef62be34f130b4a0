import Foundation
import Training

/// Runs a trainer with a line of progress, and ends it early on Ctrl-C.
struct TrainingProgress {
  let trainer: Trainer<Float>

  init(_ trainer: Trainer<Float>) { self.trainer = trainer }

  func run() -> RecordingEnd {
    let interruption = Interrupt.listen()
    let terminal = Terminal.current
    let (start, begun) = (Date(), trainer.step)
    var validation: Double?
    defer { terminal.endProgress() }
    return trainer.run(interruption: interruption) { metrics in
      validation = metrics.validation ?? validation
      guard terminal.showsProgress, metrics.step % 5 == 0 else { return }
      let left = trainer.settings.steps - metrics.step
      let pace = Date().timeIntervalSince(start) / Double(metrics.step - begun)
      terminal.progress(
        "step \(metrics.step) of \(trainer.settings.steps), loss \(text(metrics.loss))"
          + (validation.map { ", unseen \(text($0))" } ?? "")
          + ", \(Self.clock(seconds: pace * Double(left))) left")
    }
  }

  private func text(_ loss: Double) -> String { String(format: "%.4f", loss) }

  private static func clock(seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return String(format: "%d:%02d", whole / 60, whole % 60)
  }
}
