"use strict";
/* Tables to take away: UTF-8 with a mark for spreadsheets, units in the headings, a caveat in every row, formulas inert. */

(() => {
  const { el, data, $ } = LAE;
  const { state } = LAE;
  const NOT_AN_OFFER = "Not a connection offer.";

  /* Text cells that a spreadsheet would run as a formula are led by an apostrophe. */
  LAE.csvCell = (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
  };

  /* The caveat goes with each row, so that sorting and splitting cannot part them. */
  LAE.csvLines = (header, rows, caveat) => {
    const line = (cells) => [...cells, caveat].map(LAE.csvCell).join(",");
    return `\ufeff${[`${header},caveat`, ...rows.map(line)].join("\r\n")}\r\n`;
  };
  LAE.csvCaveat = () => `${state.view.basis === "nshr" ? "The operator's own scenario." : data.growth_scope} ${NOT_AN_OFFER}`;

  LAE.saveCsv = (name, text, count) => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    const link = el("a", { href: address, download: `${name.replace(/[^A-Za-z0-9]+/g, "-")}.csv` });
    link.click();
    URL.revokeObjectURL(address);
    LAE.say(`${count} rows downloaded`);
  };

  const areas = (figures) => LAE.lsoas.map((lsoa, place) => [lsoa.code, LAE.areaName(place), LAE.areaDistrict(place), ...figures.map((figure) => figure.values[place])]);
  const of = (layer) => LAE.areaFigures.filter((figure) => figure.of === layer);
  /* A figure's heading: its column where it is printed as it stands, with the unit of its printed form. */
  const unit = (figure) => (figure.after.includes("%") ? `${figure.key}_percent` : figure.key.endsWith("_tco2e") && figure.after.includes("kt") ? figure.key.replace(/_tco2e$/, "_ktco2e") : figure.key);

  const TABLES = {
    retrofit: () => {
      const zone = (place) => LAE.zones.find((candidate) => candidate.lsoas.includes(place));
      const rows = areas(of("homes")).map((row, place) => [...row, zone(place) ? LAE.zoneName(zone(place)) : ""]);
      return [`lsoa_code,lsoa_name,district,${of("homes").map(unit).join()},zone`, rows, data.homes.caveat];
    },
    charging: () => {
      const plans = LAE.sites[state.scenario] || [];
      const header = "scenario,site_id,name,kind,lsoa,district,first_year,points_count,rated_kw,diversity_kw,walk_in_homes,walk_in_vehicles_count,connection,note,substation_id,cost_low_gbp,cost_gbp,cost_high_gbp,provenance";
      const rows = plans.map((site) => [data.scenarios[state.scenario][0], site.site_id, site.name, site.kind, ...LAE.sitePlace(site), site.first_year, site.points, site.rated_kw, site.diversity_kw, site.homes, site.vehicles, site.connection, site.note, site.substation, site.cost_low, site.cost, site.cost_high, site.provenance]);
      return [header, rows, data.charging.caveat];
    },
    land: () => {
      if (!data.land.options.length) return ["layer,state,reason,how_to_get", data.land.layers, data.land.caveat];
      const hectares = data.land.tiers.map((tier) => `${tier}_ha`).join();
      return [`option,option_name,lsoa_code,lsoa_name,district,${hectares},net_low_tco2e,net_tco2e,net_high_tco2e,carbon_year`, LAE.landRows(), data.land.caveat];
    },
    carbon: () => [`area_code,area_name,target_year,cut_ratio,base_year,latest_year,${of("carbon").map(unit).join()},budget_basis,tier,provenance,reason,source`, LAE.carbonRows(), data.carbon.caveat],
  };

  /* The table of the view now shown: of substations, unless the view is one of areas. */
  LAE.viewCsv = () => {
    if (!TABLES[state.show]) return null;
    const [header, rows, caveat] = TABLES[state.show]();
    return { text: LAE.csvLines(header, rows, `${caveat} ${NOT_AN_OFFER}`.trim()), count: rows.length };
  };

  LAE.startCsv = () => {
    $("view-csv").addEventListener("click", () => {
      const own = LAE.viewCsv();
      if (own) LAE.saveCsv(`${LAE.showName()} ${state.show === "charging" ? data.scenarios[state.scenario][1] : ""}`.trim(), own.text, own.count);
      else LAE.saveFindings();
    });
  };
})();
