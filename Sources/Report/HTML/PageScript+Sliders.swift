extension PageScript {
  /// Sliders: a line chart redraws its lines, a heat map marks a row, a grid refills its cells; figures of one group move together.
  static let sliders = #"""
    const size = { width: 600, height: 280 };

    // The path of one line, as the page's own pictures are drawn: gaps where a value has no place.
    const path = (data, line, values) => {
      let text = "", drawing = false;
      values.forEach((value, index) => {
        const x = share(data.x, line.x[index]), y = share(data.y, value);
        if (!Number.isFinite(x) || !Number.isFinite(y)) { drawing = false; return; }
        text += `${drawing ? "L" : "M"}${(x * size.width).toFixed(1)} ${((1 - y) * size.height).toFixed(1)}`;
        drawing = true;
      });
      return text;
    };

    const showFrame = (chart, index) => {
      const { data } = chart;
      data.series.forEach((line, place) => {
        line.y = data.frames.y[index][place];
        const drawn = chart.plot.querySelector(`[data-series="${place}"]`);
        if (drawn) drawn.setAttribute("d", path(data, line, line.y));
      });
      chart.chart.classList.toggle("moved", index !== data.frames.at.length - 1);
      if (chart.refresh) chart.refresh();
    };

    const showGrid = (chart, index) => {
      const { data, plot } = chart, { values, texts, arrows } = data.frames;
      data.shown = index;
      for (const cell of all("[data-cell]", plot)) {
        const place = Number(cell.dataset.cell), part = share(data.value, values[index][place]);
        const level = Number.isFinite(part) ? clamp(Math.floor(part * data.palette.length), 0, data.palette.length - 1) : null;
        cell.classList.toggle("pale", level !== null && level < data.light);
        cell.classList.toggle("bare", level === null);
        cell.querySelector(".tile").setAttribute("fill", level === null ? "none" : data.palette[level]);
        cell.querySelector(".number").textContent = texts[index][place];
        for (const arrow of all(".arrow", cell)) arrow.classList.toggle("off", !arrows[index][place].includes(Number(arrow.dataset.arrow)));
      }
      if (chart.refresh) chart.refresh();
    };

    const showRow = (chart, index) => {
      const { data, plot } = chart;
      const total = plot.querySelector("svg").getAttribute("height");
      all(".row", plot).forEach(row => row.remove());
      const reader = plot.querySelector(".reader");
      for (const panel of data.panels) {
        const row = node("div", "row", reader);
        row.style.top = percent((panel.top + (1 - data.up[index + 1]) * panel.height) / total);
        row.style.height = percent((data.up[index + 1] - data.up[index]) * panel.height / total);
      }
    };

    const sliding = [];
    for (const chart of charts) {
      const controls = chart.figure.querySelector(".controls");
      if (!controls) continue;
      const frames = chart.data.frames;
      const stop = { chart, at: frames ? frames.at : chart.data.rows, group: frames ? frames.group : chart.data.group };
      stop.input = controls.querySelector("input");
      stop.output = controls.querySelector("output");
      stop.show = index => {
        stop.input.value = index;
        stop.output.textContent = plain(stop.at[index]);
        stop.input.setAttribute("aria-valuetext", stop.output.textContent);
        (chart.data.kind === "grid" ? showGrid : frames ? showFrame : showRow)(chart, index);
      };
      stop.input.addEventListener("input", () => {
        const index = Number(stop.input.value), position = stop.at[index];
        for (const other of sliding) {
          if (other === stop) stop.show(index);
          else if (stop.group && other.group === stop.group) other.show(nearest(other.at, position));
        }
      });
      controls.hidden = false;
      sliding.push(stop);
      stop.output.textContent = plain(stop.at[stop.at.length - 1]);
    }
    """#
}
