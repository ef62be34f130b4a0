import LinearAlgebra
import Reinforcement
import Testing

@testable import Lessons

/// The network's numbers against other ways to find them.
@Suite struct PixelsLessonTests {
  @Test(arguments: [3, 4, 6, 9, 18]) func layersAddUpToTheNetwork(actions: Int) {
    var generator = RandomGenerator(seed: 1)
    let network = QNetwork.mnih2015(actions: actions, using: &generator)
    let layers = PixelsLesson.LayerCount.all(of: network)
    #expect(layers.map(\.parameters).reduce(0, +) == network.parameterCount)
    #expect(layers.map(\.name).last == "actions" && layers.last?.output == [actions])
    // 20 x 20 x 32 kernels of 4 x 8 x 8, and so on.
    let products = [400 * 32 * 256, 81 * 64 * 512, 49 * 64 * 576, 3136 * 512, 512 * actions]
    #expect(layers.map(\.products) == products)
  }

  /// What a unit depends on is what the recursion says, layer by layer.
  @Test(arguments: [0, 1, 2]) func changedRowsAreTheReceptiveField(layer: Int) {
    var generator = RandomGenerator(seed: 7)
    let network = QNetwork.mnih2015(actions: 3, using: &generator)
    let seen = PixelsLesson.seenRows(network, &generator)
    let place = PixelsLesson.middle[layer]
    #expect(seen[layer] == PixelsLesson.receptiveField(layer, place: place))
    #expect(seen[layer].count == [8, 20, 36][layer])
  }

  @Test func numbersAreGroupedInThousands() {
    #expect(
      [0, 999, 1000, 1_685_667, 12_034_005].map(PixelsLesson.grouped) == [
        "0", "999", "1,000", "1,685,667", "12,034,005",
      ])
  }

  /// A tiny run: its looks, its scores and its claim are there.
  @Test func aTrainingRunHasItsFigureAndItsClaim() throws {
    let entry = try LessonCatalog.lesson("pixels")
    let page = try entry.run(overrides: [("steps", "40")], quick: true)
    #expect(page.figures.contains { $0.id == "px-training" })
    #expect(page.claims.contains { $0.id == "px-trained" })
  }
}
