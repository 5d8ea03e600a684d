"use strict";
/* Controls, headline and registers; LAE.start is called once the map stands. */

(() => {
  const { el, data, $ } = LAE;
  const state = LAE.state;
  let opener = null;

  LAE.start = (leafletMap) => {
    document.documentElement.classList.add("js");
    $("headline-static").hidden = true;
    LAE.drawMap(leafletMap);
    LAE.startLabels();
    fillControls();
    LAE.startTable();
    LAE.startServed();
    LAE.startSearch();
    LAE.startHomes();
    LAE.startCharging();
    LAE.startLand();
    LAE.startCarbon();
    LAE.startViews();
    fitHeight();
    LAE.startCompare();
    LAE.startCsv();
    LAE.startPaper();
    LAE.listenToLand();
    registers();
    initial();
    LAE.readHash();
    listen();
    draw();
    LAE.drawLayers();
    leafletMap.invalidateSize();
    LAE.home(false);
    const chosen = LAE.byId.get(state.at);
    if (!LAE.readPosition() && chosen && chosen.lat !== null) LAE.zoomTo(chosen.lat, chosen.lon, 11);
    LAE.startHash();
    LAE.writeHash();
    document.documentElement.dataset.ready = "yes";
  };

  /* Map and controls fill what the header leaves of the first screen. */
  function fitHeight() {
    document.documentElement.style.setProperty("--top", `${document.querySelector(".top").offsetHeight + document.querySelector(".views").offsetHeight}px`);
  }

  function initial() {
    state.view = data.views[0];
    state.scenario = LAE.scenariosOf(state.view)[0] || 0;
    const later = data.milestones.filter((year) => year > LAE.first && year <= LAE.last);
    state.year = later.length ? later[0] : LAE.last;
  }

  function fillControls() {
    const groups = new Map();
    for (const view of data.views) {
      const heading = LAE.layerOf(view).heading(view);
      if (!groups.has(heading)) groups.set(heading, el("optgroup", { label: heading }));
      groups.get(heading).append(el("option", { value: view.key }, LAE.viewName(view)));
    }
    $("view").append(...groups.values());
  }

  /* Planned sites need a scenario and a year where the figures do not. */
  function fillScenarios() {
    const own = LAE.scenariosOf(state.view);
    const known = own.length || !LAE.chargingShown.sites ? own : LAE.siteScenarios;
    // In a view of areas the figures of substations keep theirs; only planned sites are chosen by them.
    const areas = LAE.showsAreas();
    for (const name of ["view-field", "basis", "headline-box", "growth-scope", "at-most"]) $(name).hidden = areas;
    $("scenario-field").hidden = !known.length || (areas && !LAE.chargingShown.sites);
    $("year-field").hidden = areas ? !LAE.chargingShown.sites : !LAE.layerOf().usesYear && !LAE.chargingShown.sites;
    if (!known.length) return;
    if (!known.includes(state.scenario)) state.scenario = known[0];
    $("scenario").replaceChildren(...known.map((index) => el("option", { value: index }, data.scenarios[index][1])));
    $("scenario").value = String(state.scenario);
  }

  function listen() {
    $("view").addEventListener("change", () => {
      const view = data.views.find((candidate) => candidate.key === $("view").value);
      change({ view, show: state.show === "overview" ? state.show : LAE.showOf(view) });
    });
    $("scenario").addEventListener("change", () => change({ scenario: Number($("scenario").value) }));
    $("year").addEventListener("input", () => {
      state.year = Number($("year").value);
      draw(true);
      announce();
    });
    $("year").addEventListener("change", settle);
    $("copy-link").addEventListener("click", copyLink);
    window.addEventListener("resize", fitHeight);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.at && !/^(INPUT|SELECT)$/.test(event.target.tagName)) LAE.select("", { from: "close" });
    });
  }

  /* What a reader chooses makes an entry of the history; a year dragged through does not. */
  function change(values) {
    Object.assign(state, values);
    LAE.keepHistory();
    draw();
    announce();
  }
  LAE.change = change;

  /* Bring what lies below the symbols, its controls and legends to what is chosen. */
  LAE.drawLayers = () => {
    const { homesShown } = LAE;
    if (!LAE.areaFigure()) homesShown.shade = "";
    if (!LAE.zones.length) homesShown.zones = false;
    LAE.paintAreas();
    LAE.drawHomes();
    LAE.drawCharging();
    LAE.drawLand();
    LAE.drawCarbon();
    LAE.map.invalidateSize({ pan: false });
    LAE.placeLabels();
    // A legend cut short to leave the map its room can be scrolled by keys.
    for (const name of ["homes-legend", "charging-legend", "land-legend", "carbon-legend"]) {
      if ($(name).scrollHeight > $(name).clientHeight + 1) $(name).setAttribute("tabindex", "0");
      else $(name).removeAttribute("tabindex");
    }
  };

  /* Everything anew, after a choice that touches more than figures; `back` makes an entry of the history. */
  LAE.redraw = ({ back }) => {
    if (back) LAE.keepHistory();
    draw();
    LAE.drawLayers();
  };

  /* While a year is dragged, the map alone: table and link follow on release. */
  function draw(dragged = false) {
    LAE.drawViews();
    fillScenarios();
    LAE.drawCompare();
    $("view").value = state.view.key;
    $("year").value = String(state.year);
    $("year").setAttribute("aria-valuetext", String(state.year));
    $("year-out").textContent = String(state.year);
    $("basis-badges").replaceChildren(...LAE.layerOf().badges(state.view));
    $("basis-note").textContent = LAE.layerOf().note(state.view);
    LAE.drawPanel();
    LAE.paint();
    LAE.paintSites();
    headline();
    LAE.drawLegend();
    if (!dragged) settle();
  }

  function settle() {
    LAE.drawTable();
    LAE.drawServed();
    LAE.writeHash();
  }

  /* Select a substation, or none with "". Focus goes to the panel when a key was used, and back where it came from. */
  LAE.select = (id, { from }) => {
    if (id && !opener) opener = document.activeElement;
    state.at = id;
    const substation = LAE.byId.get(id);
    LAE.keepHistory();
    draw();
    LAE.map.invalidateSize({ pan: false });
    if (!substation) {
      const back = opener && opener.isConnected && !opener.closest(".panel") ? opener : null;
      opener = null;
      if (back) back.focus({ preventScroll: true });
      LAE.say("Panel closed");
      return;
    }
    if (substation.lat !== null && from !== "map" && from !== "keyboard") {
      const at = L.latLng(substation.lat, substation.lon);
      if (from === "table") LAE.zoomTo(substation.lat, substation.lon, 11);
      else if (!LAE.map.getBounds().pad(-0.1).contains(at)) LAE.map.panTo(at, { animate: false });
    }
    if (from !== "map") $("panel").focus({ preventScroll: true });
    // Without a pan, a narrow screen would leave the panel out of sight below the map.
    if (from === "table") $("h-controls").scrollIntoView({ block: "start" });
    if (window.matchMedia("(max-width: 899px)").matches) $("panel").scrollIntoView({ block: "start" });
    LAE.say(`${substation.name}: ${LAE.stateWordsOf(substation)}`);
  };

  function headline() {
    const layer = LAE.layerOf();
    const shown = LAE.states();
    const known = LAE.scenariosOf(state.view);
    const table = known.length ? byScenario(layer, shown, known) : byClass(layer, shown);
    const open = LAE.substations.some((substation) => known.some((index) => isInterval(LAE.outcome(substation, index))));
    $("headline").replaceChildren(
      table,
      open ? el("p", { class: "quiet-text" }, "A crossing known only as an interval counts from the interval's first year.") : "",
    );
  }

  /* A line a scenario, a column a class. */
  function byScenario(layer, shown, known) {
    const head = shown.map((name) => el("th", { scope: "col" }, LAE.symbol(name, "bsp", 22), el("span", {}, layer.short(name))));
    const line = (index) => {
      const counts = LAE.counts(state.year, index);
      const cells = shown.map((name) => el("td", { class: "n", "data-state": name }, counts[name]));
      const chosen = index === state.scenario ? { class: "chosen", "aria-current": "true" } : {};
      return el("tr", chosen, el("th", { scope: "row" }, data.scenarios[index][1]), ...cells);
    };
    return el(
      "table",
      { class: shown.length > 5 ? "headline wide" : "headline" },
      el("caption", {}, layer.caption(state.view)),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Scenario"), ...head)),
      el("tbody", {}, ...known.map(line)),
    );
  }

  /* Without scenarios, a line a class. */
  function byClass(layer, shown) {
    const counts = LAE.counts(state.year, state.scenario);
    const line = (name) => el("tr", {}, el("th", { scope: "row" }, LAE.stateBadge(name, layer.label(name))), el("td", { class: "n", "data-state": name }, counts[name]));
    return el(
      "table",
      { class: "headline classes" },
      el("caption", {}, layer.caption(state.view)),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Class"), el("th", { scope: "col" }, "Substations"))),
      el("tbody", {}, ...shown.map(line)),
    );
  }

  const isInterval = (outcome) => outcome !== null && outcome.latest !== null && outcome.latest !== outcome.first;

  function announce() {
    const counts = LAE.counts(state.year, state.scenario);
    const parts = LAE.states().filter((name) => counts[name]).map((name) => `${counts[name]} ${LAE.stateWords(name).toLowerCase()}`);
    LAE.say([`${LAE.layerOf().when(state.view)}: ${parts.join(", ")}`, LAE.sitesSaid()].filter(Boolean).join(". "));
  }

  function registers() {
    const blank = (value) => (value === null || value === "" ? "not stated" : typeof value === "number" ? LAE.whole(value) : value);
    LAE.fill($("coverage-table"), "Who covers what", ["Area", "Operator", "Homes", "Status", "Note"],
      data.coverage.map(([area, dno, homes, status, note]) => [area, dno ? LAE.operator(dno) : "none", blank(homes), status, note]), [2]);
    LAE.fill($("sources-table"), "Data sets", ["Data set", "Publisher", "Edition", "Licence", "Address", "Note"],
      data.sources.map(([, publisher, title, url, licence, , vintage, note]) => [title, publisher, vintage || "not stated", licence || "not stated", url, note]));
    const short = (value) => (value === null ? "" : LAE.short(value));
    LAE.fill($("assumptions-table"), "Assumptions", ["Assumption", "Value", "Unit", "Range", "Tier", "Source", "Note"],
      data.assumptions.map(([id, value, unit, low, high, source, page, tier, note]) => [
        id, short(value), unit, low === null && high === null ? "none stated" : `${short(low)} to ${short(high)}`,
        tier === "D" ? LAE.badge("assumed", "D, unverified") : tier, [source, page].filter(Boolean).join(", "), note,
      ]), [1]);
    $("assumptions-summary").textContent = `Show the ${data.assumptions.length} assumptions`;
  }

  async function copyLink() {
    try {
      await navigator.clipboard.writeText(window.location.href);
      LAE.say("Link copied", 0);
      $("copy-link").textContent = "Link copied";
    } catch {
      LAE.say("The browser did not allow copying: take the link from the address bar", 0);
      $("copy-link").textContent = "Copy it from the address bar";
    }
  }
})();
