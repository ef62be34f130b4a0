import Charts

/// The style sheet of a page.
enum PageStyle {
  static var css: String {
    ":root{\(Palette.lightDeclarations)}" + FigureStyle.css + Figure.chartCSS
  }
}
