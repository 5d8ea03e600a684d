"use strict";
/* Carbon budgets: districts shaded by a figure, each district's targets with their burn-down, and the same as tables. */

(() => {
  const { el, data, $ } = LAE;
  const { carbon } = data;
  const figures = LAE.areaFigures.filter((figure) => figure.of === "carbon");
  const TIERS = { A: "tier A", B: "tier B, second-hand", C: "tier C, derived", D: "tier D, unverified" };
  const BASES = { supplied: "the target setter's own", straight_line: "ours: an even fall to the target", none: "none" };
  const blank = (value) => (value === null ? "not stated" : String(value));

  const targets = (carbon ? carbon.rows : []).map((row, at) => ({
    ...Object.fromEntries(carbon.row.map((name, place) => [name, row[place]])), values: carbon.values[at], burn: carbon.burn[at],
  }));
  const nameOf = ({ district }) => (district < 0 ? "The whole county" : LAE.districts[district].name);
  const goal = ({ target_year: year, cut, base_year: base }) => (year === null ? "no target supplied" : `${LAE.whole(cut * 100)} % less${base === null ? "" : ` than ${base}`} by ${year}`);
  const tier = (target) => (TIERS[target.tier] ? LAE.badge(target.tier === "D" ? "assumed" : "plain", TIERS[target.tier]) : "");

  LAE.startCarbon = () => {
    if (!carbon) return;
    $("carbon-controls").hidden = false;
    $("carbon").hidden = false;
    $("carbon-figure").append(...LAE.figureOptions(figures));
    $("carbon-figure").addEventListener("change", () => LAE.changeHomes({ shade: $("carbon-figure").value }));
    $("carbon-note").textContent = `Press a district for its targets. ${carbon.caveat}`;
    $("carbon-intro").textContent = `${carbon.caveat} Below 0 means overspent, may rise, or rose. A district with several targets is shaded by its last.`;
    tables();
  };

  LAE.drawCarbon = () => {
    if (!carbon) return;
    const figure = figures.includes(LAE.areaFigure()) ? LAE.areaFigure() : null;
    $("carbon-figure").value = figure ? LAE.homesShown.shade : "";
    if (figure) $("carbon-controls").open = true;
    const box = $("carbon-legend");
    box.hidden = !figure;
    box.replaceChildren();
    if (!figure) return;
    box.append(el("h3", { class: "unseen" }, "Legend: carbon"), el("div", { class: "legend-lists" }, ...LAE.areaLegend(figure)), el("p", { class: "quiet-text" }, `${LAE.shadeNoteOf(figure)} ${carbon.caveat}`));
  };

  /* A press on a district while carbon shades tells of it; true where there was one. */
  LAE.tellDistrict = ({ lat, lng }) => {
    if (!figures.includes(LAE.areaFigure())) return false;
    const place = LAE.districts.findIndex(({ rings }) => LAE.inside(rings, lat, lng));
    if (place < 0) return false;
    LAE.showDistrict(place, { keys: false, at: [lat, lng] });
    return true;
  };

  LAE.showDistrict = (place, { keys, at = LAE.districts[place].label }) => {
    const own = targets.filter(({ district }) => district === place);
    const parts = own.flatMap((target) => part(target));
    LAE.tell(at, LAE.districts[place].name, parts.length ? parts : [el("p", {}, "No emissions or target of this district are at hand: unknown.")], { keys, caveats: [carbon.caveat] });
  };

  function part(target) {
    const head = el("h4", {}, `${goal(target)} `, tier(target));
    const about = el("p", { class: "quiet-text" }, `${target.tier === "D" ? "To be checked: " : "Source: "}${target.source.replace(/^CHECK: /, "")}. Budget: ${BASES[target.basis] || target.basis}.`);
    if (target.reason) return [head, el("p", {}, `Blank: ${target.reason}.`), about];
    const terms = figures.map((figure, at) => [figure.label, el("span", {}, LAE.areaValue(figure, target.values[at]), " ", LAE.basisBadge(figure.basis))]);
    return [head, LAE.terms(terms), target.burn.length ? LAE.burnChart(target.burn, nameOf(target)) : null, about].filter(Boolean);
  }

  /* Every target as it is taken away: names, then figures as numbers. */
  LAE.carbonRows = () => targets.map((target) => [target.district < 0 ? "county" : LAE.districts[target.district].code, nameOf(target), target.target_year, target.cut, target.base_year, target.latest_year, ...target.values, target.basis, target.tier, target.provenance, target.reason, target.source]);

  function tables() {
    const heads = ["Area", "Target", ...figures.map(({ label, basis }) => `${label} (${basis})`), "Latest year", "Tier", "Source"];
    const rows = targets.map((target) => {
      const show = () => {
        if (!figures.includes(LAE.areaFigure())) LAE.changeHomes({ shade: figures[0].key });
        LAE.toRings(LAE.districts[target.district].rings);
        LAE.showDistrict(target.district, { keys: true });
      };
      const name = target.district < 0 ? nameOf(target) : LAE.button(nameOf(target), show, { class: "link", title: "Show on the map" });
      const told = target.reason ? figures.map(() => "blank") : figures.map((figure, at) => LAE.areaValue(figure, target.values[at]));
      return [name, goal(target), ...told, blank(target.latest_year), tier(target), target.reason ? `Blank: ${target.reason}` : target.source];
    });
    LAE.fill($("carbon-table"), "Every target: budget, what is left, the cut that keeps to it and the cut so far", heads, rows, figures.map((_, column) => column + 2));
    $("burn-details").addEventListener("toggle", burnTable, { once: true });
  }

  function burnTable() {
    const number = (value) => (value === null ? "" : LAE.whole(value));
    const rows = targets.filter(({ burn }) => burn.length).flatMap((target) => {
      const [first, counted, line, keeps, left] = target.burn;
      return counted.map((value, slot) => [nameOf(target), goal(target), String(first + slot), number(value), number(line[slot]), number(keeps[slot]), number(left[slot])]);
    });
    LAE.fill($("burn-table"), "Year by year, kt CO2e. Blank: not counted yet, or no such path", ["Area", "Target", "Year", "Counted", "Straight line", "Cut that keeps to the budget", "Budget left at the year's end"], rows, [2, 3, 4, 5, 6]);
  }
})();
