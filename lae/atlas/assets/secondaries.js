"use strict";
/* Secondary substations: on canvas from street scale on, in the class of the view, scenario and year; told by a press and in a table. */

(() => {
  const { el, data } = LAE;
  const told = data.secondaries;
  const layer = () => LAE.packed[told.key];
  const { states, colours } = data.words;
  const MARKS = { zero: "square", crosses: "triangle", above: "disc", unknown: "diamond", disagrees: "diamond" };
  const [UNKNOWN, ZERO, CROSSES, ABOVE, DISAGREES] = ["unknown", "zero", "crosses", "above", "disagrees"].map((name) => states.indexOf(name));
  const MOST = 300;
  let stands = false;
  let legend = null;
  let table = null;

  const view = () => told.views.indexOf(LAE.state.view.key);
  const fits = () => view() >= 0 && !LAE.comparing("difference");
  const column = (name) => layer().points.columns[`${name}${view()}`];

  /* The class of every one in a scenario and year, by the rules of a symbol's. */
  function classes(into) {
    const { n } = layer().points;
    const { scenario, year } = LAE.state;
    const [state, first, value] = [column("state"), column("first"), column("value")];
    const own = scenario * n;
    const now = (scenario * LAE.count + year - LAE.first) * n;
    for (let i = 0; i < n; i++) {
      const known = state[own + i];
      if (known === ZERO || known === DISAGREES || known === UNKNOWN) into[i] = known;
      else if (!value[now + i]) into[i] = UNKNOWN;
      else into[i] = known === CROSSES && year >= first[own + i] ? CROSSES : ABOVE;
    }
    return into;
  }

  function start() {
    const pane = LAE.map.createPane(told.key);
    pane.style.zIndex = 440;
    pane.style.pointerEvents = "none";
    legend = el("div", { id: "secondaries-legend", class: "legend homes-legend", role: "group", "aria-label": "Legend: secondary substations", hidden: true });
    LAE.$("legend").before(legend);
    table = el("table", { id: "secondaries-table" });
    const details = el("details", { id: "secondaries-details" },
      el("summary", {}, `Show the secondary substations with least headroom, of ${LAE.whole(told.count)}`),
      el("p", {}, LAE.button("Download all of them for this scenario and year (CSV)", save, { class: "quiet", id: "secondaries-csv" })),
      el("div", { class: "scroll", role: "region", "aria-label": "Table of secondary substations", tabindex: "0" }, table));
    details.addEventListener("toggle", () => draw());
    LAE.$("findings").append(details);
    LAE.fromZoom(told.from_zoom, (now) => {
      stands = now;
      draw();
    });
    LAE.map.on("moveend", count);
  }

  /* Put the layer on the map or take it off and give each its class; the same, the least first, as a table. */
  function draw() {
    if (!table) return;
    const wanted = stands && fits();
    const on = LAE.map.hasLayer(layer());
    if (wanted && !on) layer().addTo(LAE.map);
    if (!wanted && on) layer().remove();
    const open = LAE.$("secondaries-details").open;
    if (!wanted && !open) {
      count();
      return;
    }
    if (layer().points) dress(open);
    else layer().load().then((points) => points && draw());
  }

  function dress(open) {
    if (fits()) {
      const own = layer().classes || new Uint8Array(layer().points.n);
      layer().dress({ classes: classes(own), colours: states.map((name) => (name === "unknown" ? "#ffffff" : colours[name])), marks: states.map((name) => MARKS[name]) });
      document.documentElement.dataset.secondaries = "yes";
    }
    if (open) rows();
    count();
  }

  function count() {
    const drawn = stands && fits() && layer().points && LAE.map.hasLayer(layer());
    if (legend.hidden === !drawn && !drawn) return;
    legend.hidden = !drawn;
    if (drawn) {
      const counts = layer().countIn(LAE.map.getBounds());
      const entries = states.map((name, place) => [name, counts[place]]).filter(([, number]) => number);
      legend.replaceChildren(
        el("h3", { class: "unseen" }, "Legend: secondary substations"),
        el("div", { class: "legend-lists" }, el("p", { class: "legend-head" }, el("strong", {}, "Secondary substations in sight"), " ", ...LAE.layerOf().badges(LAE.state.view)),
          el("ul", { "aria-label": "Secondary substations in sight" }, ...entries.map(([name, number]) => el("li", {}, LAE.symbol(name, "secondary", 20), el("span", {}, `${LAE.layerOf().label(name)} (${LAE.whole(number)})`))))),
        told.without_place ? el("p", { class: "quiet-text" }, `${LAE.whole(told.without_place)} of ${LAE.whole(told.count)} have no place and are not drawn.`) : "");
    }
    LAE.map.invalidateSize({ pan: false });
  }

  /* One row: headroom in MVA or null, its bound, class, first year below zero, and what feeds it. */
  function row(i) {
    const { n, columns, header } = layer().points;
    const { scenario, year } = LAE.state;
    const at = (scenario * LAE.count + year - LAE.first) * n + i;
    const value = column("value")[at];
    const place = columns.place[i];
    return {
      i,
      name: header.names[place],
      id: header.ids[place],
      value: value ? (value - told.middle) * told.step : null,
      bound: value ? told.bounds[column("bound")[at] - 1] : "unknown",
      state: states[layer().classes[i]],
      first: column("first")[scenario * n + i] || null,
      upstream: columns.upstream[i] ? LAE.substations[columns.upstream[i] - 1] : null,
    };
  }

  const all = () => Array.from({ length: layer().points.n }, (_, i) => row(i)).sort((a, b) => (a.value === null) - (b.value === null) || a.value - b.value || (a.id < b.id ? -1 : 1));

  function rows() {
    if (!fits()) {
      table.replaceChildren(el("caption", {}, "This view has no figures of secondary substations."));
      return;
    }
    const listed = all().slice(0, MOST).map((found) => [
      LAE.button(found.name, () => reach(found), { class: "link", title: "Show on the map" }),
      found.id, LAE.stateBadge(found.state, LAE.layerOf().label(found.state)), LAE.figure(found.value, found.bound), found.first || "none", found.upstream ? found.upstream.name : "not known",
    ]);
    LAE.fill(table, `The ${listed.length} with least headroom, ${LAE.layerOf().when(LAE.state.view)}`, ["Secondary substation", "Id", "Class", "Headroom", "First year below zero", "Fed from"], listed, [3, 4]);
  }

  function reach(found) {
    LAE.zoomTo(...Object.values(layer().placeOf(found.i)), 14);
    LAE.$("h-map").scrollIntoView({ block: "start" });
    show(found.i, { keys: true });
  }

  function save() {
    layer().load().then((points) => {
      if (!points || !fits()) return;
      classes(layer().classes || (layer().classes = new Uint8Array(points.n)));
      const { scenario, year, view: shown } = LAE.state;
      const lines = all().map((found) => [data.scenarios[scenario][0], year, found.id, found.name, found.value === null ? "" : Number(found.value.toFixed(4)), found.bound, found.state, found.first, found.upstream ? found.upstream.substation_id : "", shown.basis]);
      LAE.saveCsv(`secondary ${shown.key} ${LAE.layerOf().when(shown)}`, LAE.csvLines("scenario,year,substation_id,name,headroom_mva,bound,class,first_year_below_zero,upstream_id,basis", lines, LAE.csvCaveat()), lines.length);
    });
  }

  function show(i, { keys }) {
    const found = row(i);
    const { view: shown } = LAE.state;
    const parts = [
      el("p", { class: "kicker" }, `Secondary substation \u00b7 ${found.id}`),
      el("p", { class: "state-line" }, LAE.stateBadge(found.state, LAE.layerOf().label(found.state), "secondary")),
      LAE.terms([
        [`Headroom on its path, ${LAE.layerOf().when(shown)}`, el("span", {}, LAE.figure(found.value, found.bound), " ", ...LAE.layerOf().badges(shown))],
        ["First year below zero", found.first ? String(found.first) : "none"],
      ]),
    ];
    if (found.upstream) {
      const press = () => {
        LAE.map.closePopup();
        LAE.select(found.upstream.substation_id, { from: "table" });
      };
      parts.push(el("p", {}, "Fed from ", LAE.button(found.upstream.name, press, { class: "link" })));
    } else parts.push(el("p", {}, "What feeds it is not known."));
    LAE.tell(layer().placeOf(i), found.name, parts, { keys, caveats: [data.growth_scope, "Not a connection offer."] });
  }

  LAE.after("drawMap", start);
  LAE.after("paint", draw);
  LAE.tellers.push((latlng) => {
    const found = stands && fits() ? layer().nearest(latlng, 10) : -1;
    if (found >= 0) show(found, { keys: false });
    return found >= 0;
  });
})();
