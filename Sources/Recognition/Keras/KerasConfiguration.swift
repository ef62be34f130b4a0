import Buffers

/// The recurrent layers that a model's configuration names: by the layer's name, and by the group that
/// Keras 3 keeps the cell's weights in.
///
/// Source: Keras 3, `saving_lib` and `serialization_lib` (2023): layers are groups named after their class, counted
/// within their model.
struct KerasConfiguration {
  private var byName: [String: [KerasSettings]] = [:]
  /// Names whose layers don't all have the same settings.
  private var ambiguous: Set<String> = []
  private var byGroup: [String: KerasSettings] = [:]
  /// How many cells there were.
  private var count = 0
  /// Classes of layers that aren't known, by the layer's name.
  private(set) var otherClasses: [String: String] = [:]
  /// The chain of the layer that is visited, within the group of its model.
  private var link: (chain: String, number: Int, isDownstream: Bool)?
  /// Whether the model that is visited sees a recurrent layer's states in the one around it.
  private var isAbove = false

  /// - Complexity: O(configuration).
  init(_ model: JSON?) {
    if let model { visit(model, at: "", .alone) }
  }

  /// How a layer stands in a wrapper.
  private enum Place {
    case alone
    case forward(goesBackwards: Bool)
    case backward(goesBackwards: Bool)
  }

  private mutating func visit(_ layer: JSON, at group: String, _ place: Place) {
    let (name, settings) = (layer["class_name"]?.string ?? "", layer["config"] ?? .null)
    let inner = group.isEmpty ? "" : group + "/"
    switch name {
    case "Bidirectional": both(settings, at: inner)
    case "RNN":
      if let cell = settings["cell"] { cells(cell, of: settings, at: group + "/cell", place) }
    case _ where KerasSettings.kind(ofClass: name) != nil:
      add(name, settings, of: settings, at: group + "/cell", place)
    default:
      if let layers = settings["layers"]?.values ?? settings.values {
        visit(layers, at: inner + "layers/")
      } else if let wrapped = settings["layer"] {
        visit(wrapped, at: inner + "layer", place)
      } else if let own = settings["name"]?.string {
        otherClasses[own] = name
      }
    }
  }

  private mutating func visit(_ layers: [JSON], at group: String) {
    let chains = KerasChains(layers)
    let (outer, wasAbove) = (link, isAbove)
    defer { (link, isAbove) = (outer, wasAbove) }
    var seen: [String: Int] = [:]
    for layer in layers {
      let word = Self.snakeCase(layer["class_name"]?.string ?? "")
      let number = seen[word, default: 0]
      seen[word] = number + 1
      let name = (layer["config"]?["name"] ?? layer["name"])?.string ?? ""
      link = chains.links[name].map { (group + $0.first, $0.number, $0.isDownstream || wasAbove) }
      isAbove = wasAbove || chains.above.contains(name)
      visit(layer, at: group + (number == 0 ? word : "\(word)_\(number)"), .alone)
    }
  }

  /// A layer and its copy that walks the other way, unless that has settings of its own.
  private mutating func both(_ settings: JSON, at group: String) {
    guard let forward = settings["layer"] else { return }
    let reversed = forward["config"]?["go_backwards"]?.bool ?? false
    visit(forward, at: group + "forward_layer", .forward(goesBackwards: reversed))
    let own = settings["backward_layer"].flatMap { $0["config"] == nil ? nil : $0 }
    visit(
      own ?? forward, at: group + "backward_layer",
      .backward(goesBackwards: own?["config"]?["go_backwards"]?.bool ?? !reversed))
  }

  /// The cell of an `RNN`, or several one upon the other.
  private mutating func cells(_ cell: JSON, of layer: JSON, at group: String, _ place: Place) {
    let stack = cell.values ?? cell["config"]?["cells"]?.values
    guard let stack else {
      add(cell["class_name"]?.string ?? "", cell["config"] ?? .null, of: layer, at: group, place)
      return
    }
    var seen: [String: Int] = [:]
    defer { link = nil }
    for (level, cell) in stack.enumerated() {
      link = (group, level, false)
      let name = cell["class_name"]?.string ?? ""
      let word = Self.snakeCase(name)
      let number = seen[word, default: 0]
      seen[word] = number + 1
      add(
        name, cell["config"] ?? .null, of: layer,
        at: group + "/cells/" + (number == 0 ? word : "\(word)_\(number)"), place)
    }
  }

  private mutating func add(
    _ name: String, _ values: JSON, of layer: JSON, at group: String, _ place: Place
  ) {
    let own = layer["name"]?.string ?? ""
    guard let kind = KerasSettings.kind(ofClass: name) else {
      otherClasses[own] = name
      return
    }
    let bare = own.hasPrefix("forward_") ? String(own.dropFirst("forward_".count)) : own
    let (key, reversed, wrapped): (String, Bool, Bool) =
      switch place {
      case .alone: (own, layer["go_backwards"]?.bool ?? false, false)
      case .forward(let reversed): ("forward_" + bare, reversed, true)
      case .backward(let reversed):
        (own.hasPrefix("backward_") ? own : "backward_" + bare, reversed, true)
      }
    let settings = KerasSettings(
      name: key, cellName: values == layer ? nil : values["name"]?.string, kind: kind,
      values: values, goesBackwards: reversed, place: count, isWrapped: wrapped,
      chain: link?.chain, number: link?.number ?? 0, isDownstream: link?.isDownstream ?? false)
    // Nested models make the groups' names longer than the text.
    if group.utf8.count < 1024 { byGroup[group] = settings }
    count += 1
    if let first = byName[key]?.first, !settings.isLike(first) { ambiguous.insert(key) }
    byName[key, default: []].append(settings)
  }

  /// What is said of a layer, and whether that could be of another one of the same name; `nil` if nothing is.
  ///
  /// - Parameters:
  ///   - names: what the layer and the groups around it are called, innermost first.
  ///   - group: the group of its weights, as Keras 3 names it.
  ///   - isNamed: whether the file has the users' names, which the group's layer must agree with.
  func settings(
    _ names: [String], group: String, isNamed: Bool
  ) -> (settings: KerasSettings, isAmbiguous: Bool)? {
    if let settings = byGroup[group], !isNamed || names.contains(settings.name) {
      return (settings, false)
    }
    for name in names {
      guard let several = byName[name], let first = several.first else { continue }
      // A hundred layers of one name are nobody's: looking at all of them for each would take the square of the time.
      let own = several.prefix(100).filter { $0.cellName.map(names.contains) ?? false }
      if own.count == 1 { return (own[0], false) }
      return (first, ambiguous.contains(name))
    }
    return nil
  }

  /// `SimpleRNN` as `simple_rnn`. Source: Keras 3, `naming.to_snake_case`.
  static func snakeCase(_ name: String) -> String {
    // No class has a longer name, and those of models around go before all that is in them.
    let letters = name.prefix(64).filter { $0.isLetter || $0.isNumber || $0 == "_" }.map { $0 }
    var words = ""
    for (place, letter) in letters.enumerated() {
      let follows = place > 0 && letter.isUppercase
      let next = place + 1 < letters.count && letters[place + 1].isLowercase
      if follows && (letters[place - 1].isLowercase || next) { words.append("_") }
      words += letter.lowercased()
    }
    return words
  }
}
