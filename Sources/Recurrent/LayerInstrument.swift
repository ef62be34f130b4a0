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

/// What an instrument wants to see.
public struct LayerWishes: OptionSet, Sendable {
  /// A bit a wish.
  public let rawValue: UInt8

  /// Wishes by their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// h_t.
  public static var hidden: LayerWishes { LayerWishes(rawValue: 1) }
  /// c_t.
  public static var cell: LayerWishes { LayerWishes(rawValue: 2) }
  /// The activated gates.
  public static var gates: LayerWishes { LayerWishes(rawValue: 4) }
  /// dL/dh_t.
  public static var hiddenCotangents: LayerWishes { LayerWishes(rawValue: 8) }
  /// dL/dc_t.
  public static var cellCotangents: LayerWishes { LayerWishes(rawValue: 16) }
}

/// A quantity, or its cotangent, at consecutive time steps.
public struct StepValues<Scalar: TensorScalar> {
  /// The layer, from 0 at the bottom.
  public let layer: Int
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

/// An instrument on the layers of a model: is shown what walks over them have. A walk without one
/// pays nothing.
public protocol LayerInstrument<Scalar>: AnyObject {
  /// The walks' type of number.
  associatedtype Scalar: TensorScalar
  /// What it is shown; asked once a walk.
  var wishes: LayerWishes { get }
  /// Called once for a walk forward.
  func see(_ quantity: LayerQuantity, _ values: StepValues<Scalar>)
  /// Called once for the way back, with *total* cotangents: summed over all uses.
  func see(cotangentsOf quantity: LayerQuantity, _ values: StepValues<Scalar>)
}

/// Shows what layers have to the observers of a tape, step by step, as `NAME.h`, `NAME.c` and
/// `NAME.gates`.
public final class NamedInstrument<Scalar: TensorScalar>: LayerInstrument {
  private let names: [String]
  private unowned let tape: Tape<Scalar>

  /// An instrument for layers, from the bottom up, that the tape's observers know by name.
  public init(_ names: [String], on tape: Tape<Scalar>) {
    self.names = names
    self.tape = tape
  }

  /// What the tape's observers want.
  public var wishes: LayerWishes {
    var wishes: LayerWishes = []
    for layer in names.indices {
      if tape.wantsValue(name(.hidden, layer)) { wishes.insert(.hidden) }
      if tape.wantsValue(name(.cell, layer)) { wishes.insert(.cell) }
      if tape.wantsValue(name(.gates, layer)) { wishes.insert(.gates) }
      if tape.wantsCotangent(name(.hidden, layer)) { wishes.insert(.hiddenCotangents) }
      if tape.wantsCotangent(name(.cell, layer)) { wishes.insert(.cellCotangents) }
    }
    return wishes
  }

  /// Reports a value for every step.
  public func see(_ quantity: LayerQuantity, _ values: StepValues<Scalar>) {
    for k in 0..<values.count {
      tape.reportValue(
        name: name(quantity, values.layer), step: values.firstStep + k, shape: values.shape,
        values: values.block(k))
    }
  }

  /// Reports a cotangent for every step.
  public func see(cotangentsOf quantity: LayerQuantity, _ values: StepValues<Scalar>) {
    for k in 0..<values.count {
      tape.reportCotangent(
        name: name(quantity, values.layer), step: values.firstStep + k, shape: values.shape,
        values: values.block(k))
    }
  }

  private func name(_ quantity: LayerQuantity, _ layer: Int) -> String {
    switch quantity {
    case .hidden: names[layer] + ".h"
    case .cell: names[layer] + ".c"
    case .gates: names[layer] + ".gates"
    }
  }
}
