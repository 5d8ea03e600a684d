"use strict";
/* Two layers of the queue: contracted demand against firm capacity, and the capacity register's connections. */

(() => {
  const { el, data } = LAE;
  const words = data.words;
  const AT_ONCE = { queue_over: 1, queue_half: 0.5, queue_quarter: 0.25 };
  const queueName = { contracted_excl_bess: "without storage", contracted: "with storage" };

  LAE.firmOf = (substation, season = "winter") => {
    const row = data.firm.find(([at, when]) => at === substation.index && when === season);
    return row ? { firm: row[2], method: row[3], derived: row[4], reason: row[5] } : { firm: null, method: "unknown", derived: null, reason: "" };
  };

  /* Contracted MVA as published; null where the operator publishes none. */
  function contracted(substation, queue) {
    const plain = substation.contracted_excl_bess_mva;
    if (queue === "contracted_excl_bess" || plain === null) return plain;
    return substation.contracted_bess_mva === null ? null : plain + substation.contracted_bess_mva;
  }

  function share(substation, queue) {
    const { firm } = LAE.firmOf(substation);
    const promised = contracted(substation, queue);
    return firm === null || !(firm > 0) || promised === null ? null : promised / firm;
  }

  const percent = (value) => (value === null ? "unknown" : `${LAE.whole(value * 100)} %`);
  const asPublished = [LAE.badge("published", "published"), " ", LAE.badge("modelled", "against derived firm capacity")];

  const queue = {
    usesYear: false,
    heading: () => "Queue",
    name: (view) => `Queue: contracted, ${queueName[view.queue]}`,
    scenarios: () => [],
    states: () => Object.keys(words.layer_states.queue),
    label: (state) => LAE.stateLabel("queue", state),
    short: (state) => ({ queue_over: "Over 100 %", queue_half: "50 to 100 %", queue_quarter: "25 to 50 %", queue_little: "Under 25 %", unknown: "Un\u00adknown" })[state],
    words: (state) => ({ queue_over: "More contracted than firm capacity", queue_half: "Contracted: half of firm capacity or more", queue_quarter: "Contracted: a quarter to half of firm capacity", queue_little: "Contracted: less than a quarter of firm capacity", unknown: "Unknown" })[state],
    when: () => "As published",
    badges: () => asPublished.map((part) => (part instanceof Node ? part.cloneNode(true) : part)),
    note: (view) => `Demand with a connection agreement, ${queueName[view.queue]}, as a share of firm capacity in winter. Little contracted is not room: demand that is already there counts too.`,
    caption: () => "Substations by contracted demand over firm capacity, as published.",
    stateIn: (substation, year, scenario, view) => {
      const value = share(substation, view.queue);
      if (value === null) return "unknown";
      return Object.keys(AT_ONCE).find((state) => value >= AT_ONCE[state]) || "queue_little";
    },
    why: (substation) => {
      if (substation.stub) return "the files supplied have no figures for it";
      if (substation.contracted_excl_bess_mva === null) return "the operator publishes no contracted demand";
      return `its firm capacity is not known: ${LAE.firmOf(substation).reason || "no ratings published"}`;
    },
    part: (substation) => LAE.queuePart(substation),
    columns: (view) => [
      { key: "order", label: "Class", value: (row) => LAE.states().indexOf(row.state), cell: (row) => LAE.stateBadge(row.state, LAE.stateWords(row.state)) },
      { key: "firm", label: "Firm, winter, MVA", numeric: true, value: (row) => LAE.firmOf(row.substation).firm, cell: (row) => plain(LAE.firmOf(row.substation).firm) },
      { key: "method", label: "How known", value: (row) => LAE.firmOf(row.substation).method, cell: (row) => words.method[LAE.firmOf(row.substation).method] },
      { key: "observed", label: "Observed maximum, MVA", numeric: true, value: (row) => row.substation.observed_max_mva, cell: (row) => plain(row.substation.observed_max_mva) },
      { key: "contracted", label: "Contracted, MVA", numeric: true, value: (row) => contracted(row.substation, view.queue), cell: (row) => plain(contracted(row.substation, view.queue)) },
      { key: "share", label: "Contracted over firm", numeric: true, value: (row) => share(row.substation, view.queue), cell: (row) => percent(share(row.substation, view.queue)) },
    ],
    csv: (view) => ({
      header: "firm_winter_mva,firm_method,observed_max_mva,contracted_mva,contracted_over_firm_share",
      cells: ({ substation }) => {
        const value = share(substation, view.queue);
        return [LAE.firmOf(substation).firm, LAE.firmOf(substation).method, substation.observed_max_mva, contracted(substation, view.queue), value === null ? null : Number(value.toFixed(4))];
      },
    }),
  };
  queue.sentence = (substation, state) => (state === "unknown" ? `Unknown: ${queue.why(substation)}` : queue.words(state));
  LAE.layers.queue = queue;

  const plain = (value) => (value === null || value === undefined ? "unknown" : LAE.number(value));

  LAE.registerOf = (substation) => data.register.filter((row) => row[0] === substation.index);
  /* Operators whose connections were placed; elsewhere the register says nothing. */
  const listed = new Set(data.register.map(([at]) => LAE.substations[at].dno));
  const megawatts = (substation, wanted) => {
    const values = LAE.registerOf(substation).filter((row) => wanted.includes(row[1])).map((row) => row[4]).filter((value) => value !== null);
    return values.length ? values.reduce((sum, value) => sum + value, 0) : null;
  };
  const some = (substation, wanted) => LAE.registerOf(substation).some((row) => wanted.includes(row[1]));

  const register = {
    usesYear: false,
    heading: () => "Queue",
    name: () => "Queue: the capacity register",
    scenarios: () => [],
    states: () => Object.keys(words.layer_states.register),
    label: (state) => LAE.stateLabel("register", state),
    short: (state) => ({ register_waiting: "Waiting", register_connected: "Con\u00adnected only", register_none: "None listed", unknown: "Un\u00adknown" })[state],
    words: (state) => LAE.stateLabel("register", state),
    when: () => "As published",
    badges: () => [LAE.badge("published", "published")],
    note: () => "Connections in the operator's Embedded Capacity Register. Connected, accepted and queued are kept apart.",
    caption: () => "Substations by the connections listed, as published.",
    stateIn: (substation) => {
      if (some(substation, ["accepted", "queued"])) return "register_waiting";
      if (some(substation, ["connected"])) return "register_connected";
      return listed.has(substation.dno) && !substation.stub ? "register_none" : "unknown";
    },
    why: () => "no capacity register of its operator was supplied",
    part: (substation) => LAE.queuePart(substation),
    columns: () => [
      { key: "order", label: "Class", value: (row) => LAE.states().indexOf(row.state), cell: (row) => LAE.stateBadge(row.state, LAE.stateWords(row.state)) },
      ...["connected", "accepted", "queued"].map((name) => ({
        key: name, label: `${name[0].toUpperCase()}${name.slice(1)}, MW`, numeric: true, value: (row) => megawatts(row.substation, [name]),
        cell: (row) => (some(row.substation, [name]) ? plain(megawatts(row.substation, [name])) : "none listed"),
      })),
    ],
    csv: () => ({ header: "connected_mw,accepted_mw,queued_mw", cells: ({ substation }) => ["connected", "accepted", "queued"].map((name) => megawatts(substation, [name])) }),
  };
  register.sentence = (substation, state) => (state === "unknown" ? `Unknown: ${register.why()}` : register.words(state));
  LAE.layers.register = register;

  /* The panel's part: firm capacity, what is contracted against it, security of supply, and the register's layers. */
  LAE.queuePart = (substation) => {
    const { firm, method, derived, reason } = LAE.firmOf(substation);
    const summer = LAE.firmOf(substation, "summer").firm;
    const security = data.security.find(([at]) => at === substation.index);
    const part = el("section", { "data-part": "queue" }, el("h3", {}, "Firm capacity and queue ", LAE.badge(method === "published" ? "published" : "modelled", method === "published" ? "published" : "modelled")));
    const all = firm === null || substation.observed_max_mva === null || contracted(substation, "contracted_excl_bess") === null ? null : (substation.observed_max_mva + contracted(substation, "contracted_excl_bess")) / firm;
    const mva = (value, why) => (value === null ? `unknown: ${why}` : `${LAE.number(value)} MVA`);
    part.append(
      LAE.terms([
        ["Firm capacity, winter", firm === null ? `unknown: ${reason || "no ratings published"}` : el("span", {}, el("strong", {}, `${LAE.number(firm)} MVA`), ` ${words.method[method]}`)],
        ["Derived, as a check", method === "published" && derived !== null ? `${LAE.number(derived)} MVA` : ""],
        ["Firm capacity, summer", summer === null ? "" : `${LAE.number(summer)} MVA`],
        ["How far to trust it", firm === null ? "" : reason],
        ["Contracted, without storage", `${mva(substation.contracted_excl_bess_mva, "not published")}${firm === null || substation.contracted_excl_bess_mva === null ? "" : ` (${percent(share(substation, "contracted_excl_bess"))} of firm)`}`],
        ["Contracted, with storage", `${mva(contracted(substation, "contracted"), "not published")}${share(substation, "contracted") === null ? "" : ` (${percent(share(substation, "contracted"))} of firm)`}`],
        ["Observed and contracted, all at once", all === null ? "" : `${percent(all)} of firm capacity: an upper bound, contracts rarely draw all at once`],
        ["EREC P2/8 class", security ? (security[3] ? `${security[3]}, group demand ${LAE.number(security[2])} MW` : "unknown: group demand unpublished") : ""],
        ["Verdict after a first outage", security ? `${security[4]}${security[4] === "unverified" ? ": its requirement is not checked here" : `: ${security[6]}`}` : ""],
      ]),
    );
    const rows = LAE.registerOf(substation);
    if (!data.register.length || !listed.has(substation.dno)) {
      part.append(el("p", { class: "quiet-text" }, "Connected, accepted and queued connections: unknown, no capacity register of its operator was supplied."));
    } else if (!rows.length) {
      part.append(el("p", { class: "quiet-text" }, "The capacity register lists no connection here."));
    } else {
      const body = rows.map(([, name, technology, count, mw, missing]) => [name, technology, count, mw === null ? "unknown" : `${LAE.number(mw)}${missing ? ` (${missing} not stated)` : ""}`]);
      part.append(LAE.fill(el("table", { class: "plain" }), "Capacity register; no connection is in two layers", ["Layer", "Technology", "Number", "MW"], body, [2, 3]));
    }
    return part;
  };
})();
