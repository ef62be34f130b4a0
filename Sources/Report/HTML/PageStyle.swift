import Charts

/// The style sheet of a page: the palette once, then type, then one rule a part.
enum PageStyle {
  /// Light by default, dark when the system is dark, either when the reader asks for it.
  static var css: String {
    """
    :root{\(Palette.lightDeclarations);color-scheme:light}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){\(Palette.darkDeclarations);color-scheme:dark}}
    :root[data-theme=dark]{\(Palette.darkDeclarations);color-scheme:dark}
    \(FigureStyle.css)
    \(Figure.chartCSS)
    \(page)
    \(claims)
    \(figures)
    \(narrow)
    """
  }

  private static let page = """
    *{box-sizing:border-box}html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0;background:var(--paper);color:var(--ink);font:1.06rem/1.62 Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Liberation Serif",serif}
    .bar,.note,.limits,figcaption,.claims,.tally,table,.num,.dim,button,.run,.controls,.data,.legend,.tip,.between,.source,.ask summary,.reading,.kicker{font-family:ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
    [id]{scroll-margin-top:4rem}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.6rem;z-index:9;background:var(--paper);padding:.4rem .8rem}
    .bar{position:sticky;top:0;z-index:5;display:flex;gap:.15rem;align-items:center;overflow-x:auto;background:var(--paper);border-bottom:1px solid var(--rule);padding:.35rem .65rem .35rem max(.65rem,calc((100% - 76rem)/2 + .65rem));font-size:.84rem;white-space:nowrap}
    .bar a,.bar button{color:var(--dim);text-decoration:none;padding:.3rem .5rem;border-radius:4px;min-height:1.9rem;line-height:1.3rem}
    .bar a:hover,.bar a[aria-current]{color:var(--ink);background:var(--card)}.bar a[aria-current]{box-shadow:inset 0 -2px var(--path)}
    .bar .brand{font-weight:700;color:var(--ink)}.bar .to-page{flex:0 1 auto;min-width:3.4rem;overflow:hidden;text-overflow:ellipsis}
    .bar button{margin-left:auto;border:0;background:none;font-size:1rem;cursor:pointer}
    main{overflow-wrap:break-word;max-width:61rem;margin:0 auto;padding:1rem 1.2rem 5rem}main>*{max-width:42rem}article>*,section>*{max-width:42rem}main>article,main>section{max-width:none}
    a{color:var(--link)}a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--path);outline-offset:2px;border-radius:2px}
    h1,h2,h3{line-height:1.18;text-wrap:balance;font-weight:700;overflow-wrap:anywhere}h1{font-size:2.3rem;margin:2.2rem 0 .4rem}h2{font-size:1.85rem;margin:0 0 .3rem}h3{font-size:1.24rem;margin:2.3rem 0 .3rem}
    p{margin:.8rem 0;text-wrap:pretty}.lede{font-size:1.17rem;color:var(--dim);margin:.3rem 0 1.2rem}
    article{border-top:1px solid var(--rule);margin-top:4.5rem;padding-top:2.6rem}.kicker{color:var(--dim);font-size:.84rem;margin:0 0 .3rem;letter-spacing:.02em}
    .ask{background:var(--card);border-left:4px solid var(--path);padding:.7rem 1rem;margin:1.2rem 0}.ask summary{cursor:pointer;font-weight:600;font-size:.98rem}.ask p{margin:.6rem 0 .1rem}
    .limits{background:var(--card);border-left:4px solid var(--ochre);padding:.7rem 1rem;margin:1.4rem 0;font-size:.92rem;line-height:1.5}
    .note{font-size:.83rem;line-height:1.48;color:var(--dim);border-top:1px solid var(--rule);padding-top:.5rem;float:right;clear:right;width:15.5rem;margin:.3rem 0 1.4rem}article>.beside,header~.beside{max-width:none}.beside>*{max-width:42rem}.beside>.note+*{margin-top:0}.note b,.note strong{color:var(--ink)}
    math{font-size:1.06em;font-family:"STIX Two Math","Cambria Math","Latin Modern Math","Libertinus Math","DejaVu Math TeX Gyre",math,serif}.bold{font-weight:700}.latin{font-family:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Liberation Serif",serif;font-style:italic}mtd.left{text-align:left}mtd.right{text-align:right}
    mtable.round,mtable.square,mtable.bars,mtable.cases{margin:0 .2em;padding:.1em .3em;border:solid currentColor;border-width:0 1.5px}mtable.round{border-radius:.9em/50%}mtable.square{position:relative;border-width:1px 1.5px;border-image:linear-gradient(to right,currentColor .35em,transparent .35em calc(100% - .35em),currentColor calc(100% - .35em)) 1}mtable.cases{border-width:0 0 0 1.5px;border-radius:.6em 0 0 .6em/50%}
    munderover>:nth-child(2),munder>:nth-child(2){padding-top:.12em}munderover>:nth-child(3),mover:not([accent])>:nth-child(2){padding-bottom:.12em}
    sup,sub{line-height:0;font-size:.74em}
    .eq{margin:1.2rem 0;overflow-x:auto;overflow-y:hidden;padding:.2rem 0}.reading{text-align:center;color:var(--dim);font-size:.86rem;margin:.3rem 0 0}
    code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.87em}code{background:var(--card);padding:.1rem .3rem;border-radius:3px;overflow-wrap:anywhere}
    pre{background:var(--card);padding:.8rem 1rem;overflow-x:auto;line-height:1.45;border-radius:3px}pre code{padding:0;background:none}
    .run{font-size:.92rem}.run code{white-space:pre-wrap}.exercises li{margin:.9rem 0}.exercises p{margin:.25rem 0}.exercises details{font-size:.95rem}.exercises summary{cursor:pointer;color:var(--link)}
    .references{font-size:.9rem;padding-left:1.2rem}.references li{margin:.35rem 0}
    .between{display:flex;justify-content:space-between;gap:1rem;border-top:1px solid var(--rule);margin-top:2.4rem;padding-top:.7rem;font-size:.88rem}.between a{padding:.25rem 0}.between a:last-child{text-align:right}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;font-size:.95rem}dt{font-weight:600}dd{margin:0}.source{color:var(--dim);font-size:.84rem}.source dl{font-size:.84rem;gap:.15rem 1rem}.source dd{overflow-wrap:anywhere}
    """

