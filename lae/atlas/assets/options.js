"use strict";
/* What could be done about a shortfall: reinforce, flexibility, managed charging, transfer; unknown with its reason. */

(() => {
  const { el, data } = LAE;
  const word = (place) => data.texts[place];

  /* The shortfall to speak of: of the view's own basis and queue, else as published. */
  function rowOf(substation) {
    const { view, scenario, year } = LAE.state;
    const years = data.milestones.filter((known) => known <= year);
    const when = years.length ? years[years.length - 1] : data.milestones[0];
    const rows = data.options.filter((row) => row[0] === substation.index && row[1] === scenario && row[2] === when);
    const modelled = view.kind === "headroom" && view.basis === "modelled";
    const own = rows.find((row) => (modelled ? word(row[3]) === "modelled" && word(row[4]) === view.queue : word(row[3]) === "published"));
    return { when, row: own || null };
  }

  LAE.optionsPart = (substation) => {
    if (!data.options.length) return null;
    const { when, row } = rowOf(substation);
    const modelled = LAE.state.view.kind === "headroom" && LAE.state.view.basis === "modelled";
    const part = el("section", { "data-part": "options" }, el("h3", {}, `What could be done, ${when} `, LAE.badge("modelled", "modelled")));
    if (!row) {
      part.append(el("p", {}, `No shortfall of its own is proved in ${data.scenarios[LAE.state.scenario][1]}, ${when}, ${modelled ? "by our model" : "on the published figures"}, so there is nothing to size. A published zero may hide one.`));
      return part;
    }
    const [, , , , , short, bound, days, schemes, transfer] = row;
    part.append(el("p", {}, "Short by ", el("strong", {}, LAE.figure(short, word(bound))), ` in ${data.scenarios[LAE.state.scenario][1]}.`));
    const rows = [];
    for (const [day, slot, flexibility, charging] of days) {
      if (flexibility) rows.push(["Buy flexibility", ...flexible(flexibility, day, slot)]);
      if (charging) rows.push(["Manage charging", ...managed(charging, day, slot)]);
    }
    const works = LAE.worksOf(substation);
    rows.push(["Reinforce", reinforce(works, schemes, when), works.length ? "published, not funded; cost only where a unit cost is published" : "no published works; no sourced unit cost"]);
    if (transfer) rows.push(["Transfer", transfer[0] === null ? "unknown" : `${LAE.number(transfer[0])} MVA left`, word(transfer[1])]);
    part.append(LAE.fill(el("table", { class: "plain" }), "Options, none of them decided", ["Option", "Size", "What it takes"], rows));
    return part;
  };

  const daily = (day, slot) => [word(day) && `${word(day)} day`, word(slot) && `greatest at ${word(slot).split(" ").pop()}`].filter(Boolean).join(", ");

  function flexible([mw, hours, energy, reason], day, slot) {
    if (mw === null) return ["unknown", word(reason)];
    return [`${LAE.number(mw)} MW`, `${LAE.short(hours)} h and ${LAE.number(energy)} MWh above the limit on a ${daily(day, slot)}`];
  }

  function managed([mw, movable, energy, left, reason], day, slot) {
    if (mw === null) return ["unknown", word(reason)];
    if (mw === 0) return ["0.00 MW", word(reason) || "nothing to move"];
    return [`${LAE.number(mw)} MW`, `${LAE.number(energy)} MWh moved on a ${daily(day, slot)}; ${left === null ? "what is left is unknown" : `${LAE.number(left)} MVA left short`}`];
  }

  function reinforce(works, schemes, year) {
    if (!works.length) return "unknown";
    const known = schemes.map(([at, left, cost]) => [works.find((work) => work.index === at), left, cost]).filter(([work]) => work);
    if (!known.length) return `${works.length} published ${works.length === 1 ? "scheme" : "schemes"}; none that states MVA comes by ${year}`;
    return known
      .map(([work, left, cost]) => `${work.completion || "undated"}: ${left === null ? "effect unknown" : `${LAE.number(left)} MVA left short`}${cost === null ? "" : `, GBP ${LAE.whole(cost)}`}`)
      .join("; ");
  }
})();
