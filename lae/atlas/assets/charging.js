"use strict";
/* Charge points: controls, the two layers of marks, their legend, and the same as tables. */

(() => {
  const { el, data, $ } = LAE;
  const charging = data.charging;
  const figures = LAE.areaFigures.filter((figure) => figure.of === "charging");
  const placed = LAE.chargers.filter((charger) => charger.at);
  /* Off until asked for. */
  const shown = { sites: false, chargers: false };
  LAE.chargingShown = shown;
  let sites = null;
  let chargers = null;

  const number = (count, one, many) => `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
  const label = (scenario) => data.scenarios[scenario][1];
  const tally = (items, keys, of) => keys.map((key) => [key, items.filter((item) => of(item) === key).length]).filter(([, count]) => count);
  const byConnection = (items) => tally(items, Object.keys(LAE.connections), (site) => site.connection);
  const connectionWords = (items) => byConnection(items).map(([key, count]) => `${count} ${LAE.connections[key].words.toLowerCase()}`).join(", ");
  const vintages = (items) => [...new Set(items.map(LAE.recordOf))];
  const recordWords = (items) => vintages(items).map((words) => `${items.filter((item) => LAE.recordOf(item) === words).length} ${words}`).join(", ");

  LAE.startCharging = () => {
    if (!charging) return;
    $("charging-controls").hidden = false;
    $("charging").hidden = false;
    $("need").append(...LAE.figureOptions(figures));
    $("need-field").hidden = !figures.length;
    $("sites-field").hidden = !LAE.siteScenarios.length;
    $("chargers-field").hidden = !LAE.chargers.length;
    $("need").addEventListener("change", () => LAE.changeHomes({ shade: $("need").value }));
    for (const name of ["sites", "chargers"]) $(`${name}-on`).addEventListener("change", () => LAE.changeCharging({ [name]: $(`${name}-on`).checked }));
    $("charging-note").replaceChildren(...note("Press a mark or the shaded map for figures. "));
    $("charging-intro").replaceChildren(...note("Press a name to show it on the map. "));
    // The strongest keep a mark of their own.
    const bySize = (items) => [...items].sort((a, b) => b.rated_kw - a.rated_kw);
    sites = LAE.spots("sites", { gap: 34, look: siteLook, words: siteWords, press: pressSites });
    chargers = LAE.spots("chargers", { gap: 26, look: chargerLook, words: chargerWords, press: pressChargers });
    chargers.on = false;
    sites.fill = () => sites.show(shown.sites ? bySize(LAE.sitesNow().filter((site) => site.at)) : []);
    startTables();
  };

  const note = (how) => [el("span", {}, `${how}Sites are our model's, chargers are as registers have them. `), charging.caveat ? el("strong", {}, charging.caveat) : ""];

  LAE.changeCharging = (values) => {
    Object.assign(shown, values);
    LAE.map.closePopup();
    LAE.redraw({ back: true });
    LAE.say([LAE.sitesSaid() || "No planned sites shown", shown.chargers ? `${number(placed.length, "recorded location", "recorded locations")}: ${recordWords(placed)}` : "No recorded chargers shown"].join(". "));
  };

  /* What the map shows of the plan, or "" where it shows none of it. */
  LAE.sitesSaid = () => {
    if (!shown.sites) return "";
    const { scenario, year } = LAE.state;
    const all = LAE.sites[scenario];
    if (!all.length) return `No sites are planned in ${label(scenario)}; there are plans for ${LAE.siteScenarios.map(label).join(", ")}`;
    const now = LAE.sitesNow();
    return `${number(now.length, "planned site", "planned sites")} of ${all.length} in ${label(scenario)} by ${year}${now.length ? `: ${connectionWords(now)}` : ""}`;
  };

  /* Bring controls, marks and legend to what is chosen. */
  LAE.drawCharging = () => {
    if (!charging) return;
    if (!LAE.siteScenarios.length) shown.sites = false;
    if (!LAE.chargers.length) shown.chargers = false;
    const shaded = figures.includes(LAE.areaFigure());
    $("need").value = shaded ? LAE.homesShown.shade : "";
    for (const name of ["sites", "chargers"]) $(`${name}-on`).checked = shown[name];
    if (shaded || shown.sites || shown.chargers) $("charging-controls").open = true;
    if (shown.chargers !== chargers.on) chargers.show(shown.chargers ? placed : []);
    chargers.on = shown.chargers;
    LAE.paintSites();
  };

  /* What depends on scenario and year. */
  LAE.paintSites = () => {
    if (!sites) return;
    sites.fill();
    legend();
    if ($("sites-details").open) siteTable();
  };

  /* --- marks --- */

  LAE.spotMarks = () => [sites, chargers].filter(Boolean).flatMap((layer) => layer.marks());

  function siteLook(items) {
    if (items.length > 1) {
      const least = LAE.furthest(items);
      return { key: `${items.length} of ${least}`, picture: () => LAE.manySites(items.length, least) };
    }
    const [{ connection, rated_kw: kw }] = items;
    return { key: `${connection} ${kw}`, picture: () => LAE.siteSymbol(connection, kw) };
  }

  function siteWords(items) {
    if (items.length > 1) return `${items.length} planned sites: ${connectionWords(items)}`;
    const [site] = items;
    return `Planned site ${LAE.siteName(site)}, from ${site.first_year}, ${site.rated_kw === null ? "rating not known" : `${LAE.whole(site.rated_kw)} kW`}. ${LAE.connections[site.connection].words}`;
  }

  function pressSites(items, { keys }) {
    if (items.length === 1) return LAE.showSite(items[0], { keys });
    const line = (site, open) => [LAE.siteSymbol(site.connection), LAE.button(LAE.siteName(site), open, { class: "link" }), el("span", {}, `from ${site.first_year}, ${LAE.connections[site.connection].words.toLowerCase()}`)];
    return LAE.showMany(`${items.length} planned sites`, items, line, LAE.showSite, keys);
  }

  function chargerLook(items) {
    if (items.length === 1) {
      const look = LAE.chargerLook(items[0]);
      return { key: look, picture: () => LAE.chargerSymbol(look) };
    }
    const running = items.filter((item) => LAE.chargerLook(item) === "recorded").length;
    const part = running === items.length ? "all" : running ? "some" : "none";
    return { key: `${items.length} ${part}`, picture: () => LAE.manySymbol(items.length, part) };
  }

  function chargerWords(items) {
    if (items.length > 1) return `${items.length} recorded locations: ${recordWords(items)}`;
    const [charger] = items;
    return `Charger ${LAE.chargerName(charger)}, ${LAE.recordOf(charger)}${charger.historical ? "" : `, status ${LAE.statusOf(charger)}`}`;
  }

  function pressChargers(items, { keys }) {
    if (items.length === 1) return LAE.showCharger(items[0], { keys });
    const line = (charger, open) => [LAE.chargerSymbol(LAE.chargerLook(charger)), LAE.button(LAE.chargerName(charger), open, { class: "link" }), el("span", {}, LAE.recordOf(charger))];
    return LAE.showMany(`${items.length} recorded locations`, items, line, LAE.showCharger, keys);
  }

  /* --- legend --- */

  function legend() {
    const box = $("charging-legend");
    const figure = figures.includes(LAE.areaFigure()) ? LAE.areaFigure() : null;
    box.hidden = !figure && !shown.sites && !shown.chargers;
    box.replaceChildren();
    if (box.hidden) return;
    const lists = el("div", { class: "legend-lists" });
    if (figure) lists.append(...LAE.areaLegend(figure));
    if (shown.sites) lists.append(...siteLegend());
    if (shown.chargers) lists.append(...chargerLegend());
    const said = [figure ? LAE.shadeNote : "", charging.caveat].filter(Boolean).join(" ");
    box.append(el("h3", { class: "unseen" }, "Legend: charge points"), lists, el("p", { class: "quiet-text" }, said));
  }

  const entry = (picture, words) => el("li", {}, picture, el("span", {}, words));
  const head = (name, words, badge) => el("p", { class: "legend-head" }, el("strong", {}, name), words, badge);

  function siteLegend() {
    const now = LAE.sitesNow();
    const { scenario, year } = LAE.state;
    const words = LAE.sites[scenario].length ? ` of ${label(scenario)} by ${year} (${now.length} of ${LAE.sites[scenario].length}) ` : ` ${LAE.sitesSaid()} `;
    const entries = byConnection(LAE.sites[scenario]).map(([key]) => entry(LAE.siteSymbol(key), `${LAE.connections[key].words} (${now.filter((site) => site.connection === key).length})`));
    if (entries.length) {
      const [{ connection }] = LAE.sites[scenario];
      if (LAE.mostKw) entries.push(entry(LAE.siteSymbol(connection, LAE.mostKw), `Size by rated kW, here ${LAE.whole(LAE.mostKw)}`));
      entries.push(entry(LAE.manySites("2", connection), "Several, and the least ready of them"));
    }
    return [head("Planned sites", words, LAE.badge("modelled", "modelled")), el("ul", { "aria-label": "Planned sites" }, ...entries)];
  }

  function chargerLegend() {
    const words = {
      recorded: "Recorded",
      out: "Recorded, out of service",
      planned: "Recorded as planned, not open",
      historical: vintages(placed.filter((item) => item.historical)).join("; ").replace(/^r/, "R"),
    };
    const entries = tally(placed, Object.keys(words), LAE.chargerLook).map(([look, count]) => entry(LAE.chargerSymbol(look), `${words[look]} (${LAE.whole(count)})`));
    const kinds = new Set(placed.map((item) => LAE.chargerLook(item) === "recorded"));
    if (kinds.has(true)) entries.push(entry(LAE.manySymbol("2", "all"), "Several, all of the first kind"));
    if (kinds.size > 1) entries.push(entry(LAE.manySymbol("2", "some"), "some of it"));
    if (kinds.has(false)) entries.push(entry(LAE.manySymbol("2", "none"), "none of it"));
    return [head("Recorded chargers", " by location ", LAE.badge("published", "registers")), el("ul", { "aria-label": "Recorded chargers" }, ...entries)];
  }

  /* --- tables: made when somebody asks for them --- */

  let tableOf = -1;
  function startTables() {
    const once = { once: true };
    $("sites-details").hidden = !LAE.siteScenarios.length;
    $("chargers-details").hidden = !LAE.chargers.length;
    $("need-details").hidden = !figures.length;
    $("sites-summary").textContent = "Show the planned sites of the scenario";
    $("chargers-summary").textContent = `Show the ${number(LAE.chargers.length, "recorded location", "recorded locations")}`;
    $("need-summary").textContent = `Show the charging need of ${LAE.lsoas.length} neighbourhoods (LSOAs)`;
    $("sites-details").addEventListener("toggle", () => $("sites-details").open && siteTable());
    $("chargers-details").addEventListener("toggle", chargerTable, once);
    $("need-details").addEventListener("toggle", needTable, once);
  }

  function siteTable() {
    const { scenario } = LAE.state;
    if (tableOf === scenario) return;
    tableOf = scenario;
    const plans = LAE.sites[scenario];
    const terms = plans.length ? LAE.siteFigures(plans[0]).map(([term]) => term) : [];
    const heads = ["Site", "Kind", "Neighbourhood", "District", ...terms, "Connection", "Why", "Substation", "From"];
    const rows = plans.map((site) => [
      site.at ? LAE.button(LAE.siteName(site), () => toSite(site), { class: "link", title: "Show on the map" }) : `${LAE.siteName(site)} (place not known)`,
      site.kind,
      ...LAE.sitePlace(site),
      ...LAE.siteFigures(site).map(([, value]) => value),
      LAE.connectionBadge(site),
      site.note,
      LAE.byId.has(site.substation) ? LAE.nameOf(site.substation) : site.substation || "not known",
      site.provenance,
    ]);
    const caption = plans.length ? `Planned sites of ${label(scenario)} (modelled), the earliest first` : LAE.sitesSaid() || `No sites are planned in ${label(scenario)}`;
    LAE.fill($("sites-table"), caption, heads, rows, [4, 5, 6, 7, 8, 9, 10]);
  }

  function chargerTable() {
    const heads = ["Location", ...LAE.chargerFigures(LAE.chargers[0]).map(([term]) => term), "Record", "Id"];
    const rows = LAE.chargers.map((charger) => [
      charger.at ? LAE.button(LAE.chargerName(charger), () => toCharger(charger), { class: "link", title: "Show on the map" }) : `${LAE.chargerName(charger)} (place not known)`,
      ...LAE.chargerFigures(charger).map(([, value]) => value),
      LAE.recordOf(charger),
      charger.location_id,
    ]);
    LAE.fill($("chargers-table"), "Charge points as registers have them, by location", heads, rows, [2, 3]);
  }

  function needTable() {
    const rows = LAE.areaRows(figures, (place) => LAE.toArea(place, figures), () => []);
    const heads = ["Neighbourhood", "Code", "District", ...figures.map((figure) => `${figure.label} (${figure.basis})`)];
    LAE.fill($("need-table"), `Charging need, ${charging.need_of.join(", ")}, the greatest first and what is not known last`, heads, rows, figures.map((_, column) => column + 3));
  }

  /* A site stands on the map from its first year, so the year follows it. */
  function toSite(site) {
    if (site.first_year > LAE.state.year && site.first_year <= LAE.last) LAE.change({ year: site.first_year });
    if (!shown.sites) LAE.changeCharging({ sites: true });
    toPoint(site.at);
    LAE.showSite(site, { keys: true });
  }

  function toCharger(charger) {
    if (!shown.chargers) LAE.changeCharging({ chargers: true });
    toPoint(charger.at);
    LAE.showCharger(charger, { keys: true });
  }

  function toPoint([lat, lon]) {
    LAE.map.setView([lat, lon], Math.max(13, LAE.map.getZoom()), { animate: false });
    $("h-map").scrollIntoView({ block: "start" });
  }
})();
