// Shows a plan's chart: legend and range buttons above, a time axis that stays while rows scroll, and whole orders highlighted by a click.
// planCharts.mount(element, figure, words) needs only the global Plotly; `words` are the texts of the controls in the reader's language.
(function () {
  "use strict";

  const AXIS_HEIGHT = 46;
  const FADED = 0.16;
  const CLEAR = "rgba(0,0,0,0)";
  const SYMBOLS = {
    square: "M2,2H12V12H2Z",
    circle: "M7,2A5,5 0 1 1 6.99,2Z",
    diamond: "M7,0.5L13.5,7L7,13.5L0.5,7Z",
    "triangle-up": "M7,1.5L13,12H1Z",
    "triangle-right": "M2.5,1L12.5,7L2.5,13Z",
    x: "M3,1L7,5L11,1L13,3L9,7L13,11L11,13L7,9L3,13L1,11L5,7L1,3Z",
    line: "M0,6H3V8H0ZM5.5,6H8.5V8H5.5ZM11,6H14V8H11Z",
  };

  Plotly.register({
    moduleType: "locale",
    name: "zh-CN",
    dictionary: {},
    format: {
      days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
      shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
      months: Array.from({ length: 12 }, (_, i) => `${i + 1}月`),
      shortMonths: Array.from({ length: 12 }, (_, i) => `${i + 1}月`),
      date: "%Y-%m-%d",
    },
  });

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function button(text, onClick) {
    const made = element("button", "", text);
    made.type = "button";
    made.addEventListener("click", onClick);
    return made;
  }

  function settings(language, interactive) {
    return {
      responsive: true,
      scrollZoom: interactive,
      displayModeBar: false,
      displaylogo: false,
      doubleClick: "reset",
      locale: language,
    };
  }

  function symbolOf(trace) {
    const kind = trace.meta && trace.meta.kind;
    if (kind === "mark") return [SYMBOLS[trace.marker.symbol] || SYMBOLS.circle, trace.marker.color];
    if (kind === "way") return [SYMBOLS.line, trace.line.color];
    if (kind === "closed" || kind === "downtime") return [SYMBOLS.square, trace.fillcolor];
    return [SYMBOLS.square, trace.type === "bar" ? trace.marker.color : trace.line.color];
  }

  function legendItem(plot, trace) {
    const [path, colour] = symbolOf(trace);
    const item = button("", () => {
      const show = item.getAttribute("aria-pressed") === "false";
      item.setAttribute("aria-pressed", String(show));
      const same = plot.data.flatMap((other, i) => (other.legendgroup === trace.legendgroup ? [i] : []));
      Plotly.restyle(plot, { visible: show }, same);
    });
    item.setAttribute("aria-pressed", "true");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", "14");
    svg.setAttribute("height", "14");
    svg.setAttribute("aria-hidden", "true");
    const shape = document.createElementNS(svg.namespaceURI, "path");
    shape.setAttribute("d", path);
    shape.setAttribute("fill", colour);
    if (trace.meta && trace.meta.kind === "closed") shape.setAttribute("stroke", "#c3cad2");
    svg.append(shape);
    item.append(svg, element("span", "", trace.name));
    return item;
  }

  // The bars of the chosen orders keep their colour and text; everything else fades. An empty choice shows all.
  function highlight(plot, chosen) {
    plot.data.forEach((trace, index) => {
      const kind = trace.meta && trace.meta.kind;
      if (trace.type === "scattergl" || !["work", "pause", "mark", "late"].includes(kind)) return;
      const mine = (trace.customdata || []).map((ids) => !chosen.size || ids.split("\n").some((id) => chosen.has(id)));
      const change = { "marker.opacity": [mine.map((yes) => (yes ? trace.meta.opacity : FADED * trace.meta.opacity))] };
      if (trace.insidetextfont) {
        trace.meta.ink = trace.meta.ink || trace.insidetextfont.color;
        change["insidetextfont.color"] = [mine.map((yes) => (yes ? trace.meta.ink : CLEAR))];
      }
      if (mine.length) Plotly.restyle(plot, change, [index]);
    });
  }

  function highlightOnClick(plot) {
    let chosen = "";
    const choose = (orders) => {
      chosen = orders === chosen ? "" : orders;
      highlight(plot, new Set(chosen ? chosen.split("\n") : []));
    };
    plot.on("plotly_click", (event) => choose(event.points[0].customdata || ""));
    document.addEventListener("keydown", (event) => event.key === "Escape" && chosen && choose(chosen));
  }

  // Plotly moves the time axis; rows are moved here, by the same drag or by the wheel with the shift key.
  function scrollRows(plot, scroller) {
    plot.addEventListener("pointerdown", (event) => {
      if (!event.target.classList.contains("nsewdrag")) return;
      const from = { y: event.clientY, top: scroller.scrollTop };
      const move = (now) => (scroller.scrollTop = from.top - (now.clientY - from.y));
      const stop = () => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", stop);
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", stop);
    });
    plot.addEventListener(
      "wheel",
      (event) => {
        if (!event.shiftKey) return;
        event.stopPropagation();
        event.preventDefault();
        scroller.scrollTop += event.deltaY || event.deltaX;
      },
      { capture: true, passive: false },
    );
  }

  async function mountGantt(root, figure, words) {
    const { data, layout } = figure;
    const language = layout.meta.language;
    const toolbar = element("div", "toolbar");
    const scroller = element("div", "scroller");
    const strip = element("div", "axis");
    const plot = element("div", "plot");
    scroller.append(strip, plot);
    root.append(toolbar, scroller, element("div", "hint", words.hint));

    const margin = { ...layout.margin, t: 0 };
    await Plotly.newPlot(
      plot,
      data,
      {
        ...layout,
        height: layout.height - layout.margin.t,
        margin,
        showlegend: false,
        updatemenus: [],
        xaxis: { ...layout.xaxis, showticklabels: false, ticks: "" },
      },
      settings(language, true),
    );
    await Plotly.newPlot(
      strip,
      [{ x: [layout.meta.start], y: [0], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" }],
      {
        template: layout.template,
        font: layout.font,
        height: AXIS_HEIGHT,
        margin: { ...margin, t: AXIS_HEIGHT - 1, b: 0 },
        xaxis: { ...layout.xaxis, showgrid: false, showspikes: false },
        yaxis: { visible: false, fixedrange: true, range: [0, 1] },
      },
      { ...settings(language, false), staticPlot: true },
    );
    const follow = () => Plotly.relayout(strip, { "xaxis.range": plot.layout.xaxis.range.slice() });
    plot.on("plotly_relayout", follow);
    plot.on("plotly_relayouting", follow);

    const legend = element("div", "legend");
    plot.data.filter((trace) => trace.name && trace.showlegend !== false).forEach((trace) => legend.append(legendItem(plot, trace)));
    const ranges = element("div", "ranges");
    for (const { label, args } of layout.updatemenus[0].buttons) ranges.append(button(label, () => Plotly.relayout(plot, args[0])));
    const image = button(words.image, () =>
      Plotly.downloadImage({ data, layout: { ...layout, xaxis: { ...layout.xaxis, range: plot.layout.xaxis.range } } },
        { format: "png", scale: 2, width: Math.max(1280, plot.clientWidth), height: layout.height, filename: "gantt" }));
    image.className = "image";
    toolbar.append(legend, ranges, image);
    highlightOnClick(plot);
    scrollRows(plot, scroller);
    return plot;
  }

  async function mountPlain(root, figure) {
    const scroller = element("div", "scroller");
    const plot = element("div", "plot");
    scroller.append(plot);
    root.append(scroller);
    await Plotly.newPlot(plot, figure.data, figure.layout, settings(figure.layout.meta && figure.layout.meta.language, false));
    return plot;
  }

  window.planCharts = {
    // Builds the chart inside `root` and resolves to plotly's element.
    mount(root, figure, words) {
      root.classList.add("plan-chart");
      const rows = figure.layout.meta && figure.layout.meta.rows;
      return rows === undefined ? mountPlain(root, figure) : mountGantt(root, figure, words);
    },
  };
})();
