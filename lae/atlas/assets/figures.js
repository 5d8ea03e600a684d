"use strict";
/* What the data say about a substation in a view, a scenario and a year, and how that is put into words. */

(() => {
  const { data } = LAE;
  const words = data.words;
  const place = (name) => data.cell.indexOf(name);
  const NUMBERS = ["headroom_own_mva", "headroom_mva", "capacity_mva", "observed_mva", "contracted_mva", "added_mva"];
  const TEXTS = ["bound_own", "bound", "binding_substation_id", "peak_slot", "queue", "source_id"];

  /* One row of the headroom table, or null where there is none. */
  LAE.row = (substation, year = LAE.state.year, scenario = LAE.state.scenario, view = LAE.state.view) => {
    const cell = view.cells ? view.cells[scenario][substation.index] : null;
    const slot = year - LAE.first;
    if (!cell || LAE.series(cell[place("queue")])[slot] === null) return null;
    const row = {};
    for (const name of NUMBERS) {
      const value = LAE.series(cell[place(name)])[slot];
      row[name] = value === null ? null : value / data.scale;
    }
    for (const name of TEXTS) {
      const code = LAE.series(cell[place(name)])[slot];
      row[name] = code === null ? "" : data.texts[code];
    }
    row.because = cell[place("because")]
      .map(([technology, counts, added]) => ({
        technology: data.technologies[technology][0],
        label: data.technologies[technology][1],
        count: LAE.series(counts)[slot] === null ? null : LAE.series(counts)[slot] / data.scale,
        added_mva: LAE.series(added)[slot] === null ? null : LAE.series(added)[slot] / data.scale,
      }))
      .filter((line) => line.added_mva !== null);
    return row;
  };

  /* Yearly path headroom, null where there is none. */
  LAE.path = (substation, scenario, view = LAE.state.view) => {
    const cell = view.cells ? view.cells[scenario][substation.index] : null;
    if (!cell) return new Array(LAE.count).fill(null);
    return LAE.series(cell[place("headroom_mva")]).map((value) => (value === null ? null : value / data.scale));
  };

  /* The substation's class over all years: {state, bound, first, latest, worstYear, worst, binding}, or null. */
  LAE.outcome = (substation, scenario = LAE.state.scenario, view = LAE.state.view) => {
    const found = view.outcomes ? view.outcomes[scenario][substation.index] : null;
    if (!found) return null;
    const [state, bound, first, latest, worstYear, worst, binding] = found;
    return {
      state: words.states[state],
      bound: data.texts[bound],
      first,
      latest,
      worstYear,
      worst,
      binding: data.texts[binding],
    };
  };

  const headroom = {
    usesYear: true,
    states: (view) => words.states.filter((name) => name !== "disagrees" || view.basis === "modelled"),
    label: (state) => words.state[state],
    heading: (view) => (view.direction === "demand" ? "Demand headroom" : "Generation headroom"),
    /* Scenarios that have figures in a view: operators' own tables have their own. */
    scenarios: (view) => data.scenarios.map((_, index) => index).filter((index) => view.cells[index].some(Boolean)),
    when: () => `${data.scenarios[LAE.state.scenario][1]}, ${LAE.state.year}`,
    short: (state) =>
      ({ zero: "At or below 0 today", crosses: `Crosses 0 by ${LAE.state.year}`, above: `Above 0 to ${LAE.state.year}`, unknown: "Un\u00adknown", disagrees: "Dis\u00adagrees" })[state],
    caption: (view) => `Substations by class, ${LAE.state.year}. Today: as ${view.basis === "published" ? "published" : "on this basis"}.`,
    csv: () => null,
  };
  LAE.layers.headroom = headroom;

  headroom.badges = (view) => {
    if (view.basis === "modelled") return [LAE.badge("modelled", "modelled")];
    if (view.basis === "nshr") return [LAE.badge("published", "published"), " ", LAE.badge("plain", "operator's scenario")];
    return [LAE.badge("published", "published"), " ", LAE.badge("modelled", "less modelled growth")];
  };

  headroom.note = (view) => {
    if (view.basis === "modelled") {
      // Contracted demand and the scenario's growth may be the same homes and cars.
      const overlap = view.queue === "connected" ? "" : " An upper bound of the need: contracted demand and growth may overlap, and contracts may wait for works.";
      return `Our model: firm capacity less observed, contracted (${words.queue[view.queue]}) and growth.${overlap}`;
    }
    if (view.basis === "nshr") return "The operator's own scenarios and years; nothing subtracted by us.";
    if (view.direction === "generation") return "The operator's figure; we take nothing off it.";
    return "The operator's figure, less the scenario's growth since its date.";
  };

  /* What its symbol says in one year. A year without a figure is unknown, never healthy. */
  headroom.stateIn = (substation, year, scenario, view) => {
    const outcome = LAE.outcome(substation, scenario, view);
    if (!outcome) return "unknown";
    if (outcome.state === "zero" || outcome.state === "disagrees") return outcome.state;
    if (outcome.state === "unknown") return "unknown";
    const row = LAE.row(substation, year, scenario, view);
    if (!row || row.headroom_mva === null) return "unknown";
    return outcome.state === "crosses" && year >= outcome.first ? "crosses" : "above";
  };

  const number = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
  LAE.number = (value) => number.format(Object.is(value, -0) ? 0 : value).replace("-", "\u2212");
  LAE.whole = (value) => whole.format(value).replace("-", "\u2212");
  LAE.short = (value) => String(Number(value.toPrecision(6)));

  /* A figure with its unit and bound in words; where there is none, the reason. */
  LAE.figure = (value, bound, unit = "MVA", why = "no figure") => {
    if (value === null || value === undefined) return `unknown: ${why}`;
    if (bound === "unknown") return `unknown (figure given: ${LAE.number(value)} ${unit})`;
    const word = words.bound[bound] || "";
    return `${word}${word ? " " : ""}${LAE.number(value)} ${unit}`;
  };

  /* What the operator prints today in the view's direction. */
  LAE.published = (substation, direction = LAE.state.view.direction) => {
    const why = substation.stub
      ? "a named upstream site without a row in the files supplied"
      : "the operator publishes no figure";
    return LAE.figure(
      substation[`${direction}_headroom_mva`],
      substation[`${direction}_bound`],
      "MVA",
      why,
    );
  };

  LAE.interval = (outcome) => {
    if (!outcome || outcome.first === null) return "";
    if (outcome.latest !== null && outcome.latest !== outcome.first) return `${outcome.first} to ${outcome.latest}`;
    return String(outcome.first);
  };

  /* The class in one year, as a sentence part. */
  headroom.words = (state, year, view) => {
    const today = view.basis === "published" ? "as published today" : "today";
    return {
      zero: `At or below zero ${today}`,
      crosses: `Crosses zero by ${year}`,
      above: `Above zero to ${year}`,
      unknown: "Unknown",
      disagrees: words.state.disagrees,
    }[state];
  };

  /* The same for one substation: a crossing known only as an interval may still lie ahead. */
  headroom.wordsOf = (substation, state) => {
    const outcome = LAE.outcome(substation);
    const open = state === "crosses" && outcome.latest !== null && LAE.state.year < outcome.latest;
    return open ? `May cross zero by ${LAE.state.year} (${LAE.interval(outcome)})` : LAE.stateWords(state);
  };

  LAE.nameOf = (id) => (LAE.byId.has(id) ? LAE.byId.get(id).name : id);
  LAE.tierOf = (substation) => words.tier[substation.tier] || substation.tier;
  LAE.operator = (dno) => dno.toUpperCase();
  headroom.name = (view) => {
    const direction = view.direction === "demand" ? "Demand" : "Generation";
    const queue = view.queue ? `, ${words.queue_short[view.queue] || view.queue}` : "";
    return `${direction}: ${words.basis[view.basis] || view.basis}${queue}`;
  };

  /* Parents in normal running, the largest share first: [{substation, share}]. */
  LAE.parents = (substation) =>
    data.feeds
      .filter(([below, , , open]) => below === substation.index && !open)
      .map(([, above, share]) => ({ substation: LAE.substations[above], share }));

  /* Everything above a substation, nearest first, each once. */
  LAE.upstream = (substation) => {
    const found = [];
    const seen = new Set([substation.index]);
    let level = [substation];
    while (level.length) {
      const next = [];
      for (const from of level) {
        for (const parent of LAE.parents(from)) {
          if (seen.has(parent.substation.index)) continue;
          seen.add(parent.substation.index);
          found.push({ ...parent, from });
          next.push(parent.substation);
        }
      }
      level = next;
    }
    return found;
  };

  LAE.sensitivityOf = (substation, scenario) =>
    data.sensitivity.filter((row) => row[0] === substation.index && row[1] === scenario);
  LAE.allocationOf = (substation) => (data.allocation || []).find((row) => row[0] === substation.index) || null;
})();
