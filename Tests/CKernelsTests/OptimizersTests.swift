import CKernels
import Testing

/// Weights, a gradient a step, and two states of an optimiser.
private struct Problem<Scalar: BinaryFloatingPoint> {
  var weights: [Scalar]
  let gradients: [[Scalar]]
  var first: [Scalar]
  var second: [Scalar]

  init(count: Int, steps: Int) {
    var spread = Spread(state: UInt64(count))
    weights = spread.values(count)
    gradients = (0..<steps).map { _ in spread.values(count, -0.5...0.5) }
    first = .init(repeating: 0, count: count)
    second = first
  }
}

@Suite("Optimisers")
struct OptimizersTests {
  static let counts = [0, 1, 7, 16, 511, 512, 513, 1100]

  /// What one step returns and leaves, by the formula alone.
  private func plain(
    _ problem: inout Problem<Double>, _ gradient: [Double],
    _ update: (Double, inout Double, inout Double) -> Double
  ) -> Double {
    var squares = 0.0
    for i in gradient.indices {
      let change = update(gradient[i], &problem.first[i], &problem.second[i])
      problem.weights[i] -= change
      squares += change * change
    }
    return squares
  }

  /// Runs four steps of both precisions beside the formula.
  private func check(
    _ path: String,
    _ f32: (inout Problem<Float>, [Float], Int) -> Double,
    _ f64: (inout Problem<Double>, [Double], Int) -> Double,
    _ law: @escaping (Int) -> (Double, inout Double, inout Double) -> Double
  ) {
    for count in Self.counts {
      var single = Problem<Float>(count: count, steps: 4)
      var double = Problem<Double>(count: count, steps: 4)
      var expected = double
      for step in 0..<4 {
        let squares = plain(&expected, expected.gradients[step], law(step + 1))
        let (squares32, squares64) = on(path) {
          (
            f32(&single, single.gradients[step], step + 1),
            f64(&double, double.gradients[step], step + 1)
          )
        }
        #expect(abs(squares32 - squares) <= 1e-5 * squares)
        #expect(abs(squares64 - squares) <= 1e-14 * squares)
      }
      #expect(distance(double.weights, expected.weights) < 1e-14)
      #expect(distance(double.first, expected.first) < 1e-14)
      #expect(distance(double.second, expected.second) < 1e-14)
      #expect(distance(single.weights, expected.weights) < 1e-6)
    }
  }

  @Test("Adam is its formula, the scale taken into the gradient", arguments: paths)
  func adam(_ path: String) {
    let (rate, beta1, beta2, eps, scale) = (0.01, 0.9, 0.999, 1e-8, 0.5)
    func corrections(_ step: Int) -> (Double, Double) {
      (1 - power(beta1, step), 1 - power(beta2, step))
    }
    check(
      path,
      { problem, gradient, step in
        let (c1, c2) = corrections(step)
        return gf_adam_f32(
          gradient.count, &problem.weights, gradient, &problem.first, &problem.second, rate,
          beta1, beta2, eps, c1, c2, scale)
      },
      { problem, gradient, step in
        let (c1, c2) = corrections(step)
        return gf_adam_f64(
          gradient.count, &problem.weights, gradient, &problem.first, &problem.second, rate,
          beta1, beta2, eps, c1, c2, scale)
      },
      { step in
        { gradient, m, v in
          let (c1, c2) = corrections(step)
          m = beta1 * m + (1 - beta1) * scale * gradient
          v = beta2 * v + (1 - beta2) * (scale * gradient) * (scale * gradient)
          return rate * (m / c1) / ((v / c2).squareRoot() + eps)
        }
      })
  }

  @Test("RMSProp is its formula, with momentum and without", arguments: paths)
  func rmsprop(_ path: String) {
    let (rate, alpha, eps, scale) = (0.01, 0.99, 1e-8, 0.5)
    check(
      path,
      { problem, gradient, _ in
        gf_rmsprop_f32(
          gradient.count, &problem.weights, gradient, &problem.first, nil, rate, alpha, eps, 0.9,
          scale)
      },
      { problem, gradient, _ in
        gf_rmsprop_f64(
          gradient.count, &problem.weights, gradient, &problem.first, nil, rate, alpha, eps, 0.9,
          scale)
      },
      { _ in
        { gradient, v, _ in
          v = alpha * v + (1 - alpha) * (scale * gradient) * (scale * gradient)
          return rate * scale * gradient / (v.squareRoot() + eps)
        }
      })
    check(
      path,
      { problem, gradient, _ in
        gf_rmsprop_f32(
          gradient.count, &problem.weights, gradient, &problem.first, &problem.second, rate,
          alpha, eps, 0.9, scale)
      },
      { problem, gradient, _ in
        gf_rmsprop_f64(
          gradient.count, &problem.weights, gradient, &problem.first, &problem.second, rate,
          alpha, eps, 0.9, scale)
      },
      { _ in
        { gradient, v, buffer in
          v = alpha * v + (1 - alpha) * (scale * gradient) * (scale * gradient)
          buffer = 0.9 * buffer + scale * gradient / (v.squareRoot() + eps)
          return rate * buffer
        }
      })
  }

  @Test("Descent is its formula, with momentum and without", arguments: paths)
  func descent(_ path: String) {
    check(
      path,
      { problem, gradient, _ in
        gf_sgd_f32(gradient.count, &problem.weights, gradient, nil, 0.1, 0.9, 0.5)
      },
      { problem, gradient, _ in
        gf_sgd_f64(gradient.count, &problem.weights, gradient, nil, 0.1, 0.9, 0.5)
      },
      { _ in { gradient, _, _ in 0.1 * 0.5 * gradient } })
    check(
      path,
      { problem, gradient, _ in
        gf_sgd_f32(gradient.count, &problem.weights, gradient, &problem.first, 0.1, 0.9, 0.5)
      },
      { problem, gradient, _ in
        gf_sgd_f64(gradient.count, &problem.weights, gradient, &problem.first, 0.1, 0.9, 0.5)
      },
      { _ in
        { gradient, buffer, _ in
          buffer = 0.9 * buffer + 0.5 * gradient
          return 0.1 * buffer
        }
      })
  }

  @Test("The first step with momentum is plain descent", arguments: paths)
  func firstStep(_ path: String) {
    var (weights, buffer): ([Float], [Float]) = ([1, 2], [0, 0])
    let squares = on(path) { gf_sgd_f32(2, &weights, [4, -8], &buffer, 0.25, 0.9, 1) }
    #expect(weights == [0, 4] && buffer == [4, -8] && squares == 5)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
