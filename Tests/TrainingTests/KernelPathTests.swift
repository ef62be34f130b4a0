import Autodiff
import CKernels
import LinearAlgebra
import Recurrent
import Testing
import Training

/// What is timed is right: on every shape of the benchmarks, in Float32 and on every kernel path that
/// this machine has, loss and gradients are those of the cells' equations in Float64.
@Suite struct KernelPathTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    let I: Int
    let H: Int
    let B: Int
    let T: Int
    var testDescription: String { "(\(I), \(H), \(I), \(B), \(T))" }
  }

  static let shapes = [
    Shape(I: 65, H: 128, B: 32, T: 100), Shape(I: 65, H: 256, B: 32, T: 100),
    Shape(I: 65, H: 512, B: 50, T: 50), Shape(I: 2, H: 64, B: 32, T: 400),
    Shape(I: 4, H: 3, B: 1, T: 4),
  ]
  static let paths = ["v4", "v3", "baseline", "plain"].filter { (path: String) in
    gf_kernels_supports(path) == 1
  }

  @Test(arguments: [CellKind.rnn, .lstm, .gru], shapes)
  func fastStepIsTheComposedOne(kind: CellKind, shape: Shape) throws {
    let (I, T) = (shape.I, shape.T)
    let model: SequenceModel<Float> = try smallModel(kind, Float.self, I: I, H: shape.H, O: I)
    let batch = vectorBatch(T: T, B: shape.B, I: I, O: I)
    let composed = ComposedPass(SequenceModel<Double>(model), batch, window: T, stride: T)
    for path in Self.paths {
      #expect(gf_kernels_force(path) == 1)
      defer { gf_kernels_force(nil) }
      let fast = model.pullback(batch, on: Tape())
      #expect(abs(fast.loss - composed.loss) < 2e-6 * composed.loss, "\(path)")
      for (found, expected) in zip(fast.gradients, composed.gradients) {
        let error = (Tensor<Double>(found) - expected).sumOfSquares.squareRoot()
        let size = expected.sumOfSquares.squareRoot()
        #expect(error < 2e-5 * size, "\(path): \(error / size)")
      }
    }
  }
}
