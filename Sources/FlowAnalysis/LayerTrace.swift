import Foundation
import LinearAlgebra
import Recognition

/// What a recognised layer did on one input: the numbers mean nothing without it, so it is named.
public struct LayerTrace: Sendable {
  /// Which input.
  public let input: String
  /// ||J_t||_2 for t = 1 ... T, over the whole state.
  public let jacobianSpectralNorm: [Double]
  /// ln ||ds_T/ds_t||_2 for t = 0 ... T; the last is 0.
  public let logTransport: [Double]
  /// Lyapunov exponents in nats a step, largest first: QR from Q = I over all T steps, divided by T.
  public let lyapunovExponents: [Double]
  /// Of an LSTM: ln of the largest product of forget gates f_T ... f_(t+1) over its units, for
  /// t = 0 ... T. The direct cell path, not the total derivative.
  public let logCellPath: [Double]?
  /// Each gate's activations.
  public let gates: [GateUse]
  /// s_T: h, or h then c.
  public let finalState: [Double]

  /// How open a gate was.
  public struct GateUse: Sendable, Equatable {
    /// The gate's letter.
    public let name: String
    /// The mean over units and steps.
    public let mean: Double
    /// The share of values above 0.9.
    public let above: Double
    /// The share of values below 0.1.
    public let below: Double
  }

  /// Follows a replayed layer.
  /// - Throws: `LinearAlgebraError` where a Jacobian isn't finite.
  /// - Complexity: that of the transport and of all n exponents: O(T n^3).
  public init(_ replay: LayerReplay, input: String) throws {
    self.input = input
    jacobianSpectralNorm = try spectralNorms(of: replay.jacobians)
    // The norm of the identity is 1 and not what an iteration finds.
    logTransport = try transport(of: replay.jacobians).logSpectral.dropLast() + [0]
    lyapunovExponents = try exponentsFromIdentity(replay.jacobians)
    logCellPath = Self.cellPath(replay)
    gates = Self.gateUse(replay)
    finalState = replay.states.row(replay.steps)
  }

  private static func cellPath(_ replay: LayerReplay) -> [Double]? {
    guard replay.layer.equations.kind == .lstm else { return nil }
    let H = replay.layer.hiddenSize
    var sums = Array(repeating: 0.0, count: H)
    var path = [0.0]
    for t in (0..<replay.steps).reversed() {
      for j in 0..<H { sums[j] += log(replay.gates[t, H + j]) }
      path.append(sums.max() ?? 0)
    }
    return path.reversed()
  }

  private static func gateUse(_ replay: LayerReplay) -> [GateUse] {
    let names = replay.layer.equations.kind.gateNames
    guard names.count > 1 else { return [] }
    let H = replay.layer.hiddenSize
    return names.enumerated().map { gate, name in
      let values = (0..<replay.steps).flatMap { t in
        (gate * H..<(gate + 1) * H).map { replay.gates[t, $0] }
      }
      let count = Double(values.count)
      return GateUse(
        name: name, mean: values.reduce(0, +) / count,
        above: Double(values.count { $0 > 0.9 }) / count,
        below: Double(values.count { $0 < 0.1 }) / count)
    }
  }
}

/// The exponents from the frame Q = I, no step left out: their sum is exactly the mean of ln|det J_t|.
private func exponentsFromIdentity(_ jacobians: some OperatorFamily) throws -> [Double] {
  let n = jacobians.rows
  var frame = Matrix.identity(n)
  var image = Matrix(zeros: n, n)
  var sums = Array(repeating: 0.0, count: n)
  for t in 0..<jacobians.count {
    jacobians.apply(Array(repeating: t, count: n), frame, into: &image)
    swap(&frame, &image)
    let logs = try frame.orthonormalizeRows(floor: Double(n) * .ulpOfOne, leastSine: 1e-5)
    for j in 0..<n { sums[j] += logs[j] }
  }
  return sums.map { $0 / Double(jacobians.count) }.sorted(by: >)
}
