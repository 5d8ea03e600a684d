"use strict";
/* The layer of published works: typed and dated, published is not funded; and the mark that works are due. */

(() => {
  const { el, data } = LAE;
  const words = data.words;
  const ORDER = ["capacity", "new_site", "transfer", "circuit", "transmission"];
  /* Operators whose file names works at all; elsewhere nothing is known. */
  const listed = new Set(data.works.map(([at]) => LAE.substations[at].dno));

  LAE.worksOf = (substation) =>
    data.works
      .map(([at, scheme, scope, type, text, completion, effective, before, after], index) => ({ at, index, scheme, scope, type, text, completion, effective, before, after }))
      .filter((work) => work.at === substation.index)
      .sort((a, b) => (a.effective === null ? 1 : 0) - (b.effective === null ? 1 : 0) || a.effective - b.effective || a.index - b.index);

  /* Still due in a year: its first winter lies ahead, or no date is published. */
  const due = (work, year) => work.effective === null || work.effective > year;
  /* A layer without a year shows everything that still lay ahead in the first one. */
  const shownYear = () => (LAE.layerOf().usesYear ? LAE.state.year : LAE.first);
  LAE.worksDue = (substation, year = shownYear()) => LAE.worksOf(substation).filter((work) => due(work, year));

  /* What a symbol stands for: works at the site before works upstream, more capacity before the rest. */
  const first = (works) => [...works].sort((a, b) => (a.scope === "upstream") - (b.scope === "upstream") || ORDER.indexOf(a.type) - ORDER.indexOf(b.type))[0];

  const dateOf = (work) => work.completion || "no date published";
  const change = (work) => {
    if (work.after === null) return "No MVA stated: changes no number";
    return work.before === null ? `To ${LAE.short(work.after)} MVA` : `${LAE.short(work.before)} to ${LAE.short(work.after)} MVA`;
  };

  const layer = {
    usesYear: true,
    heading: () => "Works",
    name: () => "Works: published schemes",
    scenarios: () => [],
    label: (state) => LAE.stateLabel("works", state),
    short: (state) => ({ work_capacity: "Capa\u00adcity", work_new_site: "New site", work_transfer: "Trans\u00adfer", work_circuit: "Circuit", work_transmission: "Trans\u00admission", work_past: "Done by then", work_none: "None named", unknown: "Un\u00adknown" })[state],
    words: (state, year) => ({ work_past: `Published works done by ${year}, if on time`, work_none: "The operator's file names no works", unknown: "Unknown" })[state] || `${LAE.stateLabel("works", state)} after ${year}`,
    when: () => `After ${LAE.state.year}`,
    badges: () => [LAE.badge("published", "published, not funded")],
    note: () => "Schemes the operator has published, by the year in which their first winter begins. They lift no published zero; where no MVA is stated they change no number.",
    caption: () => `Substations by the works still due after ${LAE.state.year}.`,
    stateIn: (substation, year) => {
      const works = LAE.worksOf(substation);
      if (!works.length) return !substation.stub && listed.has(substation.dno) ? "work_none" : "unknown";
      const ahead = works.filter((work) => due(work, year));
      return ahead.length ? `work_${first(ahead).type}` : "work_past";
    },
    why: (substation) => (substation.stub ? "the files supplied have no figures for it" : "its operator's file has no list of works"),
    part: (substation) => LAE.worksPart(substation),
    columns: () => [
      { key: "order", label: "Class", value: (row) => LAE.states().indexOf(row.state), cell: (row) => LAE.stateBadge(row.state, LAE.stateWordsOf(row.substation)) },
      { key: "count", label: "Schemes", numeric: true, value: (row) => LAE.worksOf(row.substation).length, cell: (row) => (row.state === "unknown" ? "unknown" : LAE.worksOf(row.substation).length) },
      { key: "next", label: "Next due", value: (row) => next(row.substation, "completion"), cell: (row) => next(row.substation, "date") },
      { key: "what", label: "What", value: (row) => next(row.substation, "text"), cell: (row) => next(row.substation, "text") },
      { key: "change", label: "Before and after, N-1", value: (row) => next(row.substation, "change"), cell: (row) => next(row.substation, "change") },
    ],
    csv: () => ({
      header: "schemes,next_completion,next_scope,next_type,next_text,next_before_mva,next_after_mva",
      cells: ({ substation }) => {
        const [work] = LAE.worksDue(substation);
        const count = LAE.worksOf(substation).length;
        return work ? [count, work.completion, work.scope, work.type, work.text, work.before, work.after] : [count, ...new Array(6).fill(null)];
      },
    }),
  };
  LAE.layers.works = layer;
  layer.sentence = (substation, state) => (state === "unknown" ? `Unknown: ${layer.why(substation)}` : layer.wordsOf(substation, state));
  layer.wordsOf = (substation, state) => {
    const ahead = LAE.worksDue(substation);
    if (!ahead.length) return layer.words(state, LAE.state.year);
    const work = first(ahead);
    return `${words.work[work.type]} works due${work.scope === "upstream" ? " upstream" : ""}: ${dateOf(work)}${ahead.length > 1 ? ` and ${ahead.length - 1} more` : ""}`;
  };
  const used = [];
  layer.states = () => {
    if (!used.length) {
      const types = new Set(data.works.map(([, , , type]) => `work_${type}`));
      used.push(...LAE.statesUsed("works", (state) => types.has(state) || state === "work_past" || state === "work_none"));
    }
    return used;
  };

  function next(substation, what) {
    const [work] = LAE.worksDue(substation);
    if (!work) return "";
    return { completion: work.completion || "9999", date: dateOf(work).replace("-", "\u2011"), text: `${words.work[work.type]}${work.scope === "upstream" ? ", upstream" : ""}: ${work.text}`, change: change(work) }[what];
  }

  /* The panel's part: every scheme with date and before and after; those still due in the year shown are marked. */
  LAE.worksPart = (substation) => {
    const part = el("section", { "data-part": "works" }, el("h3", {}, "Works ", LAE.badge("published", "published, not funded")));
    const works = LAE.worksOf(substation);
    if (!works.length) {
      part.append(el("p", {}, layer.stateIn(substation, shownYear()) === "unknown" ? `Unknown: ${layer.why(substation)}.` : "The operator's file names no works here."));
      return part;
    }
    const list = el("ul", { class: "works" });
    for (const work of works) {
      const ahead = due(work, shownYear());
      const when = work.completion ? `${work.completion}${work.effective === null ? "" : `, first winter ${work.effective}`}` : "no date published";
      const state = ahead ? `work_${work.type}` : "work_past";
      list.append(
        el(
          "li",
          { "data-due": String(ahead) },
          LAE.symbol(state, "bsp", 22),
          el(
            "div",
            {},
            el("strong", {}, `${words.work[work.type] || work.type}${work.scope === "upstream" ? ", upstream" : ""}, ${when}: `),
            work.text,
            el("div", { class: "quiet-text" }, `${change(work)}. ${ahead ? `Still due in ${shownYear()}.` : `Done by ${shownYear()}, if on time.`}`),
          ),
        ),
      );
    }
    part.append(list, byYear(works), el("p", { class: "quiet-text" }, "A published zero is not lifted by works, and contracted demand may depend on them."));
    return part;
  };

  /* Before and after by year, of the schemes at this site that state MVA. */
  function byYear(works) {
    const stated = works.filter((work) => work.after !== null && work.effective !== null);
    if (!stated.length) return "";
    const rows = [];
    let from = LAE.first;
    let now = stated[0].before;
    for (const work of stated) {
      if (work.effective > from) rows.push([`${from} to ${work.effective - 1}`, now === null ? "not stated" : LAE.number(now)]);
      now = work.after;
      from = Math.max(from, work.effective);
    }
    rows.push([`${from} to ${LAE.last}`, LAE.number(now)]);
    return LAE.fill(el("table", { class: "plain" }), "Nameplate with the largest unit out (N-1), if works come on time", ["Years", "MVA"], rows, [1]);
  }
})();
