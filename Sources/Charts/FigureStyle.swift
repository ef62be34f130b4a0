/// The style sheet of figures: the same rules for a figure in a page and for a file of its own.
public enum FigureStyle {
  /// Rules that use the palette's custom properties.
  public static var css: String {
    let roles = ColorRole.allCases.map { ".\($0.className){--c:\($0.css)}" }.joined()
    let fixed = ColorRole.allCases.map { ".ground .\($0.className){--c:\($0.colors.light)}" }
    let texts = ColorRole.allCases.filter(\.hasTextTone).map {
      ".\($0.className){--t:var(\($0.variable)-text)}"
    }
    return roles + texts.joined() + fixed.joined() + rules
  }

  private static let rules = """
    .grid{stroke:var(--rule)}.axis{stroke:var(--dim)}
    .tick,.label,.name,.value{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
    .tick{font-size:12px;fill:var(--dim);font-variant-numeric:tabular-nums}
    .label{font-size:12.5px;fill:var(--ink)}
    .value{font-size:12px;fill:var(--ink);font-variant-numeric:tabular-nums}
    .name{font-size:12.5px;font-weight:600;fill:var(--t,var(--c))}
    .name,.halo{paint-order:stroke;stroke:var(--paper);stroke-width:3.5px;stroke-linejoin:round}
    .weak{font-weight:400}.small{font-size:75%}.middle{text-anchor:middle}.end{text-anchor:end}
    .line{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round}
    .stretch *{vector-effect:non-scaling-stroke}
    .dashed{stroke-dasharray:6 4}.dotted{stroke-dasharray:.1 5;stroke-linecap:round}
    .thin{stroke-width:1.3}.ghost{opacity:.38;stroke-width:1.6}
    .rule{stroke:var(--c);stroke-dasharray:2 3;stroke-width:1.4}
    .band{fill:var(--c);opacity:.13}.spread{fill:var(--c);opacity:.18}
    .dot{fill:var(--c)}.bar{fill:var(--c)}.ring{fill:var(--paper);stroke:var(--c);stroke-width:2}
    .specks{fill:none;stroke:var(--c);stroke-width:4.4;stroke-linecap:round}.specks.many{stroke-width:3}.specks.most{stroke-width:2}.ring-halo{fill:none;stroke:var(--paper);stroke-width:3.2;opacity:.6}.ring-line{fill:none;stroke:var(--c);stroke-width:1.6}.panel *{vector-effect:non-scaling-stroke}
    .start{stroke:#fffdf8;stroke-width:1.5}.ground .ring{fill:#fffdf8}
    .trail-halo{fill:none;stroke:#fffdf8;stroke-width:5.5;opacity:.85;stroke-linejoin:round}
    .cells{shape-rendering:crispEdges}.hatch-ground{fill:var(--card)}.hatch-line{stroke:var(--dim);stroke-width:1.6}
    .tile{stroke:var(--paper);stroke-width:1.5}.arrow{fill:none;stroke:#000;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}.pale .arrow{stroke:#fff}.off{display:none}
    .inner{font:600 12px ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;fill:#000;font-variant-numeric:tabular-nums}.inner.weak{font-weight:400}.pale .inner{fill:#fff}.bare .inner{fill:var(--ink)}
    .phase{fill:var(--c);stroke:none}.phase.c-healthy{fill-opacity:.22}.phase.c-undecided{fill-opacity:.14}
    .phase.c-vanishing,.phase.c-exploding{fill-opacity:.9}.phase.c-transient{fill-opacity:.45}
    .inside{font:600 12.5px ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;fill:var(--ink)}.inside.c-vanishing,.inside.c-exploding{fill:var(--paper)}
    """
}
