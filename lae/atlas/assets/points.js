"use strict";
/* Planned sites and recorded chargers: what the page knows of them, their symbols and their pop-ups. */

(() => {
  const { el, svg, data } = LAE;
  const charging = data.charging;
  const INK = "#16202b";
  const NAVY = "#12436d";
  const { colours } = data.words;
  /* Shapes tell the classes apart and, being none of a substation's, sites from substations. */
  const DROP = "M0 7.5C-2.6 3.6 -5.6 1 -5.6 -2.1A5.6 5.6 0 0 1 5.6 -2.1C5.6 1 2.6 3.6 0 7.5Z";
  const CONNECTIONS = {
    fits_now: { words: "Fits now", shape: DROP, fill: colours.above },
    fits_after_named_works: { words: "Fits after named works", shape: "M-5.8 -6.6H5.8L1.2 0L5.8 6.6H-5.8L-1.2 0Z", fill: colours.crosses },
    ask_operator: { words: "Ask the operator", shape: "M-7.4 -6H7.4V2H0.5L-4.6 7.6V2H-7.4Z", fill: "#fff", line: colours.disagrees },
    needs_reinforcement: { words: "Needs reinforcement", shape: "M-7 -4.4L-4.4 -7L0 -2.6L4.4 -7L7 -4.4L2.6 0L7 4.4L4.4 7L0 2.6L-4.4 7L-7 4.4L-2.6 0Z", fill: colours.zero },
    unknown: { words: "Connection not known", shape: DROP, fill: "#fff", line: colours.unknown, dash: "2 1.5" },
  };
  LAE.connections = CONNECTIONS;

  const text = (place) => charging.texts[place];
  const rows = (names, values) => values.map((row) => Object.fromEntries(names.map((name, place) => [name, row[place]])));
  const at = ({ x, y }) => (x === null || y === null ? null : [y / data.degree, x / data.degree]);
  const largest = (values) => values.reduce((most, value) => (value > most ? value : most), 0);

  const places = charging
    ? rows(charging.place, charging.places).map((place) => ({ ...place, kind: text(place.kind).replace(/_/g, " "), substation: text(place.substation), at: at(place) }))
    : [];
  /* By scenario, the earliest first. */
  LAE.sites = (charging ? charging.plans : []).map((plans) =>
    rows(charging.plan, plans).map((plan) => ({
      ...places[plan.place], ...plan, connection: text(plan.connection), note: text(plan.note), provenance: text(plan.provenance),
    })),
  );
  LAE.siteScenarios = LAE.sites.map((_, index) => index).filter((index) => LAE.sites[index].length);
  LAE.chargers = charging
    ? rows(charging.charger, charging.chargers).map((row) => ({
        ...row, operator: text(row.operator), speed: text(row.speed), status: text(row.status), vintage: text(row.vintage), at: at(row),
      }))
    : [];
  LAE.siteName = (site) => site.name || `Unnamed spot ${site.site_id}`;
  LAE.chargerName = (charger) => charger.name || (charger.operator ? `${charger.operator}, unnamed` : `Unnamed, ${charger.location_id}`);
  LAE.sitesNow = () => (LAE.sites[LAE.state.scenario] || []).filter((site) => site.first_year <= LAE.state.year);

  /* Area of a mark follows kW, between a least that can be pressed and a most; a site without a rating is least. */
  const mostKw = largest(LAE.sites.flat().map((site) => site.rated_kw));
  LAE.mostKw = mostKw;
  const scaleOf = (kw) => Math.round((0.8 + 0.9 * Math.sqrt((kw || 0) / (mostKw || 1))) * 20) / 20;
  LAE.siteSymbol = (connection, kw = mostKw / 4) => {
    const { shape, fill, line, dash } = CONNECTIONS[connection];
    const scale = scaleOf(kw);
    const half = Math.ceil(8.5 * scale + 2);
    const path = (attributes) => svg("path", { d: shape, transform: `scale(${scale})`, "stroke-linejoin": "round", "vector-effect": "non-scaling-stroke", ...attributes });
    return svg(
      "svg",
      { viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, width: 2 * half, height: 2 * half, "aria-hidden": "true", focusable: "false", class: "symbol" },
      path({ fill: "none", stroke: "#fff", "stroke-width": 4 }),
      path({ fill, stroke: line || INK, "stroke-width": line ? 1.9 : 1.3, ...(dash ? { "stroke-dasharray": dash } : {}) }),
    );
  };

  const BOLT = "M1.6 -8L-5 1.2H-0.8L-1.8 8L5 -1.6H0.6Z";
  const LOOKS = { recorded: { fill: NAVY }, historical: { fill: "#fff" }, planned: { fill: "#fff", dash: "2 1.6" }, out: { fill: "#fff", slash: true } };
  /* How a location is drawn: filled only where a register that still runs says it is there. */
  LAE.chargerLook = ({ historical, status }) => (historical ? "historical" : status === "planned" ? "planned" : status === "out_of_service" ? "out" : "recorded");
  LAE.chargerSymbol = (look) => {
    const { fill, dash, slash } = LOOKS[look];
    return svg(
      "svg",
      { viewBox: "-10 -10 20 20", width: 20, height: 20, "aria-hidden": "true", focusable: "false", class: "symbol" },
      svg("path", { d: BOLT, fill: "none", stroke: "#fff", "stroke-width": 4, "stroke-linejoin": "round" }),
      svg("path", { d: BOLT, fill, stroke: NAVY, "stroke-width": 1.5, "stroke-linejoin": "round", ...(dash ? { "stroke-dasharray": dash } : {}) }),
      ...(slash ? [svg("path", { d: "M-7 7L7 -7", stroke: NAVY, "stroke-width": 1.6 })] : []),
    );
  };
  /* Several at one mark: their number on a disc; filled, half or hollow as all, some or none of them are recorded as standing. */
  LAE.manySymbol = (count, part) => el("span", { class: `many many-${part}`, "aria-hidden": "true" }, count);
  /* Several sites: their number beside the class of the one that has furthest to go. */
  const READY = ["fits_now", "fits_after_named_works", "unknown", "ask_operator", "needs_reinforcement"];
  LAE.furthest = (sites) => READY[Math.max(...sites.map((site) => READY.indexOf(site.connection)))];
  LAE.manySites = (count, connection) => el("span", { class: "many many-site", "aria-hidden": "true" }, LAE.siteSymbol(connection, 0), count);

  LAE.recordOf = (charger) => (charger.historical ? `recorded ${charger.vintage || "earlier"}, register closed` : `recorded ${charger.vintage || "on a date not stated"}`);
  LAE.statusOf = ({ status, historical }) => ({ working: historical ? "working when recorded" : "working", out_of_service: "out of service", planned: "planned, not open" })[status] || "not stated";
  const orNot = (value, unit = "", missing = "not stated") => (value === null ? missing : `${value.toLocaleString("en-GB", { maximumFractionDigits: 1 })}${unit}`);
  LAE.costOf = ({ cost, cost_low: low, cost_high: high }) => {
    if (cost === null) return "not known";
    return `${LAE.money(cost)} (${low === null ? "not known" : LAE.money(low)} to ${high === null ? "not known" : LAE.money(high)})`;
  };

  /* Every figure of a planned site: [term, value, whether it is a number of our model]. */
  LAE.siteFigures = (site) => [
    ["Stands from", String(site.first_year)],
    ["Charge points", orNot(site.points, "", "not known")],
    ["Rated", orNot(site.rated_kw, " kW", "not known")],
    ["After diversity", orNot(site.diversity_kw, " kW", "not known")],
    ["Homes without a drive within a walk", orNot(site.homes, "", "not known")],
    ["Electric cars and vans of those homes", orNot(site.vehicles, "", "not known")],
    ["Cost, central (low to high)", LAE.costOf(site)],
  ];
  LAE.chargerFigures = (charger) => [
    ["Operator", charger.operator || "not stated"],
    ["Charge points", orNot(charger.points)],
    ["Strongest", orNot(charger.power_kw, " kW")],
    ["Speed (gov.uk)", charger.speed || (charger.power_kw === null ? "not stated" : "no name for this power")],
    ["Status", LAE.statusOf(charger)],
  ];
  LAE.connectionBadge = (site) => el("span", { class: "state" }, LAE.siteSymbol(site.connection), el("span", {}, CONNECTIONS[site.connection].words));

  const caveats = () => [charging.caveat];
  const kicker = (parts) => el("p", { class: "kicker" }, parts.filter(Boolean).join(" \u00b7 "));
  const placeOf = (site) => [site.lsoa === null ? "" : LAE.areaName(site.lsoa), site.district === null ? "" : LAE.districts[site.district].name];
  LAE.sitePlace = placeOf;

  LAE.showSite = (site, { keys }) => {
    const modelled = () => LAE.badge("modelled", "modelled");
    const parts = [
      kicker([site.kind, ...placeOf(site), site.site_id]),
      el("p", { class: "state-line" }, LAE.connectionBadge(site), " ", modelled()),
      site.note ? el("p", {}, site.note) : null,
      servedBy(site),
      LAE.terms(LAE.siteFigures(site).map(([term, value]) => [term, el("span", {}, value, " ", modelled())])),
      site.provenance ? el("p", { class: "quiet-text" }, `From: ${site.provenance}`) : null,
      el("p", { class: "quiet-text" }, "Primary substations and above only: low voltage is not assessed."),
    ];
    LAE.tell(site.at, LAE.siteName(site), parts.filter(Boolean), { keys, caveats: caveats() });
  };

  function servedBy(site) {
    const substation = LAE.byId.get(site.substation);
    if (!substation) return el("p", {}, site.substation ? `Served by ${site.substation}, which is not drawn` : "Substation not known");
    const press = () => {
      LAE.map.closePopup();
      LAE.select(substation.substation_id, { from: "table" });
    };
    return el("p", {}, "Served by ", LAE.button(substation.name, press, { class: "link" }));
  }

  const recordBadge = (charger) => LAE.badge(charger.historical ? "plain" : "published", LAE.recordOf(charger));

  LAE.showCharger = (charger, { keys }) => {
    const parts = [
      el("p", {}, el("span", { class: "state" }, LAE.chargerSymbol(LAE.chargerLook(charger)), recordBadge(charger))),
      charger.historical ? el("p", {}, "The register is closed: whether it still stands is not known.") : null,
      LAE.terms(LAE.chargerFigures(charger).map(([term, value]) => [term, el("span", {}, value, " ", LAE.badge("plain", "as recorded"))])),
      kicker([charger.location_id]),
    ];
    LAE.tell(charger.at, LAE.chargerName(charger), parts.filter(Boolean), { keys, caveats: caveats() });
  };

  const MOST = 60;
  /* Several that share a mark: one line each, which opens its own pop-up. */
  LAE.showMany = (title, items, line, show, keys) => {
    const lines = items.slice(0, MOST).map((item) => el("li", {}, ...line(item, () => show(item, { keys: true }))));
    const more = items.length > MOST ? [el("p", {}, `and ${items.length - MOST} more, which stand in the table below`)] : [];
    const nearer = () => {
      LAE.map.closePopup();
      LAE.map.fitBounds(L.latLngBounds(items.map((item) => item.at)), { animate: false, padding: [60, 60], maxZoom: 17 });
    };
    const parts = [el("p", {}, LAE.button("Zoom in on them", nearer, { class: "link" })), el("ul", { class: "several" }, ...lines), ...more];
    LAE.tell(items[0].at, title, parts, { keys, caveats: caveats() });
  };
})();
