import LinearAlgebra
import Recurrent
import Testing

@testable import Recognition

/// Layers that an input isn't meant for are not run on it.
@Suite struct StackReplayTests {
  private func layer(_ number: Int) -> RecurrentLayer {
    let weights = GatedMatrix(Matrix(rows: [[0.5, 0], [0, 0.25]]), tensors: ["w"])
    return RecurrentLayer(
      name: "rnn", equations: CellEquations(.rnn), layer: number,
      recognition: Recognition(evidence: .name, confidence: .certain, remarks: []),
      inputWeights: weights, recurrentWeights: weights)
  }

  private func replay(_ layers: [RecurrentLayer], isTheirs: Bool = false) -> StackReplay {
    StackReplay(
      layers, stack: Array(layers.indices), inputs: Matrix(zeros: 3, 2), isTheirs: isTheirs)
  }

  @Test func layersAboveAGapAreNotRun() {
    let gap = replay([layer(0), layer(2)])
    #expect(gap.replays[0] != nil && gap.replays[1] == nil)
    #expect(gap.reasons[1] == "the layer below it wasn't recognised")
    let headless = replay([layer(1), layer(2)])
    #expect(headless.replays.isEmpty && headless.reasons.count == 2)
  }

  /// Who asks for a layer by name means the input for it; a gap stays one.
  @Test func inputMayBeMeantForTheFirstOfAStack() {
    #expect(replay([layer(1), layer(2)], isTheirs: true).replays.count == 2)
    #expect(replay([layer(1), layer(3)], isTheirs: true).replays.count == 1)
    var above = layer(0)
    above.isDownstream = true
    #expect(replay([above]).reasons[0]?.hasPrefix("it sees another layer's states") == true)
    #expect(replay([above], isTheirs: true).replays.count == 1)
  }

  /// More than a gigabyte of states isn't begun.
  @Test func replayIsBounded() {
    let steps = StackReplay.mostNumbers / 16 + 1
    let replay = StackReplay([layer(0)], stack: [0], inputs: Matrix(zeros: steps, 2))
    #expect(replay.reasons[0]?.contains("more than a replay holds") == true)
  }

  @Test func equationsThatAreNotReadAreNotRun() {
    var clipped = layer(0)
    clipped.equations.unread = "the model clips"
    #expect(replay([clipped]).reasons[0] == "the model clips, which isn't replayed")
    #expect(throws: (any Error).self) { try TorchExport.tensors([clipped]) }
  }
}
