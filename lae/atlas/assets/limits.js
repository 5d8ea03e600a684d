"use strict";
/* The layer of generation limits: which limit we can work out binds, and what the operator's figure says beside it. */

(() => {
  const { el, data } = LAE;
  const words = data.words;
  const limits = data.limits;
  const place = (name) => limits.cell.indexOf(name);
  const LIMITS = ["reverse_power", "fault_level", "voltage", "transmission"];

  /* Limits are worked out for milestone years: the latest that is not after the year shown. */
  LAE.limitYear = (year = LAE.state.year) => {
    const past = limits.years.filter((known) => known <= year);
    return past.length ? past[past.length - 1] : limits.years[0];
  };

  /* A scenario the limits are worked out for; the operators' own scenarios have none. */
  const scenarioOf = (scenario) => ((limits.scenarios || []).includes(scenario) ? scenario : (limits.scenarios || [0])[0]);

  /* One row of the limits, or null. */
  function limitRow(substation, { year = LAE.state.year, scenario = LAE.state.scenario, at = 0 } = {}) {
    const view = limits.views[at];
    const cell = view ? view.cells[substation.index] : null;
    if (!cell) return null;
    const slot = limits.scenarios.indexOf(scenarioOf(scenario)) * limits.years.length + limits.years.indexOf(LAE.limitYear(year));
    const read = (name) => {
      const held = cell[place(name)];
      return Array.isArray(held) ? held[slot] : held;
    };
    const text = (name) => (read(name) === null ? "" : data.texts[read(name)]);
    if (read("bound") === null) return null;
    const row = { plant: view.plant, queue: view.queue, stands: read("published_stands") === 1 };
    for (const name of ["headroom_own_mva", "headroom_mva", "headroom_low_mva", "headroom_high_mva"]) row[name] = read(name);
    for (const name of LIMITS) row[name] = read(`${name}_mva`);
    for (const name of ["bound_own", "bound", "binding_limit", "binding_substation_id", "reason"]) row[name] = text(name);
    return row;
  }

  LAE.limitRow = limitRow;

  const layer = {
    usesYear: true,
    heading: () => "Generation headroom",
    name: (view) => `Limits${view.queue === "accepted" ? "" : ", connected only"}: ${words.plant[view.plant] || view.plant}`,
    scenarios: () => limits.scenarios,
    label: (state) => LAE.stateLabel("limits", state),
    short: (state) => ({ zero: "No room", unknown: "Un\u00adknown", disagrees: "Dis\u00adagrees" })[state] || LAE.stateLabel("limits", state).replace(" binds", ""),
    words: (state) => LAE.stateLabel("limits", state),
    when: () => `${data.scenarios[LAE.state.scenario][1]}, ${LAE.limitYear()}`,
    badges: () => [LAE.badge("modelled", "modelled"), " ", LAE.badge("plain", `worked out for ${LAE.limitYear()}`)],
    note: (view) =>
      `The least limit we can work out, ${words.generation_queue[view.queue]}. It says what would bind, not that there is room: a published zero stands.`,
    caption: () => `Substations by the limit that binds, ${LAE.limitYear()}.`,
  };
  LAE.layers.limits = layer;

  layer.stateIn = (substation, year, scenario, view) => {
    const row = limitRow(substation, { year, scenario, at: view.place });
    if (!row || row.headroom_mva === null || row.bound === "unknown" || !row.binding_limit) return "unknown";
    if (row.headroom_mva > 0) return `limit_${row.binding_limit}`;
    const { generation_headroom_mva: published, generation_bound: bound } = substation;
    return published > 0 && (bound === "exact" || bound === "at_least") ? "disagrees" : "zero";
  };

  /* Over every year and scenario, so that the legend does not jump as the year moves. */
  const used = new Map();
  layer.states = (view) => {
    if (!used.has(view.key)) {
      const seen = new Set();
      for (const substation of LAE.substations)
        for (const year of limits.years) for (const scenario of limits.scenarios) seen.add(layer.stateIn(substation, year, scenario, view));
      used.set(view.key, LAE.statesUsed("limits", (state) => state === "zero" || seen.has(state)));
    }
    return used.get(view.key);
  };

  layer.why = (substation) => {
    const row = limitRow(substation, { at: LAE.state.view.place });
    if (!row) return substation.stub ? "the files supplied have no figures for it" : "nothing is published to work a limit out from";
    if (row.headroom_mva === null) return row.reason || "no limit on its path is known";
    return `the limits that are known do not bound it${row.reason ? `; ${row.reason}` : ""}`;
  };

  layer.sentence = (substation, state) => {
    if (state === "unknown") return `Unknown: ${layer.why(substation)}`;
    const row = limitRow(substation, { at: LAE.state.view.place });
    return `${layer.words(state)}${row.stands ? "; the published zero stands" : ""}`;
  };
  layer.part = (substation) => LAE.limitsPart(substation, LAE.state.view);

  const least = (row) => (row && row.headroom_mva !== null ? row.headroom_mva : null);
  layer.columns = (view) => {
    const of = (row) => limitRow(row.substation, { at: view.place });
    return [
      { key: "published", label: "Published today", value: (row) => row.substation.generation_headroom_mva, cell: (row) => LAE.published(row.substation, "generation") },
      { key: "order", label: "What binds", value: (row) => LAE.states().indexOf(row.state), cell: (row) => LAE.stateBadge(row.state, LAE.stateWords(row.state)) },
      { key: "now", label: "Room by known limits, MVA", numeric: true, value: (row) => least(of(row)), cell: (row) => (of(row) ? LAE.figure(of(row).headroom_mva, of(row).bound, "", "no limit known").trim() : "unknown") },
      { key: "range", label: "Cautious to generous, MVA", numeric: true, value: (row) => (of(row) ? of(row).headroom_low_mva : null), cell: (row) => span(of(row)) },
      { key: "binding", label: "Set by", value: (row) => where(of(row), row.substation), cell: (row) => setBy(of(row), row.substation) },
    ];
  };

  function span(row) {
    if (!row || row.headroom_low_mva === null || row.headroom_high_mva === null) return "unknown";
    return `${LAE.number(row.headroom_low_mva)} to ${LAE.number(row.headroom_high_mva)}`;
  }

  function setBy(row, substation) {
    const at = where(row, substation);
    return at && row.binding_limit ? `${words.limit[row.binding_limit]}, ${at}` : at || "not known";
  }

  function where(row, substation) {
    if (!row || !row.binding_substation_id) return "";
    return row.binding_substation_id === substation.substation_id ? "itself" : LAE.nameOf(row.binding_substation_id);
  }

  layer.csv = (view) => ({
    header: "published_mva,published_bound,headroom_mva,bound,headroom_low_mva,headroom_high_mva,binding_limit,binding_substation_id,reverse_power_mva,fault_level_mva,voltage_mva,transmission_mva,reason",
    cells: ({ substation }) => {
      const row = limitRow(substation, { at: view.place });
      const published = [substation.generation_headroom_mva, substation.generation_bound];
      if (!row) return [...published, ...new Array(11).fill(null)];
      return [
        ...published, row.headroom_mva, row.bound, row.headroom_low_mva, row.headroom_high_mva, row.binding_limit,
        row.binding_substation_id, ...LIMITS.map((name) => row[name]), row.reason,
      ];
    },
  });

  /* The panel's part: each limit for the plant and queue of the view, the least of them, and the published figure. */
  LAE.limitsPart = (substation, view = null) => {
    if (!limits.views.length) return null;
    const at = view ? view.place : Math.max(0, limits.views.findIndex((known) => known.plant === "inverter" && known.queue === "accepted"));
    const row = limitRow(substation, { at });
    const shown = limits.views[at];
    const part = el("section", { "data-part": "limits" }, el("h3", {}, `Generation limits, ${LAE.limitYear()} `, LAE.badge("modelled", "modelled")));
    const published = [`Published (${substation.vintage || "no file"})`, LAE.published(substation, "generation"), substation.generation_constraint];
    if (!row) {
      part.append(LAE.terms([[published[0], published[1]]]), el("p", {}, `Unknown: ${layer.why(substation)}.`));
      return part;
    }
    const parts = (row.reason || "").split(";").map((text) => text.trim()).filter(Boolean);
    const value = (name) => (row[name] === null ? `unknown: ${whyNot(name, parts)}` : `${LAE.number(row[name])} MVA`);
    part.append(
      el("p", { class: "quiet-text" }, `For ${words.plant[shown.plant]}, ${words.generation_queue[shown.queue]}; ${data.scenarios[scenarioOf(LAE.state.scenario)][1]}.`),
      LAE.terms([
        [published[0], published[1]],
        ["Operator's constraint", published[2]],
        ...LIMITS.map((name) => [name === "reverse_power" ? "Limit by reverse power and minimum demand" : `Limit by ${words.limit[name].toLowerCase()}`, value(name)]),
        ["Least along the path", el("strong", {}, LAE.figure(row.headroom_mva, row.bound, "MVA", row.reason || "no limit on its path is known"))],
        ["Cautious to generous", row.headroom_low_mva === null ? "" : `${span(row)} MVA`],
        ["Binds", row.binding_limit ? el("span", {}, `${words.limit[row.binding_limit]} at `, binder(row, substation)) : "not known"],
      ]),
    );
    if (row.stands) part.append(el("p", { class: "notice" }, "The operator publishes no room, and that stands: limits we cannot work out may be the ones."));
    return part;
  };

  function binder(row, substation) {
    const id = row.binding_substation_id;
    if (id === substation.substation_id) return "this substation itself";
    return LAE.byId.has(id) ? LAE.button(LAE.nameOf(id), () => LAE.select(id, { from: "panel" }), { class: "link" }) : id;
  }

  /* The part of the reason that speaks of one limit; reverse power is what no other limit claims. */
  function whyNot(name, parts) {
    const starts = { fault_level: "fault", voltage: "voltage", transmission: "transmission" };
    const others = Object.values(starts);
    const mine = starts[name] ? parts.filter((text) => text.startsWith(starts[name])) : parts.filter((text) => !others.some((start) => text.startsWith(start)));
    if (mine.length) return mine.join("; ");
    return name === "transmission" ? "a limit of the GSP above" : "not worked out at this tier";
  }
})();
