/// A formula as a tree, as LaTeX means it.
indirect enum MathNode: Sendable, Equatable {
  /// Pieces side by side.
  case row([MathNode])
  /// A letter or a name; a single upright or bold letter says so.
  case identifier(String, Face)
  /// Digits.
  case number(String)
  /// An operator, a relation, a bracket that keeps its size.
  case symbol(String)
  /// The name of a function or of an operation with limits below it.
  case function(String, limits: Bool)
  /// A sum, a product.
  case large(String)
  /// Words.
  case words(String)
  /// Numerator over denominator.
  case fraction(MathNode, MathNode)
  /// A root, with its degree.
  case root(MathNode, degree: MathNode?)
  /// Subscript and superscript.
  case scripts(MathNode, lower: MathNode?, upper: MathNode?)
  /// Brackets that grow with what they hold; an empty one isn't drawn.
  case fenced(String, MathNode, String)
  /// A mark over what it stands on.
  case accent(MathNode, String)
  /// A brace below.
  case braced(MathNode)
  /// Rows of cells, with the brackets around them.
  case table([[MathNode]], Table)
  /// Room, in ems.
  case space(Double)

  /// How a letter is set.
  enum Face: Sendable { case italic, upright, bold }

  /// What rows of cells are.
  enum Table: Sendable, Equatable {
    case matrix(String, String)
    case cases
    case aligned
  }

  /// No pieces.
  static let empty = MathNode.row([])
}

/// A formula that can't be read.
public struct MathError: Error, Equatable, CustomStringConvertible {
  /// The formula.
  public let latex: String
  /// What is wrong with it.
  public let reason: String

  /// One sentence.
  public var description: String { "formula \(latex): \(reason)" }
}
