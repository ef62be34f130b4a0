/// Lines over x.
public struct LineChart: Sendable {
  /// The x axis.
  public let x: Axis
  /// The y axis.
  public let y: Axis
  /// The lines. With frames, their `y` are the last frame's.
  public let series: [Series]
  /// Straight lines across the plot.
  public let thresholds: [Threshold]
  /// Shaded stretches.
  public let bands: [Band]
  /// Successive moments, for the slider; nil for a still picture.
  public let frames: Frames?

  /// A line chart. With frames, every frame must have one row of values a series, as long as its `x`; the
  /// series' own `y` are replaced by the last frame's.
  public init(
    x: Axis, y: Axis, series: [Series], thresholds: [Threshold] = [], bands: [Band] = [],
    frames: Frames? = nil
  ) {
    if let frames {
      for frame in frames.frames {
        precondition(
          frame.y.map(\.count) == series.map(\.x.count),
          "frame \(frame.position): shape \(frame.y.map(\.count)), series \(series.map(\.x.count))")
      }
    }
    self.x = x
    self.y = y
    self.series = frames.map { Self.replaced(series, by: $0.frames.last?.y ?? []) } ?? series
    self.thresholds = thresholds
    self.bands = bands
    self.frames = frames
  }

  private static func replaced(_ series: [Series], by values: [[Double]]) -> [Series] {
    zip(series, values).map { $0.with(y: $1) }
  }
}
