import Foundation
import LinearAlgebra
import Recognition
import Recurrent
import Testing

@testable import ModelReport

@Suite struct CriterionWordsTests {
  private func words(_ kind: CellKind, scale: Double) throws -> CriterionWords {
    let layer = SmallLayers.layer(kind, scale: scale)
    return CriterionWords(NumberedLayer(try SmallLayers.checked(layer), 1, in: 1))
  }

  /// Only a vanilla RNN whose sigma_max is below 1 is proved anything of.
  @Test(arguments: CellKind.allCases, [0.5, 1.5])
  func onlyVanishingOfAVanillaRNNIsProved(kind: CellKind, scale: Double) throws {
    let words = try words(kind, scale: scale)
    let isProof = (kind == .rnn || kind == .rnnRelu) && scale < 1
    #expect(words.proved == (isProof ? "vanishing" : "nothing"))
    #expect(words.sentence.plain.contains("proved for every input") == isProof)
  }

  @Test func aboveOneIsNecessaryAndNotSufficient() throws {
    let words = try words(.rnn, scale: 1.5)
    #expect(words.sentence.plain.contains("necessary condition"))
    #expect(words.possible.contains("vanishing") && words.possible.contains("exploding"))
  }

  /// The slope of a sigmoid is at most 1/4: with sigma_max = 1.5 a step keeps at most 0.375.
  @Test func sigmoidVanishesBelowFour() throws {
    var layer = SmallLayers.layer(.rnn, scale: 1.5)
    layer.equations.stateActivation = .sigmoid
    let words = CriterionWords(NumberedLayer(try SmallLayers.checked(layer), 1, in: 1))
    #expect(words.proved == "vanishing" && words.sentence.plain.contains("at most 0.25"))
  }

  /// Without W_hh a gate at most 1 is all there is, unless a peephole lets the cell see itself.
  @Test func zeroMatrixCannotExplodeWithoutPeepholes() throws {
    var layer = SmallLayers.layer(.lstm)
    layer.recurrentWeights.matrix = .init(zeros: 4 * layer.hiddenSize, layer.hiddenSize)
    func proved() throws -> String {
      CriterionWords(NumberedLayer(try SmallLayers.checked(layer), 1, in: 1)).proved
    }
    #expect(try proved() == "no explosion")
    let some = Array(repeating: 9.0, count: layer.hiddenSize)
    layer.peepholes = Peepholes(input: some, forget: some, output: some)
    #expect(try proved() == "nothing")
  }

  @Test func exactlyOneProvesNothing() throws {
    #expect(try words(.rnn, scale: 1).proved == "nothing")
  }

  @Test func weightsThatAreNotFiniteWereNotExamined() throws {
    var layer = SmallLayers.layer(.rnn)
    layer.recurrentWeights.matrix = .init(rows: [[.nan, 0], [0, 0.1]])
    let words = CriterionWords(NumberedLayer(try SmallLayers.checked(layer), 1, in: 1))
    #expect(words.possible == "not examined" && words.proved == "nothing")
  }
}
