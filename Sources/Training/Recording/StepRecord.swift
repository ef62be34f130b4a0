/// What a recorder saw in one training step. A list of lists has one list a layer, from the bottom
/// up, whose element t - 1 is that of time step t.
public struct StepRecord: Sendable, Equatable {
  /// The training step, from 1.
  public var step: Int
  /// The loss of the step's batch, before the update.
  public var loss: Double?
  /// The loss on data that training never sees, after the update.
  public var validation: Double?
  /// ||dL/dh_t||: the Euclidean norm over the batch and the hidden units, accumulated in Float64.
  public var hiddenGradients: [[GradientNorm]]?
  /// ||dL/dc_t|| of an LSTM.
  public var cellGradients: [[GradientNorm]]?
  /// sigma_max of the step Jacobians J_t along the batch's first sequence, replayed in Float64
  /// without dropout.
  public var jacobianNorms: [[Double]]?
  /// What W_hh is like, one a layer.
  public var spectra: [RecurrentSpectrum]?
  /// The gradient over all parameters, before and after clipping.
  public var clip: ClipResult?
  /// ||update|| / ||weights before it|| of each parameter whose weights aren't all zero.
  public var updateRatios: [String: Double]?
  /// Activations of the gates over the batch and all steps, one list a layer.
  public var gates: [[GateRecord]]?
  /// The learning rate.
  public var learningRate: Double?
  /// Time since training began, in seconds.
  public var seconds: Double?

  /// A record of a step, in which nothing was seen yet.
  public init(step: Int, loss: Double? = nil) {
    self.step = step
    self.loss = loss
  }
}

/// The spectrum of a layer's recurrent weights.
public struct RecurrentSpectrum: Sendable, Equatable {
  /// One H x H block of W_hh.
  public struct Block: Sendable, Equatable {
    /// The gate: `h` for a vanilla RNN; i, f, g, o; r, z, n.
    public var gate: String
    /// The largest singular value.
    public var sigmaMax: Double
    /// The largest magnitude of an eigenvalue.
    public var spectralRadius: Double

    /// A block's numbers.
    public init(gate: String, sigmaMax: Double, spectralRadius: Double) {
      self.gate = gate
      self.sigmaMax = sigmaMax
      self.spectralRadius = spectralRadius
    }
  }

  /// The largest singular value of the whole W_hh, (G H) x H.
  public var sigmaMax: Double
  /// In the order of memory.
  public var blocks: [Block]

  /// A layer's numbers.
  public init(sigmaMax: Double, blocks: [Block]) {
    self.sigmaMax = sigmaMax
    self.blocks = blocks
  }
}

/// How one gate of a layer was used, over the batch, the units and all time steps.
public struct GateRecord: Sendable, Equatable {
  /// The gate: `h`, the state itself, for a vanilla RNN; i, f, g, o; r, z, n.
  public var gate: String
  /// The mean activation.
  public var mean: Double
  /// The share of activations below 0.1, for a gate in (0, 1); below -0.9, for one in (-1, 1); not
  /// above 0, for a relu.
  public var low: Double
  /// The share of activations above 0.9; 0 for a relu, which doesn't saturate.
  public var high: Double

  /// The share at either end.
  public var saturated: Double { low + high }

  /// A gate's numbers.
  public init(gate: String, mean: Double, low: Double, high: Double) {
    self.gate = gate
    self.mean = mean
    self.low = low
    self.high = high
  }
}
