import Autodiff
import LinearAlgebra
import Reinforcement

extension PixelsLesson {
  /// The counts of one layer.
  struct LayerCount: Equatable, Sendable {
    let name: String
    /// What it gives, such as 32 x 20 x 20.
    let output: [Int]
    /// Weights and biases.
    let parameters: Int
    /// Multiplications of one pass of one state.
    let products: Int

    /// The layers of the network of Mnih et al. 2015.
    static func all(of network: QNetwork) -> [LayerCount] {
      let sizes = [20, 9, 7]
      return (0..<network.parameters.count / 2).map { index in
        let (weight, bias) = (network.parameters[2 * index], network.parameters[2 * index + 1])
        let places = index < sizes.count ? sizes[index] * sizes[index] : 1
        let shape =
          index < sizes.count ? [bias.count, sizes[index], sizes[index]] : [bias.count]
        return LayerCount(
          name: index < sizes.count
            ? "convolution \(index + 1)" : index == sizes.count ? "512 units" : "actions",
          output: shape, parameters: weight.count + bias.count, products: places * weight.count)
      }
    }
  }

  /// Kernel and stride of the convolutions.
  static let convolutions: [(kernel: Int, stride: Int)] = [(8, 4), (4, 2), (3, 1)]
  /// The places of units in the middle, one above another.
  static let middle = [9, 4, 3]

  /// What a unit at a place sees on paper: r_l = r_(l-1) + (k_l - 1) j_(l-1), j_l = s_l j_(l-1).
  static func receptiveField(_ layer: Int, place: Int) -> Range<Int> {
    var (width, jump) = (1, 1)
    for convolution in convolutions[...layer] {
      width += (convolution.kernel - 1) * jump
      jump *= convolution.stride
    }
    return place * jump..<place * jump + width
  }

  /// The rows of pixels on which the units in the middle depend, by layer: each row in turn is given other pixels, and all
  /// kernels' units at the place are compared.
  static func seenRows(_ network: QNetwork, _ generator: inout RandomGenerator) -> [Range<Int>] {
    let (side, channels) = (PixelEnvironment.side, PixelEnvironment.stackedFrames)
    let base = (0..<channels * side * side).map { _ in Float(generator.uniform()) }
    let other = (0..<channels * side * side).map { _ in Float(generator.uniform()) }
    var images = base
    for row in 0..<side {
      var changed = base
      for channel in 0..<channels {
        let place = (channel * side + row) * side
        changed.replaceSubrange(place..<place + side, with: other[place..<place + side])
      }
      images += changed
    }
    let layers = network.outputs(Tensor(shape: [side + 1, channels, side, side], images))
    return middle.indices.map { layer in
      let places = places(of: layers[layer], LayerCount.all(of: network)[layer].output, layer)
      let rows = (0..<side).filter { places[$0 + 1] != places[0] }
      return (rows.first ?? 0)..<(rows.last ?? -1) + 1
    }
  }

  /// The activations of all kernels at the middle place, for each image.
  private static func places(
    of activations: Tensor<Float>, _ shape: [Int], _ layer: Int
  ) -> [[Float]] {
    let (units, width) = (shape.reduce(1, *), shape[1])
    let all = activations.array
    return (0..<activations.shape[0]).map { image in
      (0..<shape[0]).map { kernel in
        all[image * units + (kernel * width + middle[layer]) * width + middle[layer]]
      }
    }
  }
}
