"use strict";
/* The panel of the selected substation: what is published, what the scenario makes of it, what stands above it. */

(() => {
  const { el, data } = LAE;
  const words = data.words;

  LAE.drawPanel = () => {
    const panel = LAE.$("panel");
    const substation = LAE.byId.get(LAE.state.at);
    panel.hidden = !substation;
    document.body.classList.toggle("panel-open", Boolean(substation));
    if (!substation) {
      panel.replaceChildren();
      return;
    }
    const scrolled = panel.scrollTop;
    panel.replaceChildren(...parts(substation).filter(Boolean));
    panel.scrollTop = scrolled;
  };

  /* The part of the view's own layer comes first; every other part follows, whatever the map shows. */
  function parts(substation) {
    const { kind } = LAE.state.view;
    const own = LAE.layerOf().part(substation);
    const chart = kind === "headroom" ? [el("h3", {}, "Over the years"), LAE.chart(substation)] : [];
    const others = [LAE.optionsPart, LAE.worksPart, (here) => LAE.limitsPart(here), LAE.queuePart]
      .map((draw) => draw(substation))
      .filter((part) => part && (kind === "headroom" || part.dataset.part !== own.dataset.part));
    return [
      head(substation), LAE.comparePart(substation), own, ...chart, ...others, publishedPart(substation), upstreamPart(substation), allocationPart(substation),
      sensitivityPart(substation), el("p", { class: "caveat" }, caveat()),
    ];
  }

  function caveat() {
    const scope = LAE.state.view.basis === "nshr" ? "The operator's own scenario." : data.growth_scope;
    return `${scope} Not a connection offer. Primary and above only: the low-voltage network is not assessed.`;
  }

  function head(substation) {
    const state = LAE.stateIn(substation);
    const close = LAE.button("\u00d7", () => LAE.select("", { from: "close" }), {
      class: "close",
      "aria-label": `Close ${substation.name}`,
    });
    const show = LAE.button("Zoom to it", () => LAE.zoomTo(substation.lat, substation.lon, 13), { class: "quiet" });
    const here = LAE.besides(substation);
    return el(
      "div",
      { class: "panel-head" },
      close,
      el("p", { class: "kicker" }, [LAE.tierOf(substation), substation.voltage && `${substation.voltage} kV`, LAE.operator(substation.dno)].filter(Boolean).join(" \u00b7 ")),
      el("h2", { id: "h-panel" }, substation.name),
      el("p", { class: "id" }, substation.substation_id),
      el("p", { class: "state-line" }, LAE.stateBadge(state, LAE.layerOf().sentence(substation, state), substation.tier)),
      substation.lat === null ? el("p", {}, "No location is published: it is not on the map.") : el("p", {}, show),
      here.length
        ? el("p", { class: "besides" }, "Also on this spot: ", ...here.map((other) => LAE.button(other.name, () => LAE.select(other.substation_id, { from: "panel" }), { class: "link" })))
        : null,
    );
  }

  const headroom = LAE.layers.headroom;

  headroom.sentence = (substation, state) => {
    const outcome = LAE.outcome(substation);
    if (state === "unknown") return `Unknown: ${whyUnknown(substation)}`;
    if (state === "crosses") return `Crosses zero in ${LAE.interval(outcome)}`;
    if (state === "above" && outcome.state === "crosses") return `Above zero in ${LAE.state.year}; crosses zero in ${LAE.interval(outcome)}`;
    return LAE.stateWords(state);
  };

  headroom.why = whyUnknown;
  function whyUnknown(substation) {
    const { view, year } = LAE.state;
    const direction = view.direction;
    if (substation.stub) return "named by an operator as an upstream site, but the files supplied have no figures for it";
    const row = LAE.row(substation);
    if (view.basis === "nshr") return row ? "its bound is not known" : `the operator's scenario table has no figure for ${year}`;
    if (view.basis === "modelled") {
      if (substation.tier === "gsp") return "grid supply points get no modelled capacity";
      if (substation.single_transformer) return "a single transformer, and transfer capacity is unpublished";
      return "no firm capacity could be modelled";
    }
    if (substation[`${direction}_headroom_mva`] === null) return "the operator publishes no figure";
    if (!row || row.headroom_mva === null) {
      return year < substation.figure_year ? `the figure is of ${substation.figure_year}, after this year` : "no figure for this year";
    }
    return "the published figure does not bound this substation's own room";
  }

  headroom.part = scenarioPart;
  function scenarioPart(substation) {
    const { view, year, scenario } = LAE.state;
    const row = LAE.row(substation);
    const part = el("section", {}, el("h3", {}, `${data.scenarios[scenario][1]}, ${year} `, ...headroom.badges(view)));
    if (!row) {
      part.append(el("p", {}, `Unknown: ${whyUnknown(substation)}.`));
      return part;
    }
    const direction = view.direction === "demand" ? "Demand headroom" : "Generation headroom";
    part.append(
      LAE.terms([
        [`${direction}, along the path`, el("strong", {}, LAE.figure(row.headroom_mva, row.bound, "MVA", whyUnknown(substation)))],
        [`${direction}, own`, LAE.figure(row.headroom_own_mva, row.bound_own, "MVA", "own room is not known")],
        ["Set by", binding(row, substation)],
        ["Queue counted", words.queue[row.queue] || row.queue],
        ["Deciding half-hour", row.peak_slot ? el("span", {}, `${row.peak_slot} `, tier()) : ""],
        ["Figures from", sourceName(row.source_id)],
      ]),
    );
    if (row.because.length) part.append(because(row));
    const sum = [
      ["Firm capacity", row.capacity_mva, ""],
      ["Observed maximum", row.observed_mva, "less "],
      ["Contracted, after coincidence", row.contracted_mva, "less "],
      ["Growth", row.added_mva, "less "],
    ].filter(([, value]) => value !== null);
    if (view.basis === "modelled" && row.capacity_mva !== null && row.headroom_own_mva !== null) {
      const text = sum.map(([name, value, sign]) => `${sign}${name.toLowerCase()} ${LAE.number(value)}`).join(", ");
      part.append(el("p", { class: "sum" }, `${text} = own headroom ${LAE.number(row.headroom_own_mva)} MVA.`));
    }
    if (LAE.stateIn(substation) === "disagrees") {
      part.append(el("p", { class: "notice" }, `The operator publishes ${LAE.published(substation)}. The modelled figure contradicts it: ask the operator; this is neither a shortfall nor room.`));
    }
    return part;
  }

  const tier = () => LAE.badge(data.growth_tier === "D" ? "assumed" : "modelled", `tier ${data.growth_tier}${data.growth_tier === "D" ? ", unverified" : ""}`);

  function binding(row, substation) {
    const id = row.binding_substation_id;
    if (!id) return "not known";
    if (id === substation.substation_id) return "this substation itself";
    const other = LAE.byId.get(id);
    return other ? LAE.button(other.name, () => LAE.select(id, { from: "panel" }), { class: "link" }) : id;
  }

  function because(row) {
    const rows = row.because.map((line) => [
      line.technology === data.base_shift ? "Base load at that half-hour, less its own maximum" : line.label,
      line.count === null ? "" : LAE.whole(line.count),
      LAE.number(line.added_mva),
    ]);
    rows.push(["Growth", "", LAE.number(row.added_mva === null ? 0 : row.added_mva)]);
    const table = LAE.fill(el("table", { class: "because" }), "", ["What the growth is made of", "Added", "MVA"], rows, [1, 2]);
    table.querySelector("caption").replaceChildren("Growth since the figure's year ", tier());
    return table;
  }

  function publishedPart(substation) {
    const part = el("section", {}, el("h3", {}, "As published ", LAE.badge("published", `published ${substation.vintage}`)));
    const basis = { own: "own value: leaves out what stands upstream", path: "path value: includes what stands upstream", none: "" }[substation.headroom_basis];
    const unit = (value, name) => (value === null ? "" : `${LAE.short(value)} ${name}`);
    part.append(
      LAE.terms([
        ["Demand headroom", figureOf(substation, "demand")],
        ["Demand RAG", substation.demand_rag],
        ["Demand constraint", substation.demand_constraint],
        ["Queue in that figure", words.queue[substation.demand_queue] || substation.demand_queue],
        ["Kind of figure", basis],
        ["Generation headroom", figureOf(substation, "generation")],
        ["Generation RAG", substation.generation_rag],
        ["Generation constraint", substation.generation_constraint],
        ["Maximum demand observed", substation.observed_max_mva === null ? "unknown: not published" : `${LAE.number(substation.observed_max_mva)} MVA (${substation.observed_year})`],
        ["Minimum demand observed", unit(substation.observed_min_mva, "MVA")],
        ["Contracted, without storage", substation.contracted_excl_bess_mva === null ? "unknown: not published" : `${LAE.number(substation.contracted_excl_bess_mva)} MVA`],
        ["Contracted storage", substation.contracted_bess_mva === null ? "unknown: not published" : `${LAE.number(substation.contracted_bess_mva)} MVA`],
        ["Generation connected", unit(substation.connected_generation_mw, "MW")],
        ["Generation contracted", unit(substation.contracted_generation_mw, "MW")],
        ["Transformers", `${substation.ratings}${substation.single_transformer ? " (single transformer)" : ""}`],
        ["Firm by nameplate (N-1)", unit(substation.n_minus_1_mva, "MVA")],
        ["Transmission impact threshold", substation.tia_threshold],
        ["Operator's comment", substation.comment],
        ["Source", [sourceName(substation.source_id), substation.licence].filter(Boolean).join("; ")],
      ]),
    );
    return part;
  }

  function figureOf(substation, direction) {
    const text = LAE.published(substation, direction);
    const value = substation[`${direction}_published_value`];
    const unit = substation[`${direction}_unit`];
    if (value === null || (unit === "MVA" && value === substation[`${direction}_headroom_mva`])) return text;
    return `${text} (printed as ${LAE.short(value)} ${unit})`;
  }

  function upstreamPart(substation) {
    const part = el("section", {}, el("h3", {}, "Upstream"));
    const path = LAE.upstream(substation);
    if (!path.length) {
      part.append(el("p", {}, substation.tier === "gsp" ? "It stands at the top of the distribution network." : "Unknown: no feed is given."));
      return part;
    }
    const list = el("ol", { class: "upstream" });
    const headroomView = LAE.state.view.kind === "headroom";
    for (const { substation: parent, share } of path) {
      const row = LAE.row(parent);
      const state = LAE.stateIn(parent);
      list.append(
        el(
          "li",
          {},
          LAE.symbol(state, parent.tier, 24),
          el(
            "div",
            {},
            LAE.button(parent.name, () => LAE.select(parent.substation_id, { from: "panel" }), { class: "link" }),
            el("span", { class: "quiet-text" }, ` ${LAE.tierOf(parent)}${share < 1 ? `, ${Math.round(share * 100)} % of the feed` : ""}`),
            headroomView ? el("div", {}, `${LAE.state.year}: `, row ? LAE.figure(row.headroom_own_mva, row.bound_own, "MVA own", whyUnknown(parent)) : `unknown: ${whyUnknown(parent)}`) : null,
            headroomView && row && row.because.length ? el("div", { class: "quiet-text" }, growthOf(row)) : null,
            el("div", { class: "quiet-text" }, `Published today: ${LAE.published(parent)}. ${LAE.stateWordsOf(parent)}.`),
          ),
        ),
      );
    }
    part.append(list);
    return part;
  }

  /* What growth at a parent is made of, the greatest first: the chain of becauses up the ladder. */
  function growthOf(row) {
    const lines = row.because.filter((line) => Math.abs(line.added_mva) >= 0.005).sort((a, b) => Math.abs(b.added_mva) - Math.abs(a.added_mva));
    if (!lines.length) return "No growth.";
    const told = lines.map((line) => `${line.technology === data.base_shift ? "base load" : line.label.toLowerCase()} ${LAE.number(line.added_mva)}`);
    return `Growth ${LAE.number(row.added_mva === null ? 0 : row.added_mva)} MVA: ${told.join(", ")}.`;
  }

  function allocationPart(substation) {
    const row = LAE.allocationOf(substation);
    const part = el("section", {}, el("h3", {}, "Homes served ", LAE.badge("modelled", "modelled")));
    if (!row) {
      part.append(el("p", {}, data.allocation ? "No homes are allocated to this substation directly." : "Not part of this edition."));
      return part;
    }
    const [, dwellings, low, high, confidence, share] = row;
    part.append(
      LAE.terms([
        ["Homes allocated", dwellings === null ? "unknown" : LAE.whole(dwellings)],
        ["Range (nearest, second nearest)", low === null || high === null ? "" : `${LAE.whole(low)} to ${LAE.whole(high)}`],
        ["Confidence", String(confidence)],
        ["Share of its area modelled", share === null ? "unknown" : `${Math.round(share * 100)} %${share < 0.9 ? ": scenario headroom is at most the figure shown" : ""}`],
      ]),
    );
    return part;
  }

  /* What the answer would be if an assumption that no file settles were taken the other way. */
  function sensitivityPart(substation) {
    const { view, scenario } = LAE.state;
    const rows = view.basis === "published" && view.direction === "demand" ? LAE.sensitivityOf(substation, scenario) : [];
    if (!rows.length) return null;
    const part = el("section", {}, el("h3", {}, "If an assumption is wrong ", LAE.badge("modelled", "modelled")));
    const shown = rows.map(([, , variant, state, first, latest, added]) => [
      data.variants[variant],
      first === null ? words.state[words.states[state]] : first === latest ? `Crosses zero in ${first}` : `Crosses zero in ${first} to ${latest}`,
      added === null ? "unknown" : added.toFixed(2),
    ]);
    const last = data.years[1];
    part.append(LAE.fill(el("table", { class: "because flat" }), data.scenarios[scenario][1], ["If", "Then", `Growth by ${last}, MVA`], shown, [2]));
    return part;
  }

  function sourceName(ids) {
    return ids
      .split(";")
      .map((id) => id.trim())
      .filter(Boolean)
      .map((id) => {
        const row = data.sources.find((source) => source[0] === id);
        return row ? `${row[1]}, ${row[2]}` : id;
      })
      .join("; ");
  }
})();
