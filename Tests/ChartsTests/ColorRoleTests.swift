import Charts
import Foundation
import Testing

@Suite struct ColorRoleTests {
  /// Relative luminance (WCAG 2.2).
  static func luminance(_ hex: String) -> Double {
    let value = Int(hex.dropFirst(), radix: 16)!
    let channels = [value >> 16, value >> 8 & 255, value & 255].map { channel in
      let share = Double(channel) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  private func contrast(_ first: String, _ second: String) -> Double {
    let values = [Self.luminance(first), Self.luminance(second)].sorted()
    return (values[1] + 0.05) / (values[0] + 0.05)
  }

  @Test(arguments: ColorRole.allCases)
  func textInEveryColourIsLegible(role: ColorRole) throws {
    let paper = try #require(Palette.surfaces.first { $0.name == "--paper" })
    #expect(contrast(role.textColors.light, paper.light) >= 4.5)
    #expect(contrast(role.textColors.dark, paper.dark) >= 4.5)
    #expect(contrast(role.colors.light, paper.light) >= 3)
    #expect(contrast(role.colors.dark, paper.dark) >= 3)
  }

  @Test func dimTextAndLinksAreLegibleOnPaperAndCards() throws {
    for name in ["--ink", "--dim", "--link"] {
      let text = try #require(Palette.surfaces.first { $0.name == name })
      for ground in Palette.surfaces where ["--paper", "--card"].contains(ground.name) {
        #expect(contrast(text.light, ground.light) >= 4.5, "\(name) on \(ground.name)")
        #expect(contrast(text.dark, ground.dark) >= 4.5, "\(name) on \(ground.name)")
      }
    }
  }

  @Test func modelsHaveColoursOfTheirOwn() {
    let models: [ColorRole] = [.rnn, .lstm, .gru, .path, .violet, .ochre, .rose, .slate]
    #expect(Set(models.map(\.colors.light)).count == models.count)
  }

  @Test func sequentialPaletteGrowsBrighter() {
    let luminances = SequentialPalette.colors.map(Self.luminance)
    #expect(zip(luminances, luminances.dropFirst()).allSatisfy { $0 < $1 })
    #expect(SequentialPalette.level(-1) == 0 && SequentialPalette.level(0) == 0)
    #expect(SequentialPalette.level(1) == 31 && SequentialPalette.level(2) == 31)
  }
}
