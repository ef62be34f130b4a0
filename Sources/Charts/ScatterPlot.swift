/// Points in named groups, with curves and thresholds for comparison.
public struct ScatterPlot: Sendable {
  /// The x axis.
  public let x: Axis
  /// The y axis.
  public let y: Axis
  /// The groups of points.
  public let groups: [Series]
  /// Lines drawn behind the points: a law, a fit, the diagonal.
  public let curves: [Series]
  /// Straight lines across the plot.
  public let thresholds: [Threshold]
  /// Shaded stretches.
  public let bands: [Band]

  /// A scatter plot.
  public init(
    x: Axis, y: Axis, groups: [Series], curves: [Series] = [], thresholds: [Threshold] = [],
    bands: [Band] = []
  ) {
    self.x = x
    self.y = y
    self.groups = groups
    self.curves = curves
    self.thresholds = thresholds
    self.bands = bands
  }
}
