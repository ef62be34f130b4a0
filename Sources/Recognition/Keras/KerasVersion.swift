/// The version of Keras that wrote a file, for what the file leaves unsaid.
struct KerasVersion {
  private let major: Int?
  private let minor: Int
  /// Whether it came with TensorFlow, which went over to other defaults earlier.
  private let isTensorFlow: Bool

  init(_ text: String?, isNumbered: Bool) {
    let numbers = (text ?? "").split(separator: ".").map { Int($0.prefix { $0.isNumber }) }
    major = numbers.first.flatMap { $0 } ?? (isNumbered ? 3 : nil)
    minor = (numbers.count > 1 ? numbers[1] : nil) ?? 0
    isTensorFlow = text?.hasSuffix("-tf") ?? false
  }

  /// Keras 3 took over the hard sigmoid of PyTorch.
  var hardSigmoid: CellEquations.GateActivation {
    (major ?? 2) >= 3
      ? .hardSigmoid(slope: 1.0 / 6, offset: 0.5) : .hardSigmoid(slope: 0.2, offset: 0.5)
  }

  /// What gates are put through unless a layer is told otherwise: hard sigmoids before Keras 2.3 and TensorFlow 2,
  /// which has its weights a group deeper.
  func gateActivation(hasCellGroup: Bool) -> CellEquations.GateActivation {
    guard let major, major < 2 || major == 2 && minor < 3, !(isTensorFlow && hasCellGroup) else {
      return .sigmoid
    }
    return hardSigmoid
  }

  /// Whether a GRU's reset gate comes after the product unless a layer is told otherwise.
  func resetsAfter(hasCellGroup: Bool) -> Bool { (major ?? 2) >= 3 || hasCellGroup }
}
