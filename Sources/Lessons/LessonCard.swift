import Report

/// What a lesson is about, before anything is measured.
public struct LessonCard: Sendable {
  /// The word that selects the lesson on the command line and in links; lower case with hyphens.
  public let id: String
  /// The page's title.
  public let title: String
  /// The question that the lesson answers.
  public let question: String
  /// What the lecture says about it, with the markup of `Prose`.
  public let lectureClaim: String
  /// Papers.
  public let sources: [Reference]
  /// The core-seconds that the full settings take, rounded up; nil where nobody has said.
  public let seconds: Double?

  /// A card.
  public init(
    id: String, title: String, question: String, lectureClaim: String, sources: [Reference],
    seconds: Double? = nil
  ) {
    self.id = id
    self.title = title
    self.question = question
    self.lectureClaim = lectureClaim
    self.sources = sources
    self.seconds = seconds
  }
}
