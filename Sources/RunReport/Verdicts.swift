import FlowAnalysis
import Training

extension Verdict {
  /// Verdicts on a recording.
  static func onRecording(_ recording: Recording) -> [Verdict] { [] }
}
