import Charts

/// One lesson or one run, as a page of a report.
public struct Page: Sendable {
  /// Unique in the document; letters, digits and hyphens.
  public let id: String
  /// The title.
  public let title: String
  /// A few words for the bar of pages; nil takes those of the id.
  public let name: String?
  /// One or two sentences under the title: the question.
  public let lede: Prose
  /// The content in the order of reading.
  public let blocks: [Block]
  /// The command that makes this page again.
  public let command: String
  /// The time that it may take and took; nil where nobody looked.
  public var seconds: PageSeconds?

  /// A page.
  public init(
    id: String, title: String, name: String? = nil, lede: Prose, command: String, blocks: [Block]
  ) {
    precondition(!id.isEmpty, "a page without id")
    self.id = id
    self.title = title
    self.name = name
    self.lede = lede
    self.command = command
    self.blocks = blocks
  }

  /// Every claim of the page, in order.
  public var claims: [Claim] {
    blocks.flatMap { block -> [Claim] in
      if case .claims(let claims) = block { return claims }
      return []
    }
  }

  /// Every figure of the page, in order.
  public var figures: [Figure] {
    blocks.compactMap { block -> Figure? in
      if case .figure(let figure, _) = block { return figure }
      return nil
    }
  }

  /// Every table of the page, in order.
  public var tables: [DataTable] {
    blocks.compactMap { block -> DataTable? in
      if case .table(let table, _) = block { return table }
      return nil
    }
  }
}

/// Seconds of all cores together.
public struct PageSeconds: Equatable, Sendable {
  /// What was promised; nil for nothing.
  public let declared: Double?
  /// What the process used.
  public let taken: Double

  /// Both.
  public init(declared: Double?, taken: Double) {
    (self.declared, self.taken) = (declared, taken)
  }
}

/// A whole report.
public struct ReportDocument: Sendable {
  /// The title.
  public let title: String
  /// What the report shows, in two or three sentences.
  public let lede: Prose
  /// Blocks between the title and the list of all claims: prose, commands, tables. Figures and claims belong to
  /// pages.
  public let summary: [Block]
  /// The pages, in the order of reading.
  public let pages: [Page]
  /// Terms and letters.
  public let glossary: [GlossaryEntry]
  /// What was found wrong with the run that the report is about; nil for a report that is about no run.
  public let alarms: [Alarm]?
  /// Where the report comes from.
  public let provenance: Provenance

  /// A report.
  public init(
    title: String, lede: Prose, summary: [Block] = [], pages: [Page],
    glossary: [GlossaryEntry] = [], alarms: [Alarm]? = nil, provenance: Provenance
  ) {
    self.title = title
    self.lede = lede
    self.summary = summary
    self.pages = pages
    self.glossary = glossary
    self.alarms = alarms
    self.provenance = provenance
  }

  /// Every claim, in order.
  public var claims: [Claim] { pages.flatMap(\.claims) }
}

/// A term and its meaning.
public struct GlossaryEntry: Sendable {
  /// The term or letter.
  public let term: Prose
  /// What it means.
  public let meaning: Prose

  /// A term.
  public init(_ term: Prose, _ meaning: Prose) {
    self.term = term
    self.meaning = meaning
  }
}

/// What made the report: enough to make it again.
public struct Provenance: Sendable {
  /// The command as typed.
  public let command: String
  /// The seed of every random number in it.
  public let seed: UInt64
  /// The version of the program.
  public let version: String
  /// Machine, libraries, threads: what may change the last digit.
  public let environment: KeyValuePairs<String, String>

  /// What made the report.
  public init(
    command: String, seed: UInt64, version: String,
    environment: KeyValuePairs<String, String> = [:]
  ) {
    self.command = command
    self.seed = seed
    self.version = version
    self.environment = environment
  }
}
