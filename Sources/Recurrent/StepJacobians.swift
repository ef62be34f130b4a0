import LinearAlgebra

/// The step Jacobians J_t = ∂s_t/∂s_(t-1) of one layer along one or several trajectories that share its weights.
///
/// Member k is step k + 1 of the first trajectory, then of the second, and so on. All members are applied with one
/// product with W_hh; none is ever formed, unless `dense` asks for it. Vectors are over the whole state: h, or h then c.
public struct StepJacobians: OperatorFamily, Sendable {
  let linearization: Linearization

  /// The Jacobians along trajectories of one layer.
  public init(_ trajectories: [Trajectory]) {
    precondition(!trajectories.isEmpty, "Jacobians are taken along at least one trajectory")
    let weights = trajectories[0].weights
    precondition(
      trajectories.allSatisfy { $0.weights == weights },
      "trajectories must share one layer's weights")
    let columns = trajectories[0].linearization.coefficients.columns
    let elements = trajectories.flatMap { $0.linearization.coefficients.elements }
    linearization = Linearization(
      weights: weights,
      coefficients: Matrix(rows: elements.count / columns, columns: columns, elements: elements))
  }

  init(_ linearization: Linearization) { self.linearization = linearization }

  /// The number of steps along all trajectories.
  public var count: Int { linearization.coefficients.rows }
  /// n, the width of the whole state.
  public var rows: Int { linearization.stateSize }
  /// n, the width of the whole state.
  public var columns: Int { linearization.stateSize }

  /// Row i of `y` becomes J_k x_i with k = `members[i]`: one product with W_hh, O(m G H²).
  public func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix) {
    linearization.push(members, x, input: nil, into: &y)
  }

  /// Row i of `x` becomes J_kᵀ y_i with k = `members[i]`.
  public func applyTransposed(_ members: [Int], _ y: Matrix, into x: inout Matrix) {
    linearization.pull(members, y, into: &x)
  }
}

extension StepJacobians {
  /// Of a vanilla RNN, whose J_t is D_t W: J_t J_tᵀ = D_t (W Wᵀ) D_t, with W Wᵀ made once. Its largest eigenvalue is as
  /// right as the singular value itself: an error of the sums in W Wᵀ is scaled by D_t as its diagonal is.
  public var gram: (family: any SymmetricFamily, scale: Double)? {
    let weights = linearization.weights
    guard weights.kind.gates == 1 else { return nil }
    let scale = weights.weightHH.elements.reduce(0) { max($0, abs($1)) }
    guard scale > 0 && scale.isFinite else { return nil }
    var scaled = weights.weightHH
    for index in scaled.elements.indices { scaled.elements[index] /= scale }
    return (
      RNNGram(
        product: scaled.multiplied(by: scaled, transposingOther: true),
        diagonals: linearization.coefficients), scale
    )
  }
}

/// D_t G D_t for every step t.
private struct RNNGram: SymmetricFamily {
  /// G, H x H.
  let product: Matrix
  /// D_t in row t, T x H.
  let diagonals: Matrix

  func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix) {
    let H = product.rows
    var scaled = x
    diagonals.elements.withUnsafeBufferPointer { d in
      multiply(&scaled, members, d.baseAddress!, H)
      scaled.elements.withUnsafeBufferPointer { scaled in
        product.elements.withUnsafeBufferPointer { g in
          y.elements.withUnsafeMutableBufferPointer { y in
            gemm(
              false, false, x.rows, H, H, 1, scaled.baseAddress!, H, g.baseAddress!, H, 0,
              y.baseAddress!, H)
          }
        }
      }
      multiply(&y, members, d.baseAddress!, H)
    }
  }

  private func multiply(
    _ x: inout Matrix, _ members: [Int], _ d: UnsafePointer<Double>, _ H: Int
  ) {
    x.elements.withUnsafeMutableBufferPointer { x in
      for (row, member) in members.enumerated() {
        let (to, by) = (x.baseAddress! + row * H, d + member * H)
        for j in 0..<H { to[j] *= by[j] }
      }
    }
  }
}

/// The step Jacobians of a whole stack of layers: block lower triangular, since a layer sees only the layers below.
///
/// The state is that of layer 0, then of layer 1, and so on; each is h, or h then c.
public struct StackJacobians: OperatorFamily, Sendable {
  let layers: [Linearization]

  init(_ layers: [Linearization]) { self.layers = layers }

  /// The number of steps along all trajectories.
  public var count: Int { layers[0].coefficients.rows }
  /// n, the width of the whole state.
  public var rows: Int { layers.reduce(0) { $0 + $1.stateSize } }
  /// n, the width of the whole state.
  public var columns: Int { rows }

  /// From the bottom up: the tangent of a layer's h is the tangent of the next layer's input.
  public func apply(_ members: [Int], _ x: Matrix, into y: inout Matrix) {
    var below: Matrix?
    var offset = 0
    for layer in layers {
      var own = Matrix(zeros: x.rows, layer.stateSize)
      layer.push(members, x.columns(offset..<offset + layer.stateSize), input: below, into: &own)
      y.setColumns(from: offset, to: own)
      below = own.columns(0..<layer.hiddenSize)
      offset += layer.stateSize
    }
  }

  /// From the top down: the cotangent of a layer's input joins that of the h below it.
  public func applyTransposed(_ members: [Int], _ y: Matrix, into x: inout Matrix) {
    var fromAbove: Matrix?
    var offset = rows
    for (index, layer) in layers.enumerated().reversed() {
      offset -= layer.stateSize
      var cotangent = y.columns(offset..<offset + layer.stateSize)
      if let fromAbove { cotangent.addColumns(from: 0, fromAbove) }
      var own = Matrix(zeros: y.rows, layer.stateSize)
      fromAbove = layer.pull(members, cotangent, into: &own, wantsInput: index > 0)
      x.setColumns(from: offset, to: own)
    }
  }
}

extension Matrix {
  func columns(_ range: Range<Int>) -> Matrix {
    var part = Matrix(zeros: rows, range.count)
    for row in 0..<rows {
      for (index, column) in range.enumerated() {
        part.elements[row * range.count + index] = elements[row * columns + column]
      }
    }
    return part
  }

  mutating func setColumns(from first: Int, to block: Matrix) {
    for row in 0..<rows {
      for column in 0..<block.columns {
        elements[row * columns + first + column] = block.elements[row * block.columns + column]
      }
    }
  }

  mutating func addColumns(from first: Int, _ block: Matrix) {
    for row in 0..<rows {
      for column in 0..<block.columns {
        elements[row * columns + first + column] += block.elements[row * block.columns + column]
      }
    }
  }
}
