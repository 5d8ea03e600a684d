"use strict";
/* Every finding of the map as a table: sorted, filtered, shown on the map, taken away as CSV. */

(() => {
  const { el, data, $ } = LAE;
  const sort = { column: "order", down: false };
  let shown = [];

  const PLACE = [
    { key: "name", label: "Substation", value: (row) => row.substation.name },
    { key: "tier", label: "Tier", value: (row) => ["gsp", "bsp", "primary", "secondary"].indexOf(row.substation.tier), cell: (row) => LAE.tierOf(row.substation) },
    { key: "dno", label: "Operator", value: (row) => row.substation.dno, cell: (row) => LAE.operator(row.substation.dno) },
  ];
  const columns = () => [...PLACE, ...LAE.layerOf().columns(LAE.state.view), ...LAE.compareColumns()];

  LAE.layers.headroom.columns = (view) => [
    { key: "published", label: "Published today", value: (row) => row.substation[`${view.direction}_headroom_mva`], cell: (row) => LAE.published(row.substation) },
    { key: "order", label: "Class", value: (row) => data.words.states.indexOf(row.state), cell: (row) => LAE.stateBadge(row.state, LAE.stateWordsOf(row.substation)) },
    { key: "now", label: "Headroom this year, MVA", value: (row) => (row.now ? row.now.headroom_mva : null), numeric: true, cell: ({ now }) => (now && now.headroom_mva !== null ? LAE.figure(now.headroom_mva, now.bound, "").trim() : "unknown") },
    { key: "first", label: "First year below zero", value: (row) => (row.outcome ? row.outcome.first : null), numeric: true, cell: firstYear },
    { key: "worst", label: "Worst, MVA (year)", value: (row) => (row.outcome ? row.outcome.worst : null), numeric: true, cell: worst },
    { key: "binding", label: "Set by", value: (row) => (row.outcome ? bindingName(row) : ""), cell: (row) => bindingName(row) || "not known" },
  ];

  function bindingName({ substation, outcome }) {
    if (!outcome || !outcome.binding) return "";
    return outcome.binding === substation.substation_id ? "itself" : LAE.nameOf(outcome.binding);
  }

  LAE.startTable = () => {
    const option = (value, text) => el("option", { value }, text);
    const distinct = (name) => [...new Set(LAE.substations.map((row) => row[name]))].sort();
    $("filter-tier").append(option("", "All"), ...distinct("tier").map((tier) => option(tier, data.words.tier[tier] || tier)));
    $("filter-dno").append(option("", "All"), ...distinct("dno").map((dno) => option(dno, LAE.operator(dno))));
    $("filter-text").addEventListener("input", LAE.drawTable);
    for (const id of ["filter-state", "filter-tier", "filter-dno"]) $(id).addEventListener("change", LAE.drawTable);
    $("csv").addEventListener("click", LAE.saveFindings);
  };

  /* The classes of the layer now shown; a choice it does not know falls back to all. */
  let filled = "";
  function fillFilter() {
    const layer = LAE.layerOf();
    const states = LAE.states();
    if (filled === states.join()) return;
    filled = states.join();
    const chosen = $("filter-state").value;
    $("filter-state").replaceChildren(el("option", { value: "" }, "All"), ...states.map((state) => el("option", { value: state }, layer.label(state))));
    $("filter-state").value = states.includes(chosen) ? chosen : "";
  }

  function rows() {
    const text = $("filter-text").value.trim().toLowerCase();
    const [state, tier, dno] = ["filter-state", "filter-tier", "filter-dno"].map((id) => $(id).value);
    const column = columns().find((candidate) => candidate.key === sort.column) || columns().find((candidate) => candidate.key === "order");
    const found = LAE.substations
      .filter((substation) => !tier || substation.tier === tier)
      .filter((substation) => !dno || substation.dno === dno)
      .filter((substation) => !text || `${substation.name} ${substation.substation_id}`.toLowerCase().includes(text))
      .map((substation) => ({ substation, state: LAE.stateIn(substation), outcome: LAE.outcome(substation), now: LAE.row(substation) }))
      .filter((row) => !state || row.state === state);
    return found.sort((a, b) => (sort.down ? -1 : 1) * compare(column.value(a), column.value(b)) || blankLast(column, a, b) || byName(a, b));
  }

  const isBlank = (value) => value === null || value === undefined || value === "";

  function compare(a, b) {
    if (isBlank(a) || isBlank(b)) return 0;
    return typeof a === "string" ? a.localeCompare(b, "en-GB") : a - b;
  }

  function blankLast(column, a, b) {
    return Number(isBlank(column.value(a))) - Number(isBlank(column.value(b)));
  }

  const byName = (a, b) => a.substation.name.localeCompare(b.substation.name, "en-GB") || a.substation.index - b.substation.index;

  LAE.drawTable = () => {
    fillFilter();
    shown = rows();
    const table = $("findings-table");
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.sort : null;
    table.replaceChildren(
      el("caption", {}, `${LAE.layerOf().when(LAE.state.view)}. ${LAE.viewName(LAE.state.view)}.`),
      el("thead", {}, el("tr", {}, ...columns().map(heading))),
      el("tbody", {}, ...shown.map(line)),
    );
    const again = focused ? table.querySelector(`[data-sort="${focused}"]`) : null;
    if (again) again.focus();
    $("findings-count").textContent = `${shown.length} of ${LAE.substations.length} substations`;
  };

  function heading(column) {
    const active = sort.column === column.key;
    const direction = active ? (sort.down ? "descending" : "ascending") : "none";
    const press = () => {
      sort.down = active ? !sort.down : false;
      sort.column = column.key;
      LAE.drawTable();
    };
    const arrow = el("span", { "aria-hidden": "true", class: "arrow" }, active ? (sort.down ? "\u25bc" : "\u25b2") : "\u2195");
    const button = LAE.button(column.label, press, { class: "sort", "data-sort": column.key });
    button.append(arrow);
    return el("th", { scope: "col", "aria-sort": direction, class: column.numeric ? "n" : null }, button);
  }

  function line(row) {
    const { substation, state } = row;
    const name = LAE.button(substation.name, () => LAE.select(substation.substation_id, { from: "table" }), {
      class: "link",
      title: "Show on the map",
      "data-id": substation.substation_id,
    });
    return el(
      "tr",
      { class: LAE.state.at === substation.substation_id ? "chosen" : null, "data-state": state },
      el("th", { scope: "row" }, name),
      ...columns().slice(1).map((column) => el("td", column.numeric ? { class: "n" } : {}, column.cell(row))),
    );
  }

  function worst({ outcome }) {
    return outcome && outcome.worst !== null ? `${LAE.figure(outcome.worst, outcome.bound, "").trim()} (${outcome.worstYear})` : "unknown";
  }

  function firstYear({ outcome }) {
    if (!outcome || outcome.state === "unknown") return "unknown";
    if (outcome.state === "disagrees") return "not stated";
    if (outcome.state === "zero" && outcome.first === null) return "today";
    return LAE.interval(outcome) || "none";
  }

  LAE.csvText = () => {
    const own = LAE.layerOf().csv(LAE.state.view);
    const told = LAE.comparing("difference") ? shown.map((row) => ({ ...row, state: LAE.bothOf(row.substation).a.state })) : shown;
    const [header, lines] = own ? layerLines(own, told) : headroomLines(told);
    const compared = LAE.compareCsv();
    const rows = compared ? lines.map((line, at) => [...line, ...compared.cells(shown[at].substation)]) : lines;
    return LAE.csvLines(compared ? `${header},${compared.header}` : header, rows, LAE.csvCaveat());
  };

  /* Any other layer: who and what, then the layer's own columns. */
  function layerLines(own, told) {
    const { view, scenario, year } = LAE.state;
    const named = LAE.scenariosOf(view).length ? data.scenarios[scenario][0] : "";
    const when = view.kind === "limits" ? LAE.limitYear() : LAE.layerOf().usesYear ? year : null;
    const lines = told.map((row) => {
      const { substation, state } = row;
      const head = [view.key, named, when, substation.substation_id, substation.name, substation.tier, substation.dno, substation.vintage, state];
      return [...head, ...own.cells(row)];
    });
    return [`layer,scenario,year,substation_id,name,tier,dno,vintage,class,${own.header}`, lines];
  }

  function headroomLines(told) {
    const { view, scenario, year } = LAE.state;
    const header =
      "scenario,year,direction,basis,queue,substation_id,name,tier,dno,published_headroom_mva,published_bound,vintage,class_in_year," +
      "headroom_own_mva,bound_own,headroom_mva,bound,first_year_below_zero,first_year_latest,worst_year,worst_headroom_mva,binding_substation_id";
    const lines = told.map(({ substation, outcome, state, now }) => {
      const own = now || { headroom_own_mva: null, bound_own: "unknown", headroom_mva: null, bound: "unknown", queue: view.queue };
      const over = outcome || { first: null, latest: null, worstYear: null, worst: null, binding: "" };
      return [
        data.scenarios[scenario][0], year, view.direction, view.basis, own.queue, substation.substation_id, substation.name,
        substation.tier, substation.dno, substation[`${view.direction}_headroom_mva`], substation[`${view.direction}_bound`],
        substation.vintage, state, own.headroom_own_mva, own.bound_own, own.headroom_mva, own.bound, over.first, over.latest,
        over.worstYear, over.worst, over.binding,
      ];
    });
    return [header, lines];
  }

  LAE.saveFindings = () => {
    const { view } = LAE.state;
    LAE.saveCsv(`${view.kind === "headroom" ? "headroom " : ""}${view.key} ${LAE.layerOf().when(view)}`, LAE.csvText(), shown.length);
  };
})();
