/// Horizontal bars: a category is a row of text above its bars, so that long names stay legible when narrow.
public struct BarChart: Sendable {
  /// One colour of bars.
  public struct Group: Sendable, Equatable {
    /// What the colour stands for.
    public let name: String
    /// What the colour means.
    public let role: ColorRole
    /// One value a category; NaN for none.
    public let values: [Double]

    /// A group of bars.
    public init(_ name: String, role: ColorRole, values: [Double]) {
      self.name = name
      self.role = role
      self.values = values
    }
  }

  /// The axis of the values.
  public let value: Axis
  /// The categories, from top to bottom.
  public let categories: [String]
  /// The bars of each category, one a group.
  public let groups: [Group]
  /// Lines across all bars.
  public let thresholds: [Threshold]

  /// A bar chart; traps unless each group has one value a category.
  public init(
    value: Axis, categories: [String], groups: [Group], thresholds: [Threshold] = []
  ) {
    for group in groups {
      precondition(
        group.values.count == categories.count,
        "bars \(group.name): \(group.values.count) values for \(categories.count) categories")
    }
    self.value = value
    self.categories = categories
    self.groups = groups
    self.thresholds = thresholds
  }
}
