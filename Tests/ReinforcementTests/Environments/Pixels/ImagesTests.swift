import LinearAlgebra
import Reinforcement
import Testing

@Suite struct ImagesTests {
  static let colors: [(RGBImage.Color, UInt8)] = [
    (RGBImage.Color(255, 255, 255), 255), (RGBImage.Color(255, 0, 0), 76),
    (RGBImage.Color(0, 255, 0), 150), (RGBImage.Color(0, 0, 255), 29),
    (RGBImage.Color(200, 72, 72), 110),
  ]

  @Test(arguments: colors)
  func luminanceWeighsTheColours(color: RGBImage.Color, gray: UInt8) {
    var image = RGBImage(height: 3, width: 2)
    image.fill(rows: 1..<2, columns: 0..<2, color)
    #expect(image.gray().pixels == [0, 0, gray, gray, 0, 0])
  }

  @Test func aCropIsItsRows() {
    let image = GrayImage(height: 4, width: 2, pixels: [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(image.cropped(rows: 1..<3) == GrayImage(height: 2, width: 2, pixels: [2, 3, 4, 5]))
  }

  static func noise(_ height: Int, _ width: Int) -> GrayImage {
    var generator = RandomGenerator(seed: 11)
    let pixels = (0..<height * width).map { _ in UInt8(generator.integer(below: 256)) }
    return GrayImage(height: height, width: width, pixels: pixels)
  }

  @Test func halvingIsTheMeanOfFour() {
    let image = GrayImage(height: 2, width: 4, pixels: [0, 10, 100, 200, 20, 31, 0, 0])
    #expect(image.resized(height: 1, width: 2).pixels == [15, 75])
  }

  @Test func theSameSizeIsTheSameImage() {
    let image = Self.noise(5, 7)
    #expect(image.resized(height: 5, width: 7) == image)
  }

  /// The mean over a pixel's area by integration in fine steps, in both directions.
  @Test(arguments: [(160, 160, 84, 84), (10, 6, 4, 5), (3, 3, 7, 2)])
  func aNewPixelIsTheMeanOfItsArea(height: Int, width: Int, newHeight: Int, newWidth: Int) {
    let image = Self.noise(height, width)
    let small = image.resized(height: newHeight, width: newWidth)
    for (row, column) in [(0, 0), (newHeight - 1, newWidth - 1), (newHeight / 2, newWidth / 3)] {
      var sum = 0
      for i in row * height..<(row + 1) * height {
        for j in column * width..<(column + 1) * width {
          sum += Int(image.pixels[i / newHeight * width + j / newWidth])
        }
      }
      let mean = Double(sum) / Double(height * width)
      #expect(abs(Double(small.pixels[row * newWidth + column]) - mean) <= 0.5)
    }
  }
}
