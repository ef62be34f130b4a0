/// An image in colour: red, green, blue for each pixel, row by row.
public struct RGBImage: Equatable, Sendable {
  /// A pixel.
  public struct Color: Equatable, Sendable {
    let red, green, blue: UInt8

    /// From 0, dark, to 255.
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
      (self.red, self.green, self.blue) = (red, green, blue)
    }
  }

  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  /// `3 * height * width` of them.
  public private(set) var bytes: [UInt8]

  /// A black image.
  public init(height: Int, width: Int) {
    (self.height, self.width) = (height, width)
    bytes = [UInt8](repeating: 0, count: 3 * height * width)
  }

  /// Colours a rectangle.
  public mutating func fill(rows: Range<Int>, columns: Range<Int>, _ color: Color) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= height && columns.lowerBound >= 0
        && columns.upperBound <= width, "rows \(rows), columns \(columns)")
    for row in rows {
      for i in row * width + columns.lowerBound..<row * width + columns.upperBound {
        (bytes[3 * i], bytes[3 * i + 1]) = (color.red, color.green)
        bytes[3 * i + 2] = color.blue
      }
    }
  }

  /// Luminance: 0.299 red + 0.587 green + 0.114 blue, rounded. Source: ITU-R BT.601.
  public func gray() -> GrayImage {
    let count = height * width
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      bytes.withUnsafeBufferPointer { source in
        for i in 0..<count {
          let red = 299 * UInt32(source[3 * i])
          let green = 587 * UInt32(source[3 * i + 1])
          let blue = 114 * UInt32(source[3 * i + 2])
          target.initializeElement(at: i, to: UInt8((red + green + blue + 500) / 1000))
        }
      }
      initialized = count
    }
    return GrayImage(height: height, width: width, pixels: pixels)
  }
}

/// An image in grey, row by row, 0 black.
public struct GrayImage: Equatable, Sendable {
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int
  /// `height * width` of them.
  public let pixels: [UInt8]

  /// An image from its pixels.
  public init(height: Int, width: Int, pixels: [UInt8]) {
    precondition(pixels.count == height * width, "\(pixels.count) for \(height) x \(width)")
    (self.height, self.width, self.pixels) = (height, width, pixels)
  }

  /// The image of some of its rows.
  public func cropped(rows: Range<Int>) -> GrayImage {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= height, "rows \(rows) of \(height)")
    return GrayImage(
      height: rows.count, width: width,
      pixels: Array(pixels[rows.lowerBound * width..<rows.upperBound * width]))
  }

  /// Scaled: every new pixel is the mean of the area that it covers, rounded.
  ///
  /// In units where old pixels are `newWidth` wide and new ones `width`, all overlaps are whole
  /// numbers, so the mean is exact.
  public func resized(height newHeight: Int, width newWidth: Int) -> GrayImage {
    precondition(newHeight > 0 && newWidth > 0, "\(newHeight) x \(newWidth)")
    let columns = Overlaps(from: width, to: newWidth)
    let rows = Overlaps(from: height, to: newHeight)
    var narrow = [UInt32](repeating: 0, count: height * newWidth)
    for y in 0..<height {
      for x in 0..<newWidth {
        var sum: UInt32 = 0
        for k in columns.range(x) {
          sum += columns.weights[k] * UInt32(pixels[y * width + columns.sources[k]])
        }
        narrow[y * newWidth + x] = sum
      }
    }
    let area = UInt32(width * height)
    var result = [UInt8](repeating: 0, count: newHeight * newWidth)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        var sum = area / 2
        for k in rows.range(y) { sum += rows.weights[k] * narrow[rows.sources[k] * newWidth + x] }
        result[y * newWidth + x] = UInt8(sum / area)
      }
    }
    return GrayImage(height: newHeight, width: newWidth, pixels: result)
  }
}

/// Which old pixels a new one covers, and how much of each.
private struct Overlaps {
  var sources: [Int] = []
  var weights: [UInt32] = []
  private var starts = [0]

  init(from old: Int, to new: Int) {
    for i in 0..<new {
      let (begin, end) = (i * old, (i + 1) * old)
      for j in begin / new...(end - 1) / new {
        sources.append(j)
        weights.append(UInt32(min(end, (j + 1) * new) - max(begin, j * new)))
      }
      starts.append(sources.count)
    }
  }

  func range(_ i: Int) -> Range<Int> { starts[i]..<starts[i + 1] }
}
