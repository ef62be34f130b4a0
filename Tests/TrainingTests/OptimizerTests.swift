import Autodiff
import LinearAlgebra
import Testing

@testable import Training

@Suite struct OptimizerTests {
  private let rules: [OptimizerRule] = [
    .sgd(), .sgd(momentum: 0.9), .rmsprop(smoothing: 0.9), .adam(),
  ]

  /// f(x) = (a x^2) / 2 in each coordinate: gradients a x.
  private func descend(_ rule: OptimizerRule, steps: Int, rate: Double) -> [Double] {
    let a = [1.0, 3, 0.2]
    var optimizer = Optimizer<Double>(rule, shapes: [[3]])
    var x = Tensor<Double>(shape: [3], [1, -1, 2])
    for _ in 0..<steps {
      optimizer.beginStep()
      let g = Tensor(shape: [3], zip(a, x.array).map { $0 * $1 })
      _ = optimizer.update(0, &x, by: g, rate: rate)
    }
    return x.array
  }

  @Test func everyRuleDescends() {
    for rule in rules {
      let x = descend(rule, steps: 400, rate: 0.05)
      #expect(x.allSatisfy { abs($0) < 0.06 }, "\(rule) ends at \(x)")
    }
  }

  /// w - r g, by hand, for two steps with g = (1, 2) and (3, 4).
  @Test func formulasAreThoseOfThePapers() {
    func run(_ rule: OptimizerRule) -> Double {
      var optimizer = Optimizer<Double>(rule, shapes: [[1]])
      var w = Tensor<Double>(shape: [1], [0])
      for g in [1.0, 3] {
        optimizer.beginStep()
        _ = optimizer.update(0, &w, by: Tensor(shape: [1], [g]), rate: 0.1)
      }
      return w.item
    }
    #expect(abs(run(.sgd()) + 0.4) < 1e-15)
    #expect(abs(run(.sgd(momentum: 0.5)) + 0.1 * (1 + 3.5)) < 1e-15)
    let v = (first: 0.1, second: 0.9 * 0.1 + 0.1 * 9)
    let rms = -0.1 * (1 / v.first.squareRoot() + 3 / v.second.squareRoot())
    #expect(abs(run(.rmsprop(smoothing: 0.9)) - rms) < 1e-7)
    let m = (0.9 * 0.1 + 0.1 * 3) / (1 - 0.81)
    let s = (0.999 * 0.001 + 0.001 * 9) / (1 - 0.998_001)
    #expect(abs(run(.adam()) + 0.1 * (1 + m / s.squareRoot())) < 1e-8)
  }

  @Test func sumOfSquaresIsThatOfTheUpdate() {
    for rule in rules {
      var optimizer = Optimizer<Float>(rule, shapes: [[50]])
      var generator = RandomGenerator(seed: 2)
      var w = Tensor<Float>(shape: [50], (0..<50).map { _ in Float(generator.normal()) })
      for _ in 0..<3 {
        let before = w
        let g = Tensor<Float>(shape: [50], (0..<50).map { _ in Float(generator.normal()) })
        optimizer.beginStep()
        let square = optimizer.update(0, &w, by: g, rate: 0.01)
        let moved = Tensor<Double>(w) - Tensor<Double>(before)
        #expect(abs(square - moved.sumOfSquares) < 1e-4 * square)
      }
    }
  }

  @Test func scaleMultipliesTheGradient() {
    for rule in rules {
      var optimizers = [Optimizer<Double>(rule, shapes: [[2]]), Optimizer(rule, shapes: [[2]])]
      var w = [Tensor<Double>(shape: [2], [1, 2]), Tensor<Double>(shape: [2], [1, 2])]
      for _ in 0..<3 {
        let g = Tensor<Double>(shape: [2], [0.5, -0.25])
        for k in 0..<2 { optimizers[k].beginStep() }
        _ = optimizers[0].update(0, &w[0], by: g, rate: 0.1, scale: 0.125)
        _ = optimizers[1].update(0, &w[1], by: 0.125 * g, rate: 0.1)
      }
      #expect(w[0] == w[1])
    }
  }

  @Test func goesOnFromItsSlots() {
    for rule in rules {
      var whole = Optimizer<Double>(rule, shapes: [[1], [2]])
      var w = [Tensor<Double>(shape: [1], [1]), Tensor<Double>(shape: [2], [1, 2])]
      func step(_ optimizer: inout Optimizer<Double>, _ w: inout [Tensor<Double>]) {
        optimizer.beginStep()
        for k in 0..<2 { _ = optimizer.update(k, &w[k], by: w[k], rate: 0.1) }
      }
      for _ in 0..<3 { step(&whole, &w) }
      var resumed = Optimizer<Double>(rule, steps: whole.steps, slots: whole.slots)
      var v = w
      for _ in 0..<3 {
        step(&whole, &w)
        step(&resumed, &v)
      }
      #expect(v == w)
    }
  }

  @Test(arguments: [
    "sgd", "sgd:0.9", "rmsprop", "rmsprop:0.9", "rmsprop:0.9:1e-6", "adam", "adam:0.8",
    "adam:0.8:0.99:1e-6",
  ])
  func textReadsBack(text: String) throws {
    let rule = try OptimizerRule(parsing: text)
    #expect(OptimizerRule(rawValue: rule.rawValue) == rule)
  }

  @Test(arguments: [
    "", "adamw", "sgd:1", "sgd:nan", "sgd:-0.1", "sgd:0.9:1", "adam:1", "adam:0.9:0.9:0", "adam:",
    "rmsprop:0.9:inf",
  ])
  func textThatMeansNothingIsRefusedInASentence(text: String) {
    let error = #expect(throws: SettingError.self) { try OptimizerRule(parsing: text) }
    #expect(error?.description.contains("\"\(text)\"") == true)
  }
}
