"use strict";
/* The layer of a difference: how the class and the headroom of each substation change from what is shown to the other. */

(() => {
  const { state } = LAE;
  const ROOM = ["diff_lost", "diff_lower", "diff_same", "diff_higher", "diff_gained", "unknown"];
  const OTHER = ["diff_changed", "diff_same", "unknown"];
  const HALF_A_HUNDREDTH = 0.005;
  const base = (view = state.view) => LAE.layers[view.kind];
  const sides = () => `${LAE.other().name} less ${LAE.shownName()}`;

  function stateIn(substation, year, scenario, view) {
    const other = LAE.other(year, scenario);
    const before = base(view).stateIn(substation, year, scenario, view);
    const after = base(view).stateIn(substation, other.year, other.scenario, view);
    if (before === "unknown" || after === "unknown") return "unknown";
    if (view.kind !== "headroom") return before === after ? "diff_same" : "diff_changed";
    if (before === "disagrees" || after === "disagrees") return before === after ? "diff_same" : "unknown";
    if (before === "above" && after === "crosses") return "diff_lost";
    if (before === "crosses" && after === "above") return "diff_gained";
    const [a, b] = [LAE.valueIn(substation, year, scenario, view), LAE.valueIn(substation, other.year, other.scenario, view)];
    if (a === null || b === null) return "unknown";
    if (Math.abs(b - a) < HALF_A_HUNDREDTH) return "diff_same";
    return b < a ? "diff_lower" : "diff_higher";
  }

  const label = (name) => LAE.stateLabel("difference", name);
  LAE.difference = {
    usesYear: true,
    heading: (view) => base(view).heading(view),
    name: (view) => base(view).name(view),
    scenarios: (view) => base(view).scenarios(view),
    states: (view) => (view.kind === "headroom" ? ROOM : OTHER),
    label,
    short: (name) => ({ diff_lost: "Falls below 0", diff_lower: "Less room", diff_same: "Same", diff_higher: "More room", diff_gained: "Back above 0", diff_changed: "Changes", unknown: "Un\u00adknown" })[name],
    words: (name) => label(name),
    stateIn,
    when: () => sides(),
    badges: (view) => base(view).badges(view),
    note: (view) => `${sides()}. ${base(view).note(view)}`,
    caption: () => `Substations by how they change: ${sides()}.`,
    why: (substation) => (base().why ? base().why(substation) : "not known on one side"),
    part: (substation) => base().part(substation),
    sentence: (substation, name) => `${label(name)}: ${sides()}`,
    columns: (view) => [
      { key: "order", label: "Difference", value: (row) => LAE.states().indexOf(row.state), cell: (row) => LAE.stateBadge(row.state, label(row.state)) },
      { key: "before", label: `Class, ${LAE.shownName()}`, value: (row) => base(view).label(LAE.bothOf(row.substation).a.state), cell: (row) => LAE.stateBadge(LAE.bothOf(row.substation).a.state, base(view).label(LAE.bothOf(row.substation).a.state)) },
      ...(["headroom", "limits"].includes(view.kind) ? [{ key: "now", label: `${LAE.shownName()}, MVA`, numeric: true, value: (row) => LAE.bothOf(row.substation).a.value, cell: (row) => LAE.sideWords(LAE.bothOf(row.substation).a) }] : []),
    ],
    csv: (view) => base(view).csv(view),
  };
})();
