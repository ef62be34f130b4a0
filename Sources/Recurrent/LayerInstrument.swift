import Autodiff

/// What a layer has at every time step.
public enum LayerQuantity: Sendable, CaseIterable {
  /// h_t, [B, H].
  case hidden
  /// c_t of an LSTM, [B, H].
  case cell
  /// The activated gates, [B, G, H]; a vanilla RNN has none beside h_t.
  case gates
}

/// A quantity, or its cotangent, at consecutive time steps.
public struct StepValues<Scalar: TensorScalar> {
  /// The first of the time steps, from 1.
  public let firstStep: Int
  /// How many steps there are.
  public let count: Int
  /// B and H.
  public let batch, hiddenSize: Int
  /// The number of elements of one step's block, [B, H] or [B, G, H].
  public let size: Int
  /// The blocks in order of time, valid during the call.
  public let values: UnsafePointer<Scalar>

  /// The extents of a block.
  public var shape: Shape {
    let gates = size / max(batch * hiddenSize, 1)
    return gates > 1 ? [batch, gates, hiddenSize] : [batch, hiddenSize]
  }

  /// The block of the k-th of the steps, k from 0.
  public func block(_ k: Int) -> UnsafePointer<Scalar> { values + k * size }
}

/// An instrument on one layer: is shown what walks over the layer have. A walk without one pays
/// nothing.
public protocol LayerInstrument<Scalar>: AnyObject {
  /// The walks' type of number.
  associatedtype Scalar: TensorScalar
  /// Whether values of a quantity are to be shown.
  func wantsValues(of quantity: LayerQuantity) -> Bool
  /// Whether cotangents of a quantity are; those of c_t are computed for nobody else.
  func wantsCotangents(of quantity: LayerQuantity) -> Bool
  /// Called once for a walk forward.
  func see(_ quantity: LayerQuantity, _ values: StepValues<Scalar>)
  /// Called once for the way back, with *total* cotangents: summed over all uses.
  func see(cotangentsOf quantity: LayerQuantity, _ values: StepValues<Scalar>)
}

/// Shows what a layer has to the observers of a tape, step by step, as `NAME.h`, `NAME.c` and
/// `NAME.gates`.
public final class NamedInstrument<Scalar: TensorScalar>: LayerInstrument {
  private let name: String
  private unowned let tape: Tape<Scalar>

  /// An instrument for the layer that the tape's observers call `name`.
  public init(_ name: String, on tape: Tape<Scalar>) {
    self.name = name
    self.tape = tape
  }

  /// Whether an observer wants values of that name.
  public func wantsValues(of quantity: LayerQuantity) -> Bool { tape.wantsValue(name(quantity)) }

  /// Whether an observer wants cotangents of that name.
  public func wantsCotangents(of quantity: LayerQuantity) -> Bool {
    tape.wantsCotangent(name(quantity))
  }

  /// Reports a value for every step.
  public func see(_ quantity: LayerQuantity, _ values: StepValues<Scalar>) {
    for k in 0..<values.count {
      tape.reportValue(
        name: name(quantity), step: values.firstStep + k, shape: values.shape,
        values: values.block(k))
    }
  }

  /// Reports a cotangent for every step.
  public func see(cotangentsOf quantity: LayerQuantity, _ values: StepValues<Scalar>) {
    for k in 0..<values.count {
      tape.reportCotangent(
        name: name(quantity), step: values.firstStep + k, shape: values.shape,
        values: values.block(k))
    }
  }

  private func name(_ quantity: LayerQuantity) -> String {
    switch quantity {
    case .hidden: name + ".h"
    case .cell: name + ".c"
    case .gates: name + ".gates"
    }
  }
}
