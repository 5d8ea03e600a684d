"use strict";
/* Two years or two scenarios of one view: what is compared with what, the controls, and the parts of table and panel. */

(() => {
  const { el, data, $ } = LAE;
  const { state } = LAE;
  /* Nothing, or {kind: "year" | "scenario", with: a year or the place of a scenario, how: "side" | "difference"}. */
  state.compare = null;

  const base = (view = state.view) => LAE.layers[view.kind];
  const AREAS_ALONE = ["retrofit", "land", "carbon"];
  const kinds = () => {
    if (AREAS_ALONE.includes(state.show)) return [];
    const scenarios = state.show === "charging" ? LAE.siteScenarios : base().scenarios(state.view);
    return [...(base().usesYear || state.show === "charging" ? ["year"] : []), ...(scenarios.length > 1 ? ["scenario"] : [])];
  };
  const scenarios = () => (state.show === "charging" ? LAE.siteScenarios : base().scenarios(state.view));

  /* The other side of a comparison, given what is shown: its year, its scenario and its name; null without one. */
  LAE.other = (year = state.year, scenario = state.scenario) => {
    const { compare } = state;
    if (!compare || !kinds().includes(compare.kind)) return null;
    if (compare.kind === "year") return { year: compare.with, scenario, name: String(compare.with) };
    return { year, scenario: compare.with, name: data.scenarios[compare.with][1] };
  };
  LAE.comparing = (how) => LAE.other() !== null && (!how || (state.show === "charging" ? "side" : state.compare.how) === how);
  LAE.shownName = () => (state.compare.kind === "year" ? String(state.year) : data.scenarios[state.scenario][1]);

  /* MVA of a substation where the layer has a number. */
  function rowIn(substation, year, scenario, view = state.view) {
    const row = view.kind === "headroom" ? LAE.row(substation, year, scenario, view) : view.kind === "limits" ? LAE.limitRow(substation, { year, scenario, at: view.place }) : null;
    return row && row.bound !== "unknown" ? row : { headroom_mva: null, bound: "unknown" };
  }
  LAE.valueIn = (...asked) => rowIn(...asked).headroom_mva;
  const stateOf = (substation, { year, scenario }) => base().stateIn(substation, year, scenario, state.view);
  const less = (after, before) => (after === null || before === null ? null : after - before);

  /* Both sides of a substation and the second less the first. */
  LAE.bothOf = (substation) => {
    const now = { year: state.year, scenario: state.scenario };
    const then = LAE.other();
    const [a, b] = [now, then].map((side) => {
      const { headroom_mva: value, bound } = rowIn(substation, side.year, side.scenario);
      return { state: stateOf(substation, side), value, bound };
    });
    return { a, b, difference: less(b.value, a.value), exact: a.bound === "exact" && b.bound === "exact" };
  };
  LAE.sideWords = ({ value, bound }) => (value === null ? "unknown" : LAE.figure(value, bound, "").trim());
  /* Of figures that are only bounds the difference is that of the bounds, and says so. */
  LAE.differenceWords = ({ difference, exact }) => `${LAE.signed(difference)}${difference === null || exact ? "" : " (of bounds)"}`;
  const label = (name) => base().label(name, state.view);
  LAE.signed = (value) => (value === null ? "unknown" : `${value > 0 ? "+" : ""}${LAE.number(value)}`);

  /* Added to the name of a symbol: what it is on the other side. */
  LAE.comparedWords = (substation) => (LAE.comparing("side") && state.show !== "charging" ? `; ${LAE.other().name}: ${label(LAE.bothOf(substation).b.state).toLowerCase()}` : "");

  LAE.compareColumns = () => {
    if (!LAE.comparing() || state.show === "charging") return [];
    const { name } = LAE.other();
    const both = (row) => LAE.bothOf(row.substation);
    const columns = [{ key: "then", label: `Class, ${name}`, value: (row) => label(both(row).b.state), cell: (row) => LAE.stateBadge(both(row).b.state, label(both(row).b.state)) }];
    if (!["headroom", "limits"].includes(state.view.kind)) return columns;
    return [
      ...columns,
      { key: "thenvalue", label: `${name}, MVA`, numeric: true, value: (row) => both(row).b.value, cell: (row) => LAE.sideWords(both(row).b) },
      { key: "difference", label: `${name} less ${LAE.shownName()}, MVA`, numeric: true, value: (row) => both(row).difference, cell: (row) => LAE.differenceWords(both(row)) },
    ];
  };

  LAE.compareCsv = () => {
    if (!LAE.comparing() || state.show === "charging") return null;
    return {
      header: "compared_with,compared_class,compared_headroom_mva,compared_bound,difference_mva",
      cells: (substation) => {
        const { b, difference } = LAE.bothOf(substation);
        return [LAE.other().name, b.state, b.value, b.bound, difference === null ? null : Number(difference.toFixed(2))];
      },
    };
  };

  /* The panel's part: class, headroom and growth of both sides, and the second less the first. */
  LAE.comparePart = (substation) => {
    if (!LAE.comparing() || state.show === "charging") return null;
    const then = LAE.other();
    const both = LAE.bothOf(substation);
    const { a, b } = both;
    const rows = [["Class", label(a.state), label(b.state), a.state === b.state ? "same" : "changes"]];
    if (["headroom", "limits"].includes(state.view.kind)) rows.push(["Headroom, MVA", LAE.sideWords(a), LAE.sideWords(b), LAE.differenceWords(both)]);
    rows.push(...growth(substation, then));
    const table = LAE.fill(el("table", { class: "plain" }), LAE.viewName(state.view), ["", LAE.shownName(), then.name, "Difference"], rows, [1, 2, 3]);
    table.querySelector("thead th").textContent = "What";
    return el("section", { "data-part": "compare" }, el("h3", {}, `${LAE.shownName()} beside ${then.name}`), table);
  };

  function growth(substation, then) {
    if (state.view.kind !== "headroom") return [];
    const sides = [LAE.row(substation), LAE.row(substation, then.year, then.scenario)];
    if (sides.some((row) => row === null)) return [];
    const names = [...new Set(sides.flatMap((row) => row.because.map((line) => line.technology)))];
    return names.map((name) => {
      const lines = sides.map((row) => row.because.find((line) => line.technology === name));
      const [before, after] = lines.map((line) => (line ? line.added_mva : 0));
      const known = lines.find(Boolean);
      return [`Growth, ${name === data.base_shift ? "base load" : known.label.toLowerCase()}, MVA`, LAE.number(before), LAE.number(after), LAE.signed(after - before)];
    });
  }

  /* --- controls --- */

  LAE.startCompare = () => {
    for (let year = LAE.first; year <= LAE.last; year++) $("compare-year").append(el("option", { value: year }, year));
    $("compare").addEventListener("change", () => set($("compare").value));
    $("compare-year").addEventListener("change", () => LAE.change({ compare: { ...state.compare, with: Number($("compare-year").value) } }));
    $("compare-scenario").addEventListener("change", () => LAE.change({ compare: { ...state.compare, with: Number($("compare-scenario").value) } }));
    $("compare-how").addEventListener("change", () => LAE.change({ compare: { ...state.compare, how: $("compare-how").value } }));
  };

  function set(kind) {
    const home = LAE.atHome();
    const how = state.compare ? state.compare.how : "side";
    if (!kind) LAE.change({ compare: null });
    else if (kind === "year") LAE.change({ compare: { kind, with: state.year === LAE.last ? LAE.first : LAE.last, how } });
    else LAE.change({ compare: { kind, with: scenarios().find((place) => place !== state.scenario), how } });
    // The map is narrower or wider now.
    if (home) LAE.home(false);
  }

  LAE.drawCompare = () => {
    const open = kinds();
    const { compare } = state;
    document.body.classList.toggle("comparing", LAE.comparing() && state.show !== "charging");
    $("compare-controls").hidden = !open.length;
    if (!open.length) return;
    const words = { year: "Another year", scenario: "Another scenario" };
    $("compare").replaceChildren(el("option", { value: "" }, "Nothing"), ...open.map((kind) => el("option", { value: kind }, words[kind])));
    const on = LAE.comparing();
    $("compare").value = on ? compare.kind : "";
    $("compare-year-field").hidden = !on || compare.kind !== "year";
    $("compare-scenario-field").hidden = !on || compare.kind !== "scenario";
    $("compare-how-field").hidden = !on || state.show === "charging";
    $("compare-scenario").replaceChildren(...scenarios().map((place) => el("option", { value: place }, data.scenarios[place][1])));
    $("compare-note").textContent = on ? `${LAE.shownName()} beside ${LAE.other().name}: on the map, in the table and in the panel.` : "";
    if (!on) return;
    $("compare-controls").open = true;
    $(`compare-${compare.kind}`).value = String(compare.with);
    $("compare-how").value = compare.how;
  };
})();