  private static let claims = """
    .claims{list-style:none;padding:0;margin:.8rem 0;font-size:.95rem;line-height:1.45}.claim{display:flex;gap:.7rem;padding:.7rem .3rem;border-top:1px solid var(--rule)}.claim p{margin:0 0 .2rem}.claim .detail{color:var(--dim);font-size:.86rem;margin:.15rem 0 0}
    .claim:target,figure:target{background:var(--card);box-shadow:0 0 0 .5rem var(--card)}
    .mark{font-weight:700;font-size:1.08rem}.holds .mark{color:var(--holds)}.fails .mark{color:var(--fails)}.fails .num{color:var(--fails)}
    .range{margin-left:-4px}.range line{stroke:var(--rule);stroke-width:2}.range rect{fill:var(--holds);opacity:.34}.range circle{fill:var(--ink)}.fails .range circle{fill:var(--fails)}
    .facts{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem .75rem}.facts .num{font-size:.95rem}
    .num{font-variant-numeric:tabular-nums;font-weight:600;font-size:.92rem}.tally .num{max-width:45%;text-align:right}.dim{color:var(--dim);font-size:.83rem}
    .tally{list-style:none;padding:0;margin:.3rem 0 1.4rem;font-size:.9rem;line-height:1.4}.tally li{display:flex;gap:.6rem;padding:.28rem 0;border-bottom:1px solid var(--rule);align-items:baseline}.tally a{color:inherit;text-decoration:none;flex:1;padding:.15rem 0}.tally a:hover{text-decoration:underline}
    .contents h3{font-size:1.02rem;margin:1.4rem 0 .1rem}.contents h3 a{text-decoration:none}
    """

