import Checkpoints
import Recurrent

/// Finds layers by the names that Keras gives their weights, and by the model's configuration where there is one.
struct KerasLayers {
  private let table: WeightTable
  private let configuration: KerasConfiguration
  private let version: String?
  /// The users' names that Keras 3 keeps, by the path of a layer's variables.
  private let given: [String: String]
  /// The places of layers in the file's own list.
  private let places: [String: Int]

  /// `nil` for files that aren't Keras' own.
  /// - Complexity: O(configuration + attributes).
  init?(_ table: WeightTable, _ structure: Checkpoint.Structure) {
    guard case .keras(let model) = structure else { return nil }
    self.table = table
    configuration = KerasConfiguration(model.configuration)
    version = model.version
    let list = model.texts("layer_names", at: "model_weights") ?? model.texts("layer_names") ?? []
    places = Dictionary(
      list.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    given = Dictionary(
      model.attributes.compactMap { note in
        note.name == "name" && note.path.hasSuffix("/vars")
          ? note.value.string.map { (note.path, $0) } : nil
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The tensors that are named as recurrent kernels, in the order of the model's layers where it is known, forwards before
  /// backwards: HDF5 keeps its groups by the alphabet.
  ///
  /// - Complexity: O(tensors log tensors).
  func inOrder(_ tensors: [StoredTensor]) -> [StoredTensor] {
    var firsts: [String: Int] = [:]
    var ranked: [(rank: [Int], tensor: StoredTensor)] = []
    for (place, tensor) in tensors.enumerated() {
      guard let site = Site(tensor.name, self) else { continue }
      let first = firsts[site.names.display, default: place]
      firsts[site.names.display] = first
      ranked.append((rank(site) + [first, site.names.isBackward ? 1 : 0, place], tensor))
    }
    return ranked.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.tensor)
  }

  /// The layer's place in the configuration, and in the file's list.
  private func rank(_ site: Site) -> [Int] {
    let listed = site.names.keys.lazy.compactMap { places[$0] }.first
    return [site.settings?.place ?? Int.max, listed ?? places.count]
  }

  /// What became of a tensor that is named as a cell's recurrent kernel.
  enum Finding {
    case layer(RecurrentLayer)
    case passedOver(String)
  }

  /// The layer whose recurrent kernel a tensor is, or why there is none; `nil` if it isn't named like one.
  func finding(_ tensor: StoredTensor) throws(CheckpointFault) -> Finding? {
    guard let site = Site(tensor.name, self) else { return nil }
    let plan: Plan
    do throws(Unlike) { plan = try Plan(site, table) } catch { return .passedOver(error.reason) }
    return .layer(try plan.layer())
  }

  /// A cell's place in the file, and what the file says of it.
  fileprivate struct Site {
    let address: KerasAddress
    let names: KerasNames
    let settings: KerasSettings?
    let isAmbiguous: Bool
    /// A class of the configuration that isn't known.
    let otherClass: String?
    let version: KerasVersion

    /// `nil` unless the name is a recurrent kernel's.
    init?(_ tensor: String, _ layers: KerasLayers) {
      guard let address = KerasAddress(tensor) else { return nil }
      self.address = address
      names = KerasNames(address, given: layers.given)
      let found = layers.configuration.settings(
        names.keys, group: address.group.joined(separator: "/"), isNamed: !layers.given.isEmpty)
      settings = found?.settings
      isAmbiguous = found?.isAmbiguous ?? false
      otherClass =
        found == nil
        ? names.keys.lazy.compactMap { layers.configuration.otherClasses[$0] }.first : nil
      version = KerasVersion(layers.version, isNumbered: address.style == .numbered)
      // Many a tensor is a layer's second variable, or ends in U: something must say that it is a cell's.
      if address.style != .named && settings == nil && names.kind == nil { return nil }
      if address.style == .numbered && !names.hasCellGroup { return nil }
    }
  }
}

/// A layer, decided from names, shapes and settings before its weights are read.
private struct Plan {
  let site: KerasLayers.Site
  let weights: KerasWeights
  var equations: CellEquations
  var remarks: [String] = []
  let isReverse: Bool

  init(_ site: KerasLayers.Site, _ table: WeightTable) throws(Unlike) {
    self.site = site
    weights = try KerasWeights(site.address, table)
    equations = CellEquations(weights.kind)
    isReverse = site.settings?.goesBackwards ?? site.names.isBackward
    try agree()
    try setActivations()
    setReset()
    note()
  }

  /// Holds the configuration against the tensors.
  private func agree() throws(Unlike) {
    if let kind = site.settings?.kind ?? (site.address.style == .named ? nil : site.names.kind),
      kind != weights.kind
    {
      throw Unlike(
        "by name it is \(kind.title), by its shape \(weights.kind.title)"
      )
    }
    if let units = site.settings?.units, units != weights.hiddenSize {
      throw Unlike("its configuration says \(units) units, its weights have \(weights.hiddenSize)")
    }
    if site.settings?.hasBias == true && weights.biases == .none {
      throw Unlike("its configuration says that it has a bias, and the file has none")
    }
  }

  private mutating func setActivations() throws(Unlike) {
    if let word = site.settings?.activation {
      guard let activation = CellEquations.StateActivation(rawValue: word) else {
        throw Unlike("its activation is \(word); tanh, relu, sigmoid and linear are known")
      }
      equations.stateActivation = activation
      equations.outputActivation = weights.kind == .lstm ? activation : .tanh
      if weights.kind == .rnn && activation == .relu { equations = CellEquations(.rnnRelu) }
    } else if weights.kind == .rnn {
      remarks.append("tanh is assumed, Keras' default: the file doesn't name the activation")
    }
    guard weights.kind != .rnn else { return }
    switch site.settings?.gateActivation {
    case "sigmoid": equations.gateActivation = .sigmoid
    case "hard_sigmoid": equations.gateActivation = site.version.hardSigmoid
    case nil: assumeActivations()
    case let word?: throw Unlike("its gates are \(word)s; sigmoid and hard_sigmoid are known")
    }
  }

  /// What Keras takes where a layer isn't told.
  private mutating func assumeActivations() {
    guard weights.biases != .cuDNN else { return }  // CuDNN has nothing else.
    equations.gateActivation = site.version.gateActivation(hasCellGroup: site.names.hasCellGroup)
    remarks.append("the gates' activation is assumed to be Keras' default: the file doesn't say")
  }

  private mutating func setReset() {
    guard weights.kind == .gru else { return }
    switch weights.biases {
    case .one: equations.resetsAfter = false
    case .two, .cuDNN: equations.resetsAfter = true
    case .none:
      equations.resetsAfter =
        site.settings?.resetsAfter
        ?? site.version.resetsAfter(hasCellGroup: site.names.hasCellGroup)
      guard site.settings?.resetsAfter == nil else { return }
      let place = equations.resetsAfter ? "after" : "before"
      remarks.append(
        "the reset gate is assumed to come \(place) the product: without a bias nothing says")
    }
  }

  private mutating func note() {
    if case .hardSigmoid(let slope, let offset) = equations.gateActivation {
      let slope = slope == 0.2 ? "0.2 x" : "x / 6"
      remarks.append("gates are hard sigmoids, \(slope) + \(offset)")
    }
    if weights.biases == .cuDNN { remarks.insert("CuDNN layout", at: 0) }
    if site.isAmbiguous {
      remarks.append(
        "the configuration has several layers of this name; the first one's settings are taken")
    }
    if let other = site.otherClass {
      remarks.append("its class is \(other), which may have other equations")
    }
    if isReverse, let settings = site.settings, !settings.isWrapped {
      remarks.append("its outputs leave in the order in which it walks, the last step's first")
    }
  }

  private var confidence: Recognition.Confidence {
    if site.otherClass != nil { return .possible }
    if site.isAmbiguous { return .likely }
    // Without a configuration functions and direction are Keras' defaults, unless CuDNN leaves no choice.
    return site.settings != nil ? .certain : .likely
  }

  func layer() throws(CheckpointFault) -> RecurrentLayer {
    let biases = try weights.biasVectors()
    var layer = RecurrentLayer(
      name: site.names.display, stack: site.settings?.chain, equations: equations,
      layer: site.settings?.number ?? 0, direction: isReverse ? .reverse : .forward,
      recognition: Recognition(
        evidence: site.settings == nil ? .name : .configuration, confidence: confidence,
        remarks: remarks),
      inputWeights: try weights.inputMatrix(), recurrentWeights: try weights.recurrentMatrix(),
      inputBias: biases.input, recurrentBias: biases.recurrent)
    layer.isDownstream = site.settings?.isDownstream ?? false
    layer.hasBias = weights.biases != .none
    layer.hasTwoBiases = weights.biases == .two || weights.biases == .cuDNN
    return layer
  }
}
