import Reinforcement
import Testing

@testable import Lessons

/// Value iteration written out, and its two bounds, against the library's own.
@Suite struct BellmanEquationTests {
  @Test func iterationAndBoundsAreTheLibrarys() throws {
    let world = MDP.teleportGrid()
    let start = (0..<25).map { Double($0 % 7) - 3 }
    let optimum = try world.policyIteration().values
    let run = BellmanEquation.iterate(world, from: start, 40, optimum)
    let record = try world.valueIteration(from: start, tolerance: 0, maxSweeps: 40)
    for (k, sweep) in record.sweeps.enumerated() {
      #expect(supDistance(run.values[k + 1], sweep.values) < 1e-12)
      #expect(abs(run.errors[k + 1] - sweep.error) < 1e-10)
      #expect(abs(run.contractionBounds[k + 1] - sweep.contractionBound!) < 1e-10)
      #expect(abs(run.changeBounds[k] - sweep.changeBound!) < 1e-10)
    }
  }

  /// A constant error of an endless world shrinks by gamma exactly, and both bounds are attained.
  @Test func boundsAreAttainedByAConstantError() throws {
    let world = MDP.teleportGrid()
    let optimum = try world.policyIteration().values
    let run = BellmanEquation.iterate(world, from: optimum.map { $0 + 1 }, 20, optimum)
    #expect(abs(run.rate - 0.9) < 1e-9)
    for k in 1...20 {
      #expect(abs(run.errors[k] / run.contractionBounds[k] - 1) < 1e-9)
      #expect(abs(run.errors[k] / run.changeBounds[k - 1] - 1) < 1e-9)
    }
  }

  @Test func binsCoverTheTableFromEndToEnd() {
    func bin(_ x: Double) -> Int {
      let state = CartPole.State(
        x: 2.4 * x, xDot: 3 * x, theta: CartPole.angleLimit * x, thetaDot: 3.5 * x)
      return BellmanEquation.binned(state, into: 10)
    }
    #expect(bin(-2) == 0 && bin(-0.99) == 0 && bin(0.99) == 9999 && bin(2) == 9999)
    #expect(bin(0.01) == 5555)
  }
}
