"use strict";
/* A carbon budget over the years: what was counted, the line to the target, the cut that keeps to the budget. */

(() => {
  const { el, svg, data } = LAE;
  const [W, H] = [300, 150];
  const BOX = { left: 46, right: 8, top: 8, bottom: 22 };
  const LINES = [
    ["Counted", "", 3],
    ["Straight line to the target", "7 3", 1.8],
    ["Cut that keeps to the budget", "2 3", 2],
  ];

  /* A figure with its key; `burn` is [first year, counted, line, catch-up, left], in kilotonnes. */
  LAE.burnChart = (burn, name) => {
    const [first, ...series] = burn;
    const lines = series.slice(0, LINES.length);
    const known = lines.flat().filter((value) => value !== null);
    const most = Math.max(...known, 1);
    const least = Math.min(0, ...known);
    const years = lines[0].length;
    const x = (slot) => BOX.left + (slot / Math.max(1, years - 1)) * (W - BOX.left - BOX.right);
    const y = (value) => BOX.top + ((most - value) / (most - least)) * (H - BOX.top - BOX.bottom);
    const title = `Emissions of ${name}, ${first} to ${first + years - 1}, kt CO2e a year`;
    const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${title}. The same figures stand in the table below the map.`, class: "chart" });
    for (const value of [0, most / 2, most]) {
      picture.append(svg("line", { x1: BOX.left, x2: W - BOX.right, y1: y(value), y2: y(value), class: value ? "grid-line" : "zero-line" }), svg("text", { x: BOX.left - 5, y: y(value) + 4, "text-anchor": "end" }, LAE.whole(value)));
    }
    picture.append(svg("text", { x: BOX.left, y: H - 6 }, first), svg("text", { x: W - BOX.right, y: H - 6, "text-anchor": "end" }, first + years - 1));
    lines.forEach((values, at) => picture.append(svg("path", { d: trace(values, x, y), fill: "none", stroke: data.words.lines[at], "stroke-width": LINES[at][2], "stroke-dasharray": LINES[at][1] })));
    const key = LINES.map(([words, dash, width], at) => el("li", {}, svg("svg", { viewBox: "0 0 30 8", width: 30, height: 8, "aria-hidden": "true" }, svg("line", { x1: 0, x2: 30, y1: 4, y2: 4, stroke: data.words.lines[at], "stroke-width": width, "stroke-dasharray": dash })), el("span", {}, words)));
    return el("figure", { class: "chart-figure" }, el("figcaption", { class: "quiet-text" }, "kt CO2e a year"), picture, el("ul", { class: "chart-key" }, ...key));
  };

  function trace(values, x, y) {
    let pen = "M";
    let d = "";
    values.forEach((value, slot) => {
      if (value === null) {
        pen = "M";
        return;
      }
      d += `${pen}${x(slot).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
    });
    return d;
  }
})();