  private static let figures = """
    figure{margin:1.8rem 0 2rem}figcaption{font-size:.87rem;line-height:1.48;color:var(--dim);margin-top:.5rem}figcaption b{color:var(--ink)}figcaption .shows{display:block;margin-top:.2rem}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;padding:0;margin:.5rem 0 0;font-size:.82rem}.legend svg{display:inline-block;margin-right:.4rem;vertical-align:-.05em}
    .controls{display:flex;gap:.8rem;align-items:center;font-size:.86rem;color:var(--dim);margin-top:.5rem}.controls[hidden]{display:none}.controls input{flex:1;min-width:6rem;accent-color:var(--lstm);height:1.6rem}.controls output{min-width:4ch;text-align:right;font-variant-numeric:tabular-nums;color:var(--ink)}
    .reader{position:absolute;cursor:crosshair;touch-action:pan-y}.hair{position:absolute;top:0;bottom:0;width:1px;background:var(--dim);pointer-events:none}.spot{position:absolute;width:9px;height:9px;margin:-4.5px;border-radius:50%;border:2px solid var(--paper);background:var(--c);pointer-events:none}
    .cell{position:absolute;outline:2px solid var(--paper);box-shadow:0 0 0 3.5px var(--ink);pointer-events:none}.row{position:absolute;left:0;right:0;outline:1.5px solid var(--paper);box-shadow:0 0 0 2.5px var(--ink);pointer-events:none}
    .tip{position:absolute;z-index:4;background:var(--paper);border:1px solid var(--rule);border-radius:4px;box-shadow:0 2px 10px rgb(0 0 0/.16);padding:.35rem .6rem;font-size:.8rem;line-height:1.45;pointer-events:none;white-space:nowrap;max-width:19rem;font-variant-numeric:tabular-nums}.tip b{font-weight:600}.tip div{display:flex;gap:.9rem;justify-content:space-between}.tip i{font-style:normal;color:var(--c,var(--dim))}
    .moved .direct{opacity:0}
    .data{font-size:.82rem;color:var(--dim);margin-top:.35rem}.data summary{cursor:pointer;padding:.15rem 0}.scroll{overflow-x:auto;max-width:100%}
    .scroll,.eq{--veil:var(--paper) 30%,transparent;--shade:color-mix(in srgb,var(--dim) 45%,transparent),transparent;background:linear-gradient(to right,var(--veil)) 0 0/2.5rem 100% no-repeat local,linear-gradient(to left,var(--veil)) 100% 0/2.5rem 100% no-repeat local,linear-gradient(to right,var(--shade)) 0 0/.6rem 100% no-repeat,linear-gradient(to left,var(--shade)) 100% 0/.6rem 100% no-repeat}
    table{border-collapse:collapse;font-size:.84rem;font-variant-numeric:tabular-nums;margin:.4rem 0;color:var(--ink)}th,td{padding:.25rem .7rem;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}th{font-weight:600;vertical-align:bottom}th.word,td.word{text-align:left;white-space:normal}td.foreign{min-width:15rem;overflow-wrap:anywhere}caption{caption-side:bottom;max-width:calc(100vw - 2.2rem);text-align:left;color:var(--dim);font-size:.84rem;padding-top:.4rem}
    """

  private static let narrow = """
    @media (max-width:62rem){main{max-width:44.4rem}.note{float:none;width:auto;margin:1rem 0}.beside{display:flex;flex-direction:column}.beside>.note{order:2}}
    @media (max-width:52rem){.bar .to-page{flex:none;min-width:0}.bar .name-of{position:absolute;left:-99rem}}
    @media (max-width:30rem){body{font-size:1rem}h1{font-size:1.75rem}h2{font-size:1.5rem}main{padding:.6rem 1rem 4rem}dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 .6rem}.claim{gap:.5rem}}
    @media print{:root:root:root{\(Palette.lightDeclarations)}.bar,.controls,.data,.between,.skip{display:none}figure,.claim{break-inside:avoid}article{break-before:page;border:0}.note{float:none;width:auto;margin:1rem 0}body{font-size:10pt}}
    """
}
