/// A figure: what it is, what it says in words, and the plain numbers that it draws.
public struct Figure: Sendable {
  /// The kinds of picture.
  public enum Kind: Sendable {
    /// Lines over x, with linear or logarithmic axes.
    case lines(LineChart)
    /// Colour over columns and rows: time by training step is the picture of this subject.
    case heatMap(HeatMap)
    /// Points.
    case scatter(ScatterPlot)
    /// Bars.
    case bars(BarChart)
    /// A surface as filled contour bands, with paths laid over it.
    case contours(ContourMap)
    /// A map of named regions.
    case phases(PhaseDiagram)
    /// Cells with values and arrows.
    case grid(GridMap)
    /// Pixels.
    case pictures(Pictures)
    /// Points in planes of one scale, side by side.
    case planes(Planes)
  }

  /// Unique in the document; letters, digits and hyphens. Claims link to it.
  public let id: String
  /// A short name; the first words of the caption.
  public let title: String
  /// What a reader who can't see the picture must know: what is drawn and what it shows.
  public let alt: String
  /// The picture.
  public let kind: Kind

  /// A figure. Traps on an id with other characters than letters, digits and hyphens, and on an empty text.
  public init(id: String, title: String, alt: String, _ kind: Kind) {
    precondition(!id.isEmpty && id.allSatisfy(Self.allowedInID), "figure id \"\(id)\"")
    precondition(!title.isEmpty, "figure \(id) has no title")
    precondition(!alt.isEmpty, "figure \(id) has no alternative text")
    self.id = id
    self.title = title
    self.alt = alt
    self.kind = kind
  }

  private static func allowedInID(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "-")
  }
}
