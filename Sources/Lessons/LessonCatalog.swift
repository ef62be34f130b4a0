/// All lessons, in the order of reading.
public enum LessonCatalog {
  /// The one list.
  public static let all = recurrence + decisions

  /// Where the gradient goes in recurrent networks.
  public static let recurrence: [LessonEntry] = [
    LessonEntry(SingularValues.self), LessonEntry(VanishingGradient.self),
    LessonEntry(ExplodingGradient.self), LessonEntry(ClippingLesson.self),
    LessonEntry(LSTMCellPath.self), LessonEntry(RNNVersusLSTM.self),
  ]

  /// What decisions are worth, and how that is learned.
  public static let decisions: [LessonEntry] = [
    LessonEntry(GridWorld.self), LessonEntry(BellmanEquation.self),
    LessonEntry(QLearningLesson.self), LessonEntry(ExperienceReplay.self),
    LessonEntry(DeepQLearningLesson.self), LessonEntry(TargetNetwork.self),
    LessonEntry(BellmanErrorLesson.self), LessonEntry(PixelsLesson.self),
    LessonEntry(ProbeLesson.self),
  ]

  /// The lesson of an id.
  public static func lesson(_ id: String) throws(LessonError) -> LessonEntry {
    if let entry = all.first(where: { $0.card.id == id }) { return entry }
    throw .unknownLesson(id, nearest: nearest(to: id, among: all.map(\.card.id)))
  }

  /// Throws when the user named a setting that none of the lessons has, or gave a value that doesn't fit.
  public static func check(
    _ overrides: [(String, String)], for lessons: [LessonEntry]
  ) throws(LessonError) {
    let known = lessons.flatMap { $0.settings.map(\.name) }
    for (name, _) in overrides where !known.contains(name) {
      throw .unknownSetting(
        name, lessons: lessons.map(\.card.id), nearest: nearest(to: name, among: known))
    }
    for lesson in lessons { try lesson.check(overrides) }
  }
}
