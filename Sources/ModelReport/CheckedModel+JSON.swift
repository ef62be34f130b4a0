import Buffers
import Checkpoints
import FlowAnalysis
import Foundation
import Recognition

extension CheckedModel {
  /// The models as one document (docs/check.md).
  public static func document(_ models: [CheckedModel], tool: String) -> JSON {
    .object([
      JSON.Member("schemaVersion", .number(1)), JSON.Member("tool", .string(tool)),
      JSON.Member("artifacts", .array(models.map(\.json))),
    ])
  }

  private var json: JSON {
    var members = [
      JSON.Member("path", .string(path)),
      JSON.Member("format", format.map { .string($0.rawValue) } ?? .null),
    ]
    if let error { return .object(members + [JSON.Member("error", .string(error))]) }
    members.append(JSON.Member("replayError", replayError.map { .string($0) } ?? .null))
    members.append(JSON.Member("layers", .array(layers.map(\.json))))
    members.append(
      JSON.Member(
        "passedOver",
        .array(
          passedOver.map {
            .object([
              JSON.Member("name", .string($0.name)), JSON.Member("reason", .string($0.text)),
            ])
          })))
    return .object(members)
  }
}

extension CheckedLayer {
  fileprivate var json: JSON {
    let layer = measurement.layer
    return .object([
      JSON.Member("name", .string(layer.name)),
      JSON.Member("cell", .string(layer.cellName)),
      JSON.Member("inputSize", .whole(layer.inputSize)),
      JSON.Member("hiddenSize", .whole(layer.hiddenSize)),
      JSON.Member("projectionSize", layer.projectionSize.map { .whole($0) } ?? .null),
      JSON.Member("layer", .whole(layer.layer)),
      JSON.Member("direction", .string(layer.direction.rawValue)),
      JSON.Member("parameters", .whole(layer.parameterCount)),
      JSON.Member("recognisedBy", .string(layer.recognition.evidence.rawValue)),
      JSON.Member("confidence", .string(layer.recognition.confidence.rawValue)),
      JSON.Member("remarks", .array(layer.recognition.remarks.map { .string($0) })),
      JSON.Member("nanCount", .whole(measurement.census.nanCount)),
      JSON.Member("infiniteCount", .whole(measurement.census.infiniteCount)),
      JSON.Member("subnormalCount", .whole(measurement.census.subnormalCount)),
      JSON.Member("forgetBias", measurement.forgetBias.map { .array($0.map(JSON.real)) } ?? .null),
      JSON.Member("matrices", .array(measurement.matrices.map(\.json))),
      JSON.Member("trace", traces.map { $0.json(of: layer) } ?? .null),
      JSON.Member("traceReason", untraced.map { .string($0) } ?? .null),
    ])
  }
}

extension MeasuredMatrix {
  fileprivate var json: JSON {
    .object([
      JSON.Member("tensor", .string(tensor)), JSON.Member("gate", .string(gate)),
      JSON.Member("shape", .array(shape.map { .whole($0) })),
      JSON.Member("spectralNorm", .real(spectrum?.spectralNorm)),
      JSON.Member("smallestSingularValue", .real(spectrum?.smallestSingularValue)),
      JSON.Member("conditionNumber", .real(spectrum?.conditionNumber)),
      JSON.Member("spectralRadius", .real(spectrum?.spectralRadius)),
      JSON.Member("spectralRadiusError", .real(spectrum?.spectralRadiusError)),
      JSON.Member("henriciDeparture", .real(spectrum?.henriciDeparture)),
      JSON.Member("stableRank", .real(spectrum?.stableRank)),
      JSON.Member("reason", reason.map { .string($0) } ?? .null),
    ])
  }

  /// Why a number is null.
  var reason: String? {
    guard let spectrum else { return "the layer has weights that aren't finite" }
    if spectrum.eigenvalues == nil {
      return "\(shape[0]) x \(shape[1]) isn't square: it has no eigenvalues"
    }
    if spectrum.spectralNorm == 0 { return "every weight is zero" }
    if spectrum.conditionNumber == nil { return "the matrix is singular" }
    if spectrum.spectralRadiusError?.isFinite != true { return "an eigenvalue is defective" }
    return nil
  }
}

extension [LayerTrace] {
  /// Arrays over time, with one more axis in front where there is more than one sequence.
  fileprivate func json(of layer: RecurrentLayer) -> JSON {
    .object([
      JSON.Member("input", .string(self[0].input)),
      JSON.Member("jacobianSpectralNorm", batch { .reals($0.jacobianSpectralNorm) }),
      JSON.Member("transport", batch { .reals($0.logTransport.map(exp)) }),
      JSON.Member("logTransport", batch { .reals($0.logTransport) }),
      JSON.Member("lyapunovExponents", batch { .reals($0.lyapunovExponents) }),
      JSON.Member(
        "cellPath",
        layer.equations.kind == .lstm ? batch { .reals(($0.logCellPath ?? []).map(exp)) } : .null),
      JSON.Member("gates", batch { .object($0.gates.map(\.member)) }),
      JSON.Member("finalState", batch { .reals($0.finalState) }),
    ])
  }

  private func batch(_ value: (LayerTrace) -> JSON) -> JSON {
    count == 1 ? value(self[0]) : .array(map(value))
  }
}

extension LayerTrace.GateUse {
  fileprivate var member: JSON.Member {
    JSON.Member(
      name,
      .object([
        JSON.Member("mean", .real(mean)), JSON.Member("above0.9", .real(above)),
        JSON.Member("below0.1", .real(below)),
      ]))
  }
}

extension RecurrentLayer {
  /// `rnn-tanh`, `rnn-relu`, `lstm` or `gru`.
  public var cellName: String {
    switch equations.kind {
    case .rnn, .rnnRelu: "rnn-\(equations.stateActivation.rawValue)"
    case .lstm: "lstm"
    case .gru: "gru"
    }
  }
}

extension JSON {
  fileprivate static func whole(_ number: Int) -> JSON { .number(Double(number)) }

  /// JSON has no infinity and no NaN.
  fileprivate static func real(_ number: Double?) -> JSON {
    guard let number, number.isFinite else { return .null }
    return .number(number)
  }

  fileprivate static func reals(_ numbers: [Double]) -> JSON { .array(numbers.map(JSON.real)) }
}
