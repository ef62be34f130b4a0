import Foundation

extension CellEquations.GateActivation {
  /// The value at x.
  func value(_ x: Double) -> Double {
    switch self {
    case .sigmoid: x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
    case .hardSigmoid(let slope, let offset): min(max(slope * x + offset, 0), 1)
    }
  }

  /// The derivative where the value is y; 0 at the corners of a hard sigmoid.
  func slope(at y: Double) -> Double {
    switch self {
    case .sigmoid: y * (1 - y)
    case .hardSigmoid(let slope, _): y > 0 && y < 1 ? slope : 0
    }
  }
}

extension CellEquations.StateActivation {
  /// The value at x.
  func value(_ x: Double) -> Double {
    switch self {
    case .tanh: Foundation.tanh(x)
    case .relu: max(x, 0)
    case .sigmoid: x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
    case .linear: x
    }
  }

  /// The derivative where the value is y.
  func slope(at y: Double) -> Double {
    switch self {
    case .tanh: 1 - y * y
    case .relu: y > 0 ? 1 : 0
    case .sigmoid: y * (1 - y)
    case .linear: 1
    }
  }
}
