import Recurrent

/// Where the weights of a cell are, taken from the name of its recurrent kernel.
///
/// Keras 2 has `lstm_1/recurrent_kernel:0`, or `lstm_1/lstm_cell/recurrent_kernel:0`; Keras 3 numbers a cell's variables
/// in a fixed order, `layers/lstm/cell/vars/1`; Keras 1 has `lstm_1_U_i`, a tensor a gate, or `lstm_1_U`.
struct KerasAddress {
  /// The group of the weights, outermost first.
  let group: [String]
  /// The names of the kernel, the recurrent kernel and the bias; of each gate's in Keras 1.
  let kernel: [String]
  let recurrent: [String]
  let bias: [String]
  let style: Style

  enum Style {
    case named
    case numbered
    case letters
  }

  /// Takes a name apart; `nil` for any other tensor.
  init?(_ name: String) {
    guard name.utf8.count < 4096 else { return nil }
    var folder = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let last = folder.removeLast()
    let colon = last.hasSuffix(":0") ? ":0" : ""
    let word = last.dropLast(colon.count)
    let path = folder.isEmpty ? "" : folder.joined(separator: "/") + "/"
    if word == "recurrent_kernel" {
      style = .named
      (kernel, recurrent) = ([path + "kernel" + colon], [name])
      bias = [path + "bias" + colon]
    } else if last == "1", folder.last == "vars" {
      style = .numbered
      (kernel, recurrent, bias) = ([path + "0"], [name], [path + "2"])
      folder.removeLast()
    } else if let (stem, gates) = Self.letters(word) {
      style = .letters
      func names(_ letter: String) -> [String] {
        gates.map { path + "\(stem)_\(letter)\($0)" + colon }
      }
      (kernel, recurrent, bias) = (names("W"), names("U"), names("b"))
    } else {
      return nil
    }
    group = folder.first == "model_weights" ? Array(folder.dropFirst()) : folder
  }

  /// The name of a layer of Keras 1 and the endings of its gates, in Keras' order.
  private static func letters(_ word: Substring) -> (stem: Substring, gates: [String])? {
    for (ending, gates) in [
      ("_U_i", ["_i", "_f", "_c", "_o"]), ("_U_z", ["_z", "_r", "_h"]), ("_U", [""]),
    ] where word.hasSuffix(ending) && word.count > ending.count {
      return (word.dropLast(ending.count), gates)
    }
    return nil
  }
}

/// What the groups above a cell's weights are called.
struct KerasNames {
  /// The layer's name behind those of the models around it, such as `encoder.lstm`.
  let display: String
  /// Names that the configuration may know the layer by, innermost first.
  let keys: [String]
  /// The family that the cell's own name stands for.
  let kind: CellKind?
  /// Whether the innermost group is a cell's own.
  let hasCellGroup: Bool
  /// Whether they say that it is the half of a `Bidirectional` that walks backwards.
  let isBackward: Bool

  /// - Parameter given: the users' names of Keras 3, by group.
  init(_ address: KerasAddress, given: [String: String]) {
    self = address.style == .numbered ? Self(address.group, given) : Self(address.group)
  }

  /// Keras 1 and 2 have a group for each layer, and below it the path of the variable, which may begin
  /// with the models around and then the layer once more.
  private init(_ group: [String]) {
    let layer = group.first ?? ""
    let again = group.lastIndex { Self.isSame($0, layer) } ?? 0
    let below = group.dropFirst(again + 1)
    let models = below.filter { !Self.isCell($0) && !Self.isHalf($0) }
    // Cells one upon the other are told apart by their own names.
    let isStacked = below.contains { $0.hasPrefix("stacked_rnn_cells") }
    display = ([layer] + models + (isStacked ? below.suffix(1) : [])).joined(separator: ".")
    keys = group.reversed()
    kind = keys.lazy.compactMap { KerasSettings.kind(ofName: $0) }.first
    hasCellGroup = group.last.map(Self.isCell) ?? false
    isBackward = below.contains { $0.hasPrefix("backward_") }
  }

  /// Keras 3 names groups after attributes and classes, and keeps the users' names beside them.
  private init(_ group: [String], _ given: [String: String]) {
    var (path, shown, keys): (String, [String], [String]) = ("", [], [])
    var above = ""
    for word in group {
      path += path.isEmpty ? word : "/" + word
      let name = given[path + "/vars"]
      keys.append(name ?? word)
      if ["layers", "_layers"].contains(above) {
        shown.append(name ?? word)
      } else if !Self.structural.contains(word) || above == "cells" {
        shown.append(word)
      }
      above = word
    }
    display = shown.joined(separator: ".")
    self.keys = keys.reversed()
    // A `cell` is called after its layer where nothing else says what it is.
    let own = keys.suffix(group.last == "cell" ? 2 : 1) + group.suffix(group.last == "cell" ? 2 : 1)
    kind = own.reversed().lazy.compactMap { KerasSettings.kind(ofName: $0) }.first
    hasCellGroup = group.last == "cell" || own.contains(where: Self.isCell)
    isBackward = group.contains("backward_layer")
  }

  private static let structural: Set<String> = [
    "layers", "_layers", "layer", "cell", "cells", "forward_layer", "backward_layer",
  ]

  /// Whether a scope is the layer's, which TensorFlow may have numbered: `lstm_1` or `lstm_1_2`.
  private static func isSame(_ scope: String, _ layer: String) -> Bool {
    guard scope.hasPrefix(layer), !layer.isEmpty else { return false }
    let rest = scope.dropFirst(layer.count)
    return rest.isEmpty || rest.first == "_" && rest.dropFirst().allSatisfy(\.isNumber)
  }

  private static func isCell(_ word: String) -> Bool {
    word.hasSuffix("_cell") || word.hasPrefix("stacked_rnn_cells")
      || word.contains("_cell_") && word.last?.isNumber == true
  }

  private static func isHalf(_ word: String) -> Bool {
    word.hasPrefix("forward_") || word.hasPrefix("backward_")
  }
}
