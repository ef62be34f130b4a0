/// The parts of the name of recurrent weights: `MODULE.WORD_hh_l1_reverse` and the like.
struct TorchName {
  /// What stands before, without the dot.
  let module: String
  /// `weight_`, or what stands in its place, such as `enc_w_`.
  private let word: String
  /// `_l0`, `_l1_reverse`, or nothing.
  private let suffix: String
  let layer: Int
  let isReverse: Bool

  /// Takes a name apart, also one of a part of a reparametrised weight; `nil` for any other.
  ///
  /// - Complexity: O(name); a file may have a million of them.
  init?(_ name: String) {
    guard name.utf8.count < Self.longest else { return nil }
    var rest = name[...]
    let isParametrized = rest.drop(ending: ".original") || rest.drop(ending: ".original1")
    if !isParametrized { _ = rest.drop(ending: "_v") || rest.drop(ending: "_orig") }
    isReverse = rest.drop(ending: "_reverse")
    let number = rest.dropDigits()
    if let number {
      guard number.count <= 4, rest.drop(ending: "_l") else { return nil }
      (layer, suffix) = (Int(number) ?? 0, "_l\(number)" + (isReverse ? "_reverse" : ""))
    } else {
      guard !isReverse else { return nil }
      (layer, suffix) = (0, "")
    }
    guard rest.drop(ending: "hh") else { return nil }
    let dot = rest.utf8.lastIndex(of: UInt8(ascii: "."))
    word = String(rest[(dot.map(rest.utf8.index(after:)) ?? rest.startIndex)...])
    guard Self.isWord(word) else { return nil }
    var module = rest[..<(dot ?? rest.startIndex)]
    if isParametrized {
      guard module == "parametrizations" || module.hasSuffix(".parametrizations") else {
        return nil
      }
      module = module.dropLast("parametrizations".count)
      _ = module.drop(ending: ".")
    }
    self.module = String(module)
  }

  private static let longest = 4096

  /// Whether it is `weight_` or `w_`, behind other words of letters and digits with an underscore each.
  private static func isWord(_ word: String) -> Bool {
    let parts = word.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    guard parts.count > 1, parts[parts.count - 1].isEmpty,
      ["weight", "w"].contains(String(Substring(parts[parts.count - 2])))
    else { return false }
    return parts.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isWordByte) }
  }

  /// The weight of the module under PyTorch's two letters.
  func tensor(_ letters: String) -> String { word + letters + suffix }

  /// The bias of the module under PyTorch's two letters.
  func bias(_ letters: String) -> String {
    let word =
      word.hasSuffix("weight_") ? word.dropLast(7) + "bias_" : word.dropLast(2) + "b_"
    return word + letters + suffix
  }

  /// The module's name without the wrappers around it.
  var display: String {
    var parts = module.split(separator: ".").map(String.init)
    while let first = parts.first, ["_orig_mod", "module", "model"].contains(first) {
      parts.removeFirst()
    }
    let before = word.hasSuffix("weight_") ? word.dropLast(7) : word.dropLast(2)
    if !before.isEmpty { parts.append(String(before.dropLast())) }
    return parts.joined(separator: ".")
  }
}

extension Substring {
  /// Takes an ending away if it is there.
  fileprivate mutating func drop(ending: String) -> Bool {
    guard utf8.count >= ending.utf8.count, utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    else { return false }
    self = self[..<utf8.index(endIndex, offsetBy: -ending.utf8.count)]
    return true
  }

  /// Takes the digits at the end away; `nil` if there are none.
  fileprivate mutating func dropDigits() -> String? {
    let digits = utf8.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      .count
    guard digits > 0 else { return nil }
    let start = utf8.index(endIndex, offsetBy: -digits)
    defer { self = self[..<start] }
    return String(self[start...])
  }
}

extension UInt8 {
  fileprivate var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
