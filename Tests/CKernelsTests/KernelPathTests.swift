import CKernels
import Testing

@Suite("Paths of the kernels")
struct KernelPathTests {
  @Test("A forced path is the one that runs, and null gives it back")
  func forcing() {
    let before = String(cString: gf_kernels_path())
    for path in ["v4", "v3", "baseline", "plain"] where gf_kernels_supports(path) == 1 {
      #expect(gf_kernels_force(path) == 1)
      #expect(String(cString: gf_kernels_path()) == path)
    }
    #expect(gf_kernels_force(nil) == 1)
    #expect(String(cString: gf_kernels_path()) == before)
  }

  @Test("A path that is none is refused and changes nothing")
  func unknownPath() {
    let before = String(cString: gf_kernels_path())
    #expect(gf_kernels_supports("v5") == 0)
    #expect(gf_kernels_force("v5") == 0)
    #expect(String(cString: gf_kernels_path()) == before)
  }

  @Test("Kernels of both precisions answer")
  func firstCall() {
    var y: [Float] = [0, 0, 0]
    gf_tanh_f32(3, [0, 1, -.infinity], &y)
    #expect(abs(y[1] - 0.7615942) < 1e-6)
    #expect(y[0] == 0 && y[2] == -1)
    #expect(gf_sum_f64(3, [1, 2, 3]) == 6)
  }
}
