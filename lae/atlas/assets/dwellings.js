"use strict";
/* Single homes of the internal edition: drawn near, coloured by what a reader chooses, each told of with its basis. */

(() => {
  const { el, data } = LAE;
  const told = data.dwellings;
  const layer = () => LAE.packed[told.key];
  const shown = LAE.homesShown;
  const OFF = "off";
  let legend = null;
  let status = null;
  let choice = null;
  let stands = false;
  let dressed = "";
  const classes = new Map();

  const colouring = () => (shown.dots === OFF ? null : told.colourings.find(({ key }) => key === shown.dots) || told.colourings[0]);

  function start() {
    const pane = LAE.map.createPane("homes");
    pane.style.zIndex = 225;
    pane.style.pointerEvents = "none";
    controls();
    LAE.fromZoom(told.from_zoom, (now) => {
      stands = now;
      draw();
    });
    LAE.map.on("moveend", count);
  }

  function controls() {
    choice = el("select", { id: "dots" }, ...told.colourings.map(({ key, label }) => el("option", { value: key }, label)), el("option", { value: OFF }, "Nothing: do not draw them"));
    choice.addEventListener("change", () => {
      shown.dots = choice.value;
      LAE.map.closePopup();
      LAE.redraw({ back: true });
      LAE.say(shown.dots === OFF ? "Single homes are not drawn" : `Single homes coloured by ${colouring().label}`);
    });
    status = el("p", { class: "quiet-text", id: "dots-note" });
    const middle = LAE.button("Tell of the home nearest the middle of the map", () => {
      const found = stands && colouring() ? layer().nearest(LAE.map.getCenter(), 400) : -1;
      if (found >= 0) show(found, { keys: true });
      else LAE.say(stands ? "No home is drawn near the middle of the map" : "Zoom in for single homes", 0);
    }, { class: "quiet", id: "dots-middle" });
    const box = el("details", { id: "dots-controls", class: "homes-controls", open: true },
      el("summary", {}, "Single homes (internal edition)"),
      el("div", { class: "field" }, el("label", { for: "dots" }, "Colour homes by"), choice), status, el("p", {}, middle));
    LAE.$("homes-controls").after(box);
    legend = el("div", { id: "dots-legend", class: "legend homes-legend", role: "group", "aria-label": "Legend: single homes", hidden: true });
    LAE.$("legend").before(legend);
  }

  /* Put the layer on the map or take it off, and colour it, as zoom and choice say. */
  function draw() {
    const now = colouring();
    choice.value = now ? now.key : OFF;
    const wanted = stands && now;
    if (wanted && !LAE.map.hasLayer(layer())) layer().addTo(LAE.map);
    if (!wanted && LAE.map.hasLayer(layer())) layer().remove();
    // Pale dots would be lost on what is shaded below them.
    for (const pane of ["tint", "shade", "picture"]) LAE.map.getPane(pane).style.opacity = wanted ? "0.3" : "";
    if (wanted) {
      layer().load().then((points) => {
        if (points) dress(points);
        count();
        document.documentElement.dataset.dwellings = points ? "yes" : "too-old";
      });
    }
    count();
  }

  function dress(points) {
    const now = colouring();
    if (!now || dressed === now.key) return;
    dressed = now.key;
    if (!classes.has(now.key)) classes.set(now.key, points.columns[now.column].map((value) => now.class_of[value]));
    layer().dress({ classes: classes.get(now.key), colours: now.classes.map(([, colour]) => colour) });
  }

  function count() {
    write();
    // The map has what its legends leave.
    LAE.map.invalidateSize({ pan: false });
  }

  /* The legend counts what is in sight: the same in words. */
  function write() {
    const now = colouring();
    const drawn = stands && now && layer().points && LAE.map.hasLayer(layer());
    legend.hidden = !drawn;
    const left = told.without_place ? ` ${LAE.whole(told.without_place)} of ${LAE.whole(told.homes)} have no place and are not drawn.` : "";
    if (!drawn) {
      const old = typeof DecompressionStream === "undefined";
      status.textContent = `${old ? "This browser is too old to draw single homes." : stands ? "Not drawn." : "Zoom in: homes are drawn from street scale on."}${left}`;
      return;
    }
    const counts = layer().countIn(LAE.map.getBounds());
    const whole = counts.reduce((sum, value) => sum + value, 0);
    const swatch = (fill) => LAE.svg("svg", { width: 24, height: 16, "aria-hidden": "true", focusable: "false", class: "swatch" }, LAE.svg("rect", { width: 24, height: 16, fill, stroke: "#16202b" }));
    const entries = now.classes.map(([label, colour], place) => [label, colour, counts[place]]).filter(([, , homes]) => homes);
    status.textContent = `${LAE.whole(whole)} homes in sight. Homes of a postcode stand round its point, not at their doors. Press one for its figures.${left}`;
    legend.replaceChildren(
      el("h3", { class: "unseen" }, "Legend: single homes"),
      el("div", { class: "legend-lists" },
        el("p", { class: "legend-head" }, el("strong", {}, now.label), " ", LAE.badge("plain", "internal")),
        el("ul", { "aria-label": `${now.label}, homes in sight` }, ...entries.map(([label, colour, homes]) => el("li", {}, swatch(colour), el("span", {}, `${label} (${LAE.whole(homes)})`))))),
      el("p", { class: "quiet-text" }, `Homes in sight in brackets. ${told.caveat}`));
    if (legend.scrollHeight > legend.clientHeight + 1) legend.setAttribute("tabindex", "0");
    else legend.removeAttribute("tabindex");
  }

  const word = (column, i) => told.words[column][layer().points.columns[column][i] - 1] || "not known";
  function bin(column, i, before, after) {
    const place = layer().points.columns[column][i];
    const step = told.bins[column];
    if (!place) return "not known";
    const low = `${before}${LAE.whole((place - 1) * step)}`;
    return place === 255 ? `${low}${after} or more` : `${low} to ${before}${LAE.whole(place * step)}${after}`;
  }

  /* What it is: from its own certificate, or drawn from others'; what would be done is always modelled. */
  function show(i, { keys }) {
    const { columns, rank } = layer().points;
    const own = told.own[columns.provenance[i] - 1];
    const basis = () => (own ? LAE.badge("published", "its certificate") : LAE.badge("modelled", "modelled"));
    const modelled = () => LAE.badge("modelled", "modelled");
    const line = (term, value, badge) => [term, el("span", {}, value, " ", badge())];
    const cost = bin("package_capex_gbp", i, "\u00a3", "");
    const first = i - rank[i];
    let last = i;
    while (last + 1 < rank.length && rank[last + 1] > rank[last]) last += 1;
    const homes = last - first + 1;
    const go = (to) => () => show(to, { keys: true });
    const parts = [
      el("p", {}, own ? LAE.badge("published", "its own certificate") : LAE.badge("modelled", `modelled, from ${own === undefined ? "nothing stated" : from(i)}`)),
      LAE.terms([
        line("Energy band", word("epc_band", i), basis),
        line("Main heating", word("heating", i), basis),
        line("Type", word("dwelling_type", i), basis),
        line("Built", word("age_band", i), basis),
        line("Floor area", bin("floor_area_m2", i, "", " m\u00b2"), basis),
        line("Bought for heat and hot water", bin("heating_kwh", i, "", " kWh a year"), modelled),
        line(`Package${told.package ? `, ${told.package}` : ""}`, word("package_status", i), modelled),
        line("Its cost", cost === "not known" ? "none: not open to it" : cost, modelled),
      ]),
      el("p", { class: "quiet-text" }, own ? "Drawn at its postcode, not at its door. Personal data: it goes no further." : "Nobody\u2019s home in particular: it stands for one at this postcode and is no statement about whoever lives there."),
    ];
    if (homes > 1) {
      parts.push(el("p", {}, `${i - first + 1} of ${homes} homes at this point. `,
        LAE.button("Previous", go(i > first ? i - 1 : last), { class: "link" }), " ", LAE.button("Next", go(i < last ? i + 1 : first), { class: "link" })));
    }
    LAE.tell(layer().placeOf(i), `A home${own ? "" : " (modelled)"}, band ${word("epc_band", i)}`, parts, { keys, caveats: [told.caveat] });
  }

  const from = (i) => (word("provenance", i) === "modelled" ? "published totals" : word("provenance", i));

  LAE.after("startHomes", start);
  LAE.after("drawHomes", draw);
  LAE.tellers.push((latlng) => {
    const found = stands && colouring() ? layer().nearest(latlng, 10) : -1;
    if (found >= 0) show(found, { keys: false });
    return found >= 0;
  });
})();
