"use strict";
/* Headroom over the years, a line a scenario; the same figures for the milestone years stand in a table below it. */

(() => {
  const { el, svg, data } = LAE;
  const W = 380;
  const H = 190;
  const BOX = { left: 44, right: 12, top: 12, bottom: 24 };
  const DASHES = ["", "7 3", "2 3", "9 3 2 3", "4 2", "1 2"];

  /* A figure element, or a paragraph that says why there is nothing to draw. */
  LAE.chart = (substation) => {
    const view = LAE.state.view;
    const lines = LAE.scenariosOf(view).map((scenario) => ({
      scenario,
      label: data.scenarios[scenario][1],
      values: LAE.path(substation, scenario, view),
    }));
    const known = lines.flatMap((line) => line.values.filter((value) => value !== null));
    if (!known.length) return el("p", { class: "quiet-text" }, "No yearly figures to draw: this substation is unknown in this view.");
    const low = Math.min(0, ...known);
    const high = Math.max(0, ...known);
    const [from, to, step] = scale(low, high);
    const x = (year) => BOX.left + ((year - LAE.first) / Math.max(1, LAE.count - 1)) * (W - BOX.left - BOX.right);
    const y = (value) => BOX.top + ((to - value) / (to - from)) * (H - BOX.top - BOX.bottom);
    const title = `Headroom of ${substation.name} along its path, ${LAE.first} to ${LAE.last}, MVA`;
    const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-labelledby": "chart-title chart-desc", class: "chart" });
    picture.append(svg("title", { id: "chart-title" }, title), svg("desc", { id: "chart-desc" }, describe(lines)));
    for (let tick = from; tick <= to + step / 2; tick += step) {
      const zero = Math.abs(tick) < step / 100;
      picture.append(
        svg("line", { x1: BOX.left, x2: W - BOX.right, y1: y(tick), y2: y(tick), class: zero ? "zero-line" : "grid-line" }),
        svg("text", { x: BOX.left - 6, y: y(tick) + 4, "text-anchor": "end" }, LAE.short(zero ? 0 : tick).replace("-", "\u2212")),
      );
    }
    for (const year of yearTicks()) {
      picture.append(svg("text", { x: x(year), y: H - 6, "text-anchor": year === LAE.last ? "end" : "middle" }, year));
    }
    picture.append(svg("line", { x1: x(LAE.state.year), x2: x(LAE.state.year), y1: BOX.top, y2: H - BOX.bottom, class: "year-line" }));
    lines.forEach((line, index) => {
      const chosen = line.scenario === LAE.state.scenario;
      picture.append(
        svg("path", {
          d: trace(line.values, x, y),
          fill: "none",
          stroke: data.words.lines[index % data.words.lines.length],
          "stroke-width": chosen ? 3 : 1.7,
          "stroke-dasharray": DASHES[index % DASHES.length],
          "stroke-linejoin": "round",
        }),
      );
    });
    return el("figure", { class: "chart-figure" }, picture, key(lines), table(substation, lines, title));
  };

  function trace(values, x, y) {
    let pen = "M";
    let d = "";
    values.forEach((value, slot) => {
      if (value === null) {
        pen = "M";
        return;
      }
      d += `${pen}${x(LAE.first + slot).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
    });
    // A figure for a single year would draw nothing: give it a short stroke.
    return d.includes("L") ? d : d.replace(/M([\d.]+) ([\d.]+)/g, "M$1 $2h3");
  }

  function scale(low, high) {
    const span = Math.max(high - low, 0.5);
    const rough = span / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough);
    return [Math.floor(low / step) * step, Math.ceil((high || step) / step) * step, step];
  }

  function yearTicks() {
    const ticks = [];
    for (let year = Math.ceil(LAE.first / 5) * 5; year <= LAE.last; year += 5) ticks.push(year);
    return ticks;
  }

  function describe(lines) {
    return lines
      .map((line) => {
        const below = line.values.findIndex((value) => value !== null && value < 0);
        const last = line.values[line.values.length - 1];
        const fall = below < 0 ? "does not go below zero" : `is below zero first in ${LAE.first + below}`;
        return `${line.label} ${fall}${last === null ? "" : ` and stands at ${LAE.number(last)} in ${LAE.last}`}.`;
      })
      .join(" ");
  }

  function key(lines) {
    return el(
      "ul",
      { class: "chart-key" },
      ...lines.map((line, index) => {
        const sample = svg("svg", { viewBox: "0 0 30 8", width: 30, height: 8, "aria-hidden": "true" });
        sample.append(
          svg("line", {
            x1: 0,
            x2: 30,
            y1: 4,
            y2: 4,
            stroke: data.words.lines[index % data.words.lines.length],
            "stroke-width": line.scenario === LAE.state.scenario ? 3.5 : 2,
            "stroke-dasharray": DASHES[index % DASHES.length],
          }),
        );
        const chosen = line.scenario === LAE.state.scenario;
        return el("li", chosen ? { class: "chosen" } : {}, sample, el("span", {}, line.label));
      }),
    );
  }

  function table(substation, lines, title) {
    const years = data.milestones.filter((year) => year >= LAE.first && year <= LAE.last);
    const rows = lines.map((line) => [
      line.label,
      ...years.map((year) => {
        const row = LAE.row(substation, year, line.scenario);
        if (!row || row.headroom_mva === null) return "no figure";
        return LAE.figure(row.headroom_mva, row.bound, "").trim();
      }),
    ]);
    const body = LAE.fill(el("table"), title, ["Scenario", ...years.map(String)], rows, years.map((_, index) => index + 1));
    return el(
      "details",
      {},
      el("summary", {}, "The chart as a table"),
      el("div", { class: "scroll", role: "region", "aria-label": "Chart as a table", tabindex: "0" }, body),
    );
  }
})();
