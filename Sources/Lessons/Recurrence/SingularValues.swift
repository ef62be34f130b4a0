import Charts
import FlowAnalysis
import Foundation
import LinearAlgebra
import Recurrent
import Report

/// The lecture's criterion, sigma_max(W_hh) above or below 1, against what gradients do.
enum SingularValues: Lesson {
  static let card = LessonCard(
    id: "singular-values",
    title: "One number for the fate of a gradient",
    question:
      "The lecture reads it off the largest singular value of the recurrent matrix. When is that right?",
    lectureClaim: #"""
      if the largest singular value of $W_{hh}$ is above 1 the gradient explodes; if it is below 1 \#
      the gradient vanishes.
      """#,
    sources: [.pascanu2013, .girko1984, .johnstone2001, .ganguli2008, .trefethen2005], seconds: 1)

  struct Settings: LessonSettings {
    var hidden = 64
    var length = 100
    var powers = 100
    var largest = 256
    var draws = 8
    var drive = 0.2
    var gain = 1.2
    var coupling = 10.0
    var seed: UInt64 = 1

    static let full = Settings()
    static let quick = Settings(hidden: 32, powers: 40, largest: 64)
    static var fields: [LessonSetting<Settings>] {
      [
        .integer("hidden", "H, units of each network on trial.", \.hidden, in: 8...256),
        .integer("length", "T, steps that each network runs.", \.length, in: 20...1000),
        .integer("powers", "How many powers of a matrix to draw.", \.powers, in: 10...500),
        .integer("largest", "The largest H whose spectra are drawn.", \.largest, in: 32...512),
        .integer("draws", "How many matrices of each size.", \.draws, in: 2...64),
        .number("drive", "Standard deviation of each unit's noise.", \.drive, in: 0...10),
        .number("gain", "Gain of the Gaussian network to explore.", \.gain, in: 0.1...10),
        .number("coupling", "The c in [[0.9, c], [0, 0.9]].", \.coupling, in: 0...1e6),
        .seed(\.seed),
      ]
    }
  }

  // MARK: Measure

  /// Where a matrix comes from; each has its colour.
  enum Family: String, CaseIterable {
    case pytorch = "PyTorch's default"
    case gaussian = "Gaussian"
    case orthogonal = "orthogonal, scaled"
    case nonNormal = "far from normal"

    var role: ColorRole {
      switch self {
      case .pytorch: .rnn
      case .gaussian: .slate
      case .orthogonal: .violet
      case .nonNormal: .rose
      }
    }
  }

  /// A recurrent matrix on trial, and what theory expects of a tanh network with it.
  struct Candidate {
    let name: String
    let family: Family
    let matrix: Matrix
    /// The factor a step as H grows; of matrices far from normal no more is known than the spectral radius.
    let predicted: Double
  }

  /// What came of a candidate.
  struct Network {
    let candidate: Candidate
    let sigma: Double
    /// ln ||ds_T/ds_(T-k)|| by lag k, along a trajectory driven by noise.
    let transport: [Double]
    /// ln ||W^k|| by power k.
    let powers: [Double]

    /// The factor a step over the second half of the lags, when what is transient is over.
    var factor: Double { SingularValues.factor(of: transport) }
    var explodes: Bool { transport.last! > log(VerdictThreshold.exploding) }
    var lagsAboveBound: Int {
      transport.indices.count { transport[$0] > Double($0) * log(sigma) + 1e-9 * Double($0 + 1) }
    }
  }

  static func factor(of transport: [Double]) -> Double {
    let half = transport.count / 2
    return DecayFit(transport[half...], firstLag: half)?.factor ?? .nan
  }

  /// PyTorch's default, drawn many times at one size: singular values and moduli of eigenvalues, descending.
  struct Ensemble {
    let size: Int
    let singularValues: [[Double]]
    let moduli: [[Double]]
    /// ln ||W^5||, one a draw.
    let fifths: [Double]
  }

  struct Measurements {
    let settings: Settings
    let ensembles: [Ensemble]
    let networks: [Network]
    /// ln of the measured factor a step of default networks, those on trial among them.
    let defaultRates: [Double]

    var largest: Ensemble { ensembles.last! }
    var standard: Network { networks[0] }
    var twoUnits: Network { networks[networks.count - 2] }
    var chain: Network { networks[networks.count - 1] }
    /// Those that explode in the lecture's reading.
    var condemned: [Network] { networks.filter { $0.sigma > 1 } }
  }

  static func measure(_ settings: Settings, _ progress: LessonProgress) throws -> Measurements {
    var generator = RandomGenerator(seed: settings.seed)
    var ensembles: [Ensemble] = []
    for size in [16, 32, 64, 128, 256, 512].filter({ $0 <= settings.largest }) {
      try progress.checkpoint("spectra of matrices with H = \(size)", 0.1 * Double(ensembles.count))
      ensembles.append(try ensemble(of: size, draws: settings.draws, using: &generator))
    }
    try progress.checkpoint("networks on trial", 0.6)
    let candidates = try candidates(settings, using: &generator)
    let noise = generator
    let networks = try concurrentMap(candidates) { try network($0, settings, noise: noise) }
    let more = try (0..<settings.draws).map { _ in
      try CellWeights.recurrentMatrix(.pytorch, settings.hidden, using: &generator)
    }
    let rates = try concurrentMap(more) { w in
      var noise = noise
      return log(factor(of: try transport(of: w, settings, noise: &noise)))
    }
    return Measurements(
      settings: settings, ensembles: ensembles, networks: networks, defaultRates: rates)
  }

  /// ln ||W^k||_2 for k = 0 ... K. The product is scaled back to norm 1 at each step and the logarithm of the scale
  /// kept, so that neither 10^400 nor 10^-400 is out of reach.
  static func powerCurve(of w: Matrix, through K: Int) throws -> [Double] {
    var power = Matrix.identity(w.rows)
    var logs = [0.0]
    for k in 1...K {
      power = power * w
      let norm = try power.spectralNorm()
      logs.append(logs[k - 1] + log(norm))
      power = (1 / norm) * power
    }
    return logs
  }

  private static func network(
    _ candidate: Candidate, _ settings: Settings, noise: RandomGenerator
  ) throws -> Network {
    var noise = noise
    let w = candidate.matrix
    return Network(
      candidate: candidate, sigma: try w.spectralNorm(),
      transport: try transport(of: w, settings, noise: &noise),
      powers: try powerCurve(of: w, through: settings.powers))
  }

  /// ln ||dh_T/dh_(T-k)|| by lag of a tanh network under noise.
  private static func transport(
    of w: Matrix, _ settings: Settings, noise: inout RandomGenerator
  ) throws -> [Double] {
    try trajectory(
      .driven(by: settings.drive, w), inputs: .gaussian(settings.length, w.rows, using: &noise)
    ).transport().byLag
  }

  private static func candidates(
    _ settings: Settings, using generator: inout RandomGenerator
  ) throws -> [Candidate] {
    var list: [Candidate] = []
    func add(_ name: String, _ family: Family, _ start: Initialization, gain: Double) throws {
      list.append(
        Candidate(
          name: name, family: family,
          matrix: try CellWeights.recurrentMatrix(start, settings.hidden, using: &generator),
          predicted: MeanField(gain: gain, drive: settings.drive).factor))
    }
    for _ in 0..<3 {
      try add("PyTorch's default", .pytorch, .pytorch, gain: 1 / 3.0.squareRoot())
    }
    for gain in [settings.gain, 0.4, 0.45, 0.6, 0.8, 1, 2, 3] {
      try add("Gaussian, gain \(gain)", .gaussian, .gaussian(gain: gain), gain: gain)
    }
    for gain in [0.8, 0.9, 1.05, 1.1] {
      try add("orthogonal, gain \(gain)", .orthogonal, .orthogonal(gain: gain), gain: gain)
    }
    return list + nonNormal(settings)
  }

  /// Eigenvalues see only the diagonal. What is handed down the chain grows by 0.5 + 0.7 a step until it leaves.
  private static func nonNormal(_ settings: Settings) -> [Candidate] {
    let pair = Matrix(rows: [[0.9, settings.coupling], [0, 0.9]])
    var chain = 0.5 * Matrix.identity(settings.hidden / 2)
    for unit in 1..<chain.rows { chain[unit, unit - 1] = 0.7 }
    return [
      Candidate(name: "two units", family: .nonNormal, matrix: pair, predicted: 0.9),
      Candidate(name: "feed-forward chain", family: .nonNormal, matrix: chain, predicted: 0.5),
    ]
  }

  private static func ensemble(
    of size: Int, draws: Int, using generator: inout RandomGenerator
  ) throws -> Ensemble {
    let matrices = try (0..<draws).map { _ in
      try CellWeights.recurrentMatrix(.pytorch, size, using: &generator)
    }
    let spectra = try concurrentMap(matrices) {
      let moduli = try $0.eigenvalues().map(\.magnitude).sorted(by: >)
      return (try $0.singularValues(), moduli, try powerCurve(of: $0, through: 5)[5])
    }
    return Ensemble(
      size: size, singularValues: spectra.map(\.0), moduli: spectra.map(\.1),
      fifths: spectra.map(\.2))
  }
}
