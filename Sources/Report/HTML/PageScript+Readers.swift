extension PageScript {
  /// Reading values: the pointer or the arrow keys move a cursor, a box prints what lies under it.
  static let readers = #"""
    const charts = [];
    for (const figure of all("figure")) {
      const chart = figure.querySelector(".chart"), numbers = figure.querySelector(".numbers");
      if (!chart || !numbers) continue;
      const data = JSON.parse(numbers.textContent);
      charts.push({ figure, chart, data, plot: chart.querySelector(".plot") });
    }

    const percent = part => 100 * part + "%";
    const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

    // A box beside the cursor, kept inside the figure.
    const showTip = (reader, tip, x, y, rows) => {
      tip.replaceChildren();
      for (const [name, value, color] of rows) {
        const line = node("div", "", tip);
        const label = node("i", "", line, name);
        if (color) label.style.setProperty("--c", `var(--${color}-text, var(--${color}))`);
        set(node("b", "", line), value);
      }
      tip.hidden = false;
      const width = reader.clientWidth, height = reader.clientHeight;
      const left = x * width + 14 + tip.offsetWidth > width ? x * width - 14 - tip.offsetWidth : x * width + 14;
      tip.style.left = clamp(left, -40, Math.max(-40, width - tip.offsetWidth)) + "px";
      tip.style.top = clamp(y * height - tip.offsetHeight - 10, 0, Math.max(0, height - tip.offsetHeight)) + "px";
    };

    // Each kind of figure says where the cursor may stop and what is written there.
    const lineStops = ({ data }) => {
      const stops = [...new Set(data.series.flatMap(line => line.x))].filter(x => !Number.isNaN(share(data.x, x)));
      stops.sort((a, b) => a - b);
      const places = data.series.map(line => new Map(line.x.map((x, index) => [x, index])));
      return {
        width: stops.length, height: 1,
        find: x => [nearest(stops.map(stop => share(data.x, stop)), x), 0],
        at: column => {
          const x = stops[column], marks = [], rows = [];
          data.series.forEach((line, index) => {
            const place = places[index].get(x);
            if (place === undefined) return;
            const y = share(data.y, line.y[place]);
            rows.push([line.name || data.y.label, written(line.y[place], data.y), line.color, y]);
            if (y >= 0 && y <= 1) marks.push({ kind: "spot", x: share(data.x, x), y: 1 - y, color: line.color });
          });
          // In the order in which the eye meets the lines, from the top.
          rows.sort((a, b) => (Number.isNaN(b[3]) ? -1 : b[3]) - (Number.isNaN(a[3]) ? -1 : a[3]));
          rows.unshift([data.x.label, written(x, data.x)]);
          return { x: share(data.x, x), y: marks.length ? marks[0].y : 0.5, hair: true, marks, rows };
        },
      };
    };

    const cellStops = ({ data, plot }) => {
      const total = plot.querySelector("svg").getAttribute("height");
      const frames = data.panels.map(panel => [panel.top / total, (panel.height ?? total) / total]);
      const middle = (edges, index) => (edges[index] + edges[index + 1]) / 2;
      return {
        width: data.columns.length, height: data.rows.length,
        find: (x, y) => {
          const panel = Math.max(0, frames.findIndex(([top, height]) => y <= top + height));
          const [top, height] = frames[panel];
          return [inside(data.across, x), inside(data.up, 1 - (y - top) / height), panel];
        },
        at: (column, row, panel = 0) => {
          const [top, height] = frames[panel];
          const rows = [[data.x.label, written(data.columns[column], data.x)], [data.y.label, written(data.rows[row], data.y)]];
          for (const map of data.panels) {
            const value = map.z[row][column];
            rows.push(data.names ? ["", data.names[value]] : [map.name || data.value.label, written(value, data.value, data.below), map.color]);
          }
          const mark = {
            kind: "cell", x: data.across[column], width: data.across[column + 1] - data.across[column],
            y: top + (1 - data.up[row + 1]) * height, height: (data.up[row + 1] - data.up[row]) * height,
          };
          return { x: middle(data.across, column), y: top + (1 - middle(data.up, row)) * height, marks: [mark], rows };
        },
      };
    };

    const pointStops = ({ data }) => {
      const points = data.series.flatMap(group => group.x.map((x, index) => ({ group, x, y: group.y[index] })))
        .filter(point => Number.isFinite(share(data.x, point.x)) && Number.isFinite(share(data.y, point.y)))
        .sort((a, b) => a.x - b.x);
      return {
        width: points.length, height: 1,
        find: (x, y) => [nearest(points.map(p => Math.hypot(share(data.x, p.x) - x, (1 - share(data.y, p.y) - y) / 2)), 0), 0],
        at: index => {
          const { group, x, y } = points[index], color = group.color;
          const place = { x: share(data.x, x), y: 1 - share(data.y, y) };
          const rows = [[group.name, "", color], [data.x.label, written(x, data.x)], [data.y.label, written(y, data.y)]];
          return { ...place, marks: [{ kind: "spot", ...place, color }], rows };
        },
      };
    };

    const gridStops = ({ data }) => ({
      width: data.columns, height: data.rows,
      find: (x, y) => [Math.min(data.columns - 1, Math.floor(x * data.columns)), Math.min(data.rows - 1, Math.floor((1 - y) * data.rows))],
      at: (column, up) => {
        const row = data.rows - 1 - up, cell = row * data.columns + column;
        const moment = data.shown ?? data.frames.at.length - 1;
        const arrows = data.frames.arrows[moment][cell].map(arrow => "↑→↓←"[arrow]).join(" ");
        const rows = [[`row ${row}, column ${column}`, data.names[cell]], [data.value.label, written(data.frames.values[moment][cell], data.value)], [data.best, arrows || "–"]];
        const mark = { kind: "cell", x: column / data.columns, width: 1 / data.columns, y: row / data.rows, height: 1 / data.rows };
        return { x: (column + 0.5) / data.columns, y: (row + 0.5) / data.rows, marks: [mark], rows };
      },
    });

    const nearest = (values, wanted) => values.reduce((best, value, index) =>
      Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? index : best, 0);
    const inside = (edges, part) => clamp(edges.findIndex((edge, index) => part < edges[index + 1]), 0, edges.length - 2);

    const attachReader = chart => {
      const stops = { lines: lineStops, cells: cellStops, points: pointStops, grid: gridStops }[chart.data.kind](chart);
      if (!stops.width) return;
      const reader = node("div", "reader", chart.plot);
      // The same four numbers: room around the plot, and distance of the reader from the plot's edges.
      reader.style.inset = chart.plot.style.padding;
      reader.tabIndex = 0;
      reader.setAttribute("role", "group");
      const title = chart.plot.querySelector("title").textContent;
      reader.setAttribute("aria-label", `${title}: arrow keys read the values`);
      const marks = node("div", "", reader), tip = node("div", "tip", reader);
      tip.hidden = true;
      tip.setAttribute("role", "status");
      let cursor = null;
      const hide = () => { marks.replaceChildren(); tip.hidden = true; };
      const show = place => {
        cursor = place;
        const seen = stops.at(...place);
        marks.replaceChildren();
        if (seen.hair) node("div", "hair", marks).style.left = percent(seen.x);
        for (const mark of seen.marks) {
          const made = node("div", mark.kind, marks);
          made.style.left = percent(mark.x);
          made.style.top = percent(mark.y);
          if (mark.width) { made.style.width = percent(mark.width); made.style.height = percent(mark.height); }
          if (mark.color) made.style.setProperty("--c", `var(--${mark.color})`);
        }
        showTip(reader, tip, seen.x, seen.y, seen.rows);
      };
      const point = event => {
        const box = reader.getBoundingClientRect();
        show(stops.find(clamp((event.clientX - box.left) / box.width, 0, 1), clamp((event.clientY - box.top) / box.height, 0, 1)));
      };
      reader.addEventListener("pointermove", point);
      reader.addEventListener("pointerdown", point);
      reader.addEventListener("pointerleave", hide);
      reader.addEventListener("blur", hide);
      reader.addEventListener("keydown", event => {
        const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
        if (event.key === "Escape") hide();
        if (!step) return;
        event.preventDefault();
        const [column, row, panel] = cursor ?? [0, 0, 0];
        show([clamp(column + step[0], 0, stops.width - 1), clamp(row + step[1], 0, stops.height - 1), panel]);
      });
      chart.refresh = () => { if (!tip.hidden && cursor) show(cursor); };
    };
    charts.forEach(attachReader);
    """#
}
