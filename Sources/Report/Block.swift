import Charts

/// One piece of a page, in the order of reading.
public enum Block: Sendable {
  /// A section's heading.
  case heading(String)
  /// A paragraph.
  case paragraph(Prose)
  /// A list of points.
  case list([Prose])
  /// A question to answer before reading on; the answer opens on demand.
  case ask(question: Prose, answer: Prose)
  /// A note in the margin beside what precedes it.
  case note(Prose)
  /// When the claim of the lecture is false.
  case limits(Prose)
  /// A displayed formula, as LaTeX; `reading` says it in words.
  case formula(String, reading: Prose? = nil)
  /// A figure with what to see in it.
  case figure(Figure, caption: Prose)
  /// A table of numbers or words.
  case table(DataTable, caption: Prose)
  /// Claims, with their measured numbers.
  case claims([Claim])
  /// A command to type, and what it does.
  case command(String, purpose: Prose)
  /// Source code.
  case code(String, language: String)
  /// Exercises: changes of settings, each with the question to answer by it. Their heading comes by itself.
  case exercises([Exercise])
  /// Sources. Their heading comes by itself.
  case references([Reference])
}

/// An exercise.
public struct Exercise: Sendable {
  /// What to change and what to find out.
  public let task: Prose
  /// The command that does it; nil for paper and pencil.
  public let command: String?
  /// The answer, opened on demand; nil for none.
  public let answer: Prose?

  /// An exercise.
  public init(_ task: Prose, command: String? = nil, answer: Prose? = nil) {
    self.task = task
    self.command = command
    self.answer = answer
  }
}

/// A source.
public struct Reference: Sendable {
  /// Authors and year.
  public let authors: String
  /// The title.
  public let title: String
  /// Journal, conference or publisher.
  public let venue: String
  /// Where to read it, over https; nil when nowhere.
  public let link: String?

  /// A source.
  public init(_ authors: String, _ title: String, venue: String, link: String? = nil) {
    self.authors = authors
    self.title = title
    self.venue = venue
    self.link = link
  }
}
