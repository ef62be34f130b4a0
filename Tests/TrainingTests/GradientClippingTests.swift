import Autodiff
import Foundation
import Testing

@testable import Training

@Suite struct GradientClippingTests {
  /// Norm 13 over both tensors together.
  private let gradients = [
    Tensor<Double>(shape: [2], [3, -4]), Tensor<Double>(shape: [1, 1], [12]),
  ]

  @Test func normIsCutAndTheDirectionKept() {
    var clipped = gradients
    let (result, scale) = GradientClipping.norm(6.5).apply(to: &clipped, norm: 13)
    #expect(result == ClipResult(normBefore: 13, normAfter: 6.5, didBind: true))
    #expect(scale == 0.5)
    #expect(clipped == gradients)
  }

  @Test func smallGradientIsLeftAlone() {
    for limit in [13.0, 20] {
      var clipped = gradients
      let (result, scale) = GradientClipping.norm(limit).apply(to: &clipped, norm: 13)
      #expect(result == ClipResult(normBefore: 13, normAfter: 13, didBind: false))
      #expect(scale == 1)
    }
  }

  @Test func valueIsCutAndTheDirectionChanges() {
    var clipped = gradients
    let (result, scale) = GradientClipping.value(3.5).apply(to: &clipped, norm: 13)
    #expect(clipped.map(\.array) == [[3, -3.5], [3.5]])
    #expect(result.didBind && scale == 1)
    #expect(abs(result.normAfter - (9 + 2 * 12.25).squareRoot()) < 1e-15)
    var free = gradients
    let loose = GradientClipping.value(12).apply(to: &free, norm: 13)
    #expect(!loose.result.didBind && free == gradients)
  }

  @Test func noneDoesNothing() {
    var clipped = gradients
    let (result, scale) = GradientClipping.none.apply(to: &clipped, norm: 13)
    #expect(result == ClipResult(normBefore: 13, normAfter: 13, didBind: false) && scale == 1)
    #expect(clipped == gradients)
  }

  @Test func tensorsThatShareMemoryAreClippedEach() {
    var clipped = [gradients[0], gradients[0]]
    _ = GradientClipping.value(3.5).apply(to: &clipped, norm: 50.0.squareRoot())
    #expect(clipped.map(\.array) == [[3, -3.5], [3, -3.5]])
    #expect(gradients[0].array == [3, -4])
  }

  @Test(arguments: ["none", "norm:1", "value:0.1", "norm:1e-3"])
  func textReadsBack(text: String) throws {
    let clipping = try GradientClipping(parsing: text)
    #expect(GradientClipping(rawValue: clipping.rawValue) == clipping)
  }

  @Test(arguments: [
    "norm:inf", "norm:nan", "norm:0", "value:-1", "norm", "norm:", "none:1", "norm:1:2", "",
    "max:1",
  ])
  func textThatMeansNothingIsRefusedInASentence(text: String) {
    #expect(GradientClipping(rawValue: text) == nil)
    let error = #expect(throws: SettingError.self) { try GradientClipping(parsing: text) }
    #expect(error?.description.contains("\"\(text)\"") == true)
    #expect(error?.description.hasSuffix("such as norm:1.") == true)
  }
}
