import Foundation
import LinearAlgebra
import Reinforcement
import Report

extension PixelsLesson {
  static func claims(_ m: Measurements) -> [Claim] {
    pathClaims(m) + networkClaims(m) + [lossClaim(m)] + playClaims(m)
      + (m.training.map { [trainingClaim($0, m)] } ?? [])
  }

  private static func pathClaims(_ m: Measurements) -> [Claim] {
    let shape = [PixelEnvironment.stackedFrames, PixelEnvironment.side, PixelEnvironment.side]
    let capacity = 100_000
    let bytes = ReplayMemory<UInt8>.bytes(capacity, shape, PixelEnvironment.stackedFrames)
    let (before, after) = (brightness(m.stages.cropped), brightness(m.stages.small))
    return [
      Claim(
        id: "px-mean", "Scaling to 84 x 84 keeps the picture's mean brightness.",
        measured: after - before, expected: -0.5...0.5, unit: "of 255", strength: .closedForm,
        detail: """
          Each new pixel is the mean of the area that it covers, so the mean of all stays, here \(before, digits: 4); what is left is rounding, at most half a grey level.
          """, figureID: "px-path"),
      Claim(
        id: "px-memory",
        "A transition of two stacks of four pictures is kept in the room of about one picture.",
        measured: Double(bytes) / Double(capacity * 84 * 84), expected: 1.1...1.15,
        unit: "pictures", strength: .closedForm,
        detail: """
          Bytes of a replay memory for \(capacity) transitions over that many pictures of 7,056. Each picture is stored once and stacks are put together when they are drawn: \
          9/8 for short episodes, and a few bytes for action and reward. Stored as they are, it would be eight.
          """, figureID: "px-stack"),
    ]
  }

  private static func networkClaims(_ m: Measurements) -> [Claim] {
    let total = m.layers.reduce(0) { $0 + $1.parameters }
    let widest = receptiveField(2, place: middle[2])
    return [
      Claim(
        id: "px-count", "The network has the number of weights that its layers say.",
        measured: Double(total), expected: .around(1_685_667, 0.5), unit: "weights and biases",
        strength: .closedForm,
        detail: #"""
          On paper 8,224, 32,832 and 36,928 in the convolutions, 1,606,144 in the layer of 512 units, 1,539 for three actions. With \#
          four actions, as in many Atari games, it is 1,686,180.
          """#, figureID: "px-where"),
      Claim(
        id: "px-dense", "Nearly all of them sit behind the convolutions, in one layer.",
        measured: Double(m.layers[3].parameters) / Double(total), expected: 0.95...0.956,
        unit: "of all", strength: .closedForm,
        detail:
          "512 x 3,137 of 1,685,667. A kernel's weights serve every place of a picture; this layer's serve one.",
        figureID: "px-where"),
      Claim(
        id: "px-work", "Most of the multiplications happen in the convolutions.",
        measured: Double(m.layers.prefix(3).reduce(0) { $0 + $1.products })
          / Double(m.layers.reduce(0) { $0 + $1.products }), expected: 0.82...0.835,
        unit: "of all", strength: .closedForm,
        detail: """
          A pass of one state: 3.28, 2.65 and 1.81 million multiplications in the convolutions, 1.61 million in the layer of 512 units.
          """, figureID: "px-where"),
      Claim(
        id: "px-field", "A unit of the last convolution sees 36 of the 84 rows.",
        measured: Double(m.seenRows[2].count), expected: 36...36, unit: "rows",
        strength: .closedForm,
        detail: #"""
          Found by changing one row of pixels at a time and looking at what the unit in the middle does: rows \#(m.seenRows[2].lowerBound) to \#
          \#(m.seenRows[2].upperBound - 1). On paper $8 + 3 \cdot 4 + 2 \cdot 8$, rows \#(widest.lowerBound) to \#(widest.upperBound - 1).
          """#, figureID: "px-field"),
    ]
  }

  private static func lossClaim(_ m: Measurements) -> Claim {
    Claim(
      id: "px-loss", "The losses are the mean of Huber's, done again by hand.",
      measured: m.updates.lossError, expected: 0...1e-5, strength: .closedForm,
      detail: """
        The largest difference over \(m.updates.losses.count) updates, from the errors of each transition; single precision.
        """, figureID: "px-updates")
  }

  private static func playClaims(_ m: Measurements) -> [Claim] {
    [
      Claim(
        id: "px-perfect", "A player who knows where the ball comes down catches all thirty.",
        measured: m.perfect.min()!, expected: 30...30, unit: "balls", strength: .closedForm,
        detail: """
          An episode is 270 actions of 4 frames, a ball takes 36. The paddle reaches every place in time.
          """, figureID: "px-path"),
      Claim(
        id: "px-random", "Random play catches few, and the first miss ends it.",
        measured: mean(m.random), expected: 0.1...0.4, unit: "balls", strength: .measurement,
        detail: """
          The mean of \(m.random.count) episodes. Twenty seeds met 0.18 to 0.28 over 300; 4.5 standard errors beyond.
          """, figureID: "px-path"),
    ]
  }

  private static func trainingClaim(_ run: Training, _ m: Measurements) -> Claim {
    Claim(
      id: "px-trained", "Trained, the network catches at least three times as many as random play.",
      measured: mean(run.kept) / mean(m.random), expected: 3...30 / mean(m.random),
      unit: "times random play", strength: .measurement,
      detail: """
        The kept network (step \(run.keptStep)) over 30 fresh episodes. Thirty balls are all there are.
        """, figureID: "px-training")
  }

  static func brightness(_ image: GrayImage) -> Double { mean(image.pixels.map(Double.init)) }
}
