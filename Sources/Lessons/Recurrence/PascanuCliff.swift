import Foundation

/// One logistic unit fed back through T steps: the smallest network whose loss has a cliff.
///
/// x_t = w sigmoid(x_(t-1)) + b, x_0 = 1/2; loss (sigmoid(x_T) - 0.7)² (Pascanu, Mikolov and Bengio 2013, figure 6).
struct PascanuCliff: Sendable {
  let steps: Int

  struct Point: Sendable {
    var w: Double
    var b: Double
  }

  /// The loss, dL/dw and dL/db, by backpropagation through time written out.
  func loss(at point: Point) -> (loss: Double, dw: Double, db: Double) {
    var x = [0.5]
    for _ in 0..<steps { x.append(point.w * sigmoid(x[x.count - 1]) + point.b) }
    let y = sigmoid(x[steps])
    var dx = 2 * (y - 0.7) * y * (1 - y)  // dL/dx_T
    var (dw, db) = (0.0, 0.0)
    for t in (1...steps).reversed() {
      let s = sigmoid(x[t - 1])
      dw += dx * s
      db += dx
      dx *= point.w * s * (1 - s)  // dL/dx_(t-1): one factor a step
    }
    return ((y - 0.7) * (y - 0.7), dw, db)
  }

  /// Gradient descent from a point; with a limit, the gradient's norm is cut down to it.
  func descend(
    from start: Point, rate: Double, limit: Double?, updates: Int
  ) -> (path: [Point], losses: [Double]) {
    var point = start
    var (path, losses) = ([start], [loss(at: start).loss])
    for _ in 0..<updates {
      let (_, dw, db) = loss(at: point)
      let norm = hypot(dw, db)
      let scale = limit.map { norm > $0 ? $0 / norm : 1 } ?? 1
      point = Point(w: point.w - rate * scale * dw, b: point.b - rate * scale * db)
      path.append(point)
      losses.append(loss(at: point).loss)
    }
    return (path, losses)
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
