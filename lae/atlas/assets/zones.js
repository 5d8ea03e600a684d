"use strict";
/* Priority zones: outlines, numbers on the map, and their pop-ups. */

(() => {
  const { el, data } = LAE;
  const homes = data.homes;
  /* Lines differ by pattern, so that no colour need be told apart. */
  const NOTES = {
    ready: { short: "Ready", words: "Ready: published headroom covers it", dash: null },
    "network first": { short: "Network first", words: "Network first: published headroom does not cover it", dash: "10 6" },
    "not known": { short: "Not known", words: "Not known whether the network has room", dash: "2 6" },
  };
  const INK = "#16202b";

  LAE.zones = (homes ? homes.zones : []).map((values) => {
    const zone = Object.fromEntries(homes.zone.map((name, place) => [name, values[place]]));
    zone.rings = zone.rings.map(LAE.ring);
    zone.at = [zone.label[1] / data.degree, zone.label[0] / data.degree];
    return zone;
  });
  LAE.zoneNotes = NOTES;
  LAE.zoneName = (zone) => `Zone ${zone.number}`;

  LAE.zoneLine = (note, width = 34) =>
    LAE.svg(
      "svg",
      { viewBox: `0 0 ${width} 12`, width, height: 12, "aria-hidden": "true", focusable: "false" },
      LAE.svg("path", { d: `M2 6H${width - 2}`, stroke: INK, "stroke-width": 3, "stroke-linecap": "butt", "stroke-dasharray": NOTES[note].dash || "none" }),
    );

  LAE.money = (gbp) => {
    const [value, unit] = Math.abs(gbp) >= 1e6 ? [gbp / 1e6, " million"] : [gbp, ""];
    return `\u00a3${value.toLocaleString("en-GB", { maximumFractionDigits: 2 }).replace("-", "\u2212")}${unit}`;
  };
  LAE.zoneFigures = (zone) => [
    ["Homes", LAE.whole(zone.homes)],
    ["Open to the package", LAE.whole(zone.open_homes)],
    ["Cost", LAE.money(zone.capex_gbp)],
    ["Carbon saved", `${LAE.whole(zone.carbon_saved_tco2e)} tCO2e a year`],
    ["Cost of carbon saved", zone.gbp_per_tco2e === null ? "not known" : `\u00a3${LAE.whole(zone.gbp_per_tco2e)} per tCO2e`],
    ["Added at peak", `${LAE.whole(zone.peak_added_kw)} kW`],
    ["Score", zone.score_ratio.toFixed(2)],
  ];

  LAE.zoneReasons = (zone) => el("ul", { class: "reasons" }, ...zone.reasons.map(([text, basis]) => el("li", {}, text, " ", LAE.basisBadge(basis))));
  LAE.zoneNote = (zone) => el("span", { class: "state" }, LAE.zoneLine(zone.note), el("span", {}, NOTES[zone.note].words));

  let group = null;
  let leaders = null;
  const marks = new Map();
  LAE.paintZones = () => {
    if (group) group.remove();
    group = null;
    marks.clear();
    if (!LAE.homesShown.zones) return;
    const line = { interactive: false, renderer: LAE.renderer("zones"), fill: false };
    group = L.layerGroup([
      ...LAE.zones.map((zone) => L.polygon(zone.rings, { ...line, color: "#fff", weight: 6, opacity: 0.9 })),
      ...LAE.zones.map((zone) => L.polygon(zone.rings, { ...line, color: INK, weight: 2.6, dashArray: NOTES[zone.note].dash, lineCap: "butt" })),
      ...LAE.zones.map(mark),
    ]).addTo(LAE.map);
    for (const [zone, { marker }] of marks) dress(zone, marker.getElement());
    leaders = L.layerGroup().addTo(group);
    spread();
  };
  LAE.zoneMarks = () => [...marks.values()];
  LAE.startZones = () => LAE.map.on("zoomend", spread);

  function mark(zone) {
    const marker = L.marker(zone.at, {
      icon: L.divIcon({ html: el("span", {}, zone.number), className: "zone-mark", iconSize: [26, 26] }),
      keyboard: false,
      zIndexOffset: 14000,
      autoPanOnFocus: false,
    });
    marker.on("click", () => LAE.showZone(zone, { keys: false }));
    marks.set(zone, { marker, zone });
    return marker;
  }

  /* Numbers that would lie on one another, or on a symbol where that can be helped, move aside on a leader. */
  const ASIDE = [[0, 0], ...[30, 56, 84].flatMap((r) => Array.from({ length: 12 }, (_, turn) => [r * Math.cos((turn * Math.PI) / 6), r * Math.sin((turn * Math.PI) / 6)]))];
  function spread() {
    if (!group || !LAE.homesShown.zones) return;
    const { map } = LAE;
    leaders.clearLayers();
    const symbols = LAE.marked().map(({ marker }) => map.project(marker.getLatLng()));
    const taken = [];
    const clear = (spot, others, gap) => others.every((other) => Math.abs(other.x - spot.x) >= gap || Math.abs(other.y - spot.y) >= gap);
    for (const [zone, { marker }] of marks) {
      const own = map.project(zone.at);
      const spots = ASIDE.map(([dx, dy]) => own.add([dx, dy])).filter((spot) => clear(spot, taken, 30));
      const spot = spots.find((candidate) => clear(candidate, symbols, 22)) || spots[0] || own;
      taken.push(spot);
      const at = map.unproject(spot);
      marker.setLatLng(at);
      if (spot.distanceTo(own) > 1) L.polyline([zone.at, at], { interactive: false, renderer: LAE.renderer("zones"), color: INK, weight: 1.4 }).addTo(leaders);
    }
  }

  /* One number is in the tab order; arrow keys go to the next and the one before. */
  function dress(zone, button) {
    button.setAttribute("role", "button");
    button.setAttribute("aria-label", `${LAE.zoneName(zone)}, score ${zone.score_ratio.toFixed(2)}. ${NOTES[zone.note].words}`);
    button.setAttribute("tabindex", zone === LAE.zones[0] ? "0" : "-1");
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key !== "Enter" && event.key !== " " && !step) return;
      event.preventDefault();
      event.stopPropagation();
      if (step) focusOn(LAE.zones[(LAE.zones.indexOf(zone) + step + LAE.zones.length) % LAE.zones.length]);
      else LAE.showZone(zone, { keys: true });
    });
  }

  function focusOn(zone) {
    for (const [other, { marker }] of marks) marker.getElement().setAttribute("tabindex", other === zone ? "0" : "-1");
    const { marker } = marks.get(zone);
    if (!LAE.map.getBounds().pad(-0.05).contains(marker.getLatLng())) LAE.map.panTo(marker.getLatLng(), { animate: false });
    marker.getElement().focus({ preventScroll: true });
  }

  LAE.showZone = (zone, { keys, lsoa = -1, at = zone.at }) => {
    const names = zone.lsoas.map((place) => LAE.areaName(place)).join(", ");
    const parts = [
      el("p", { class: "kicker" }, `${zone.lsoas.length === 1 ? "1 neighbourhood" : `${zone.lsoas.length} neighbourhoods`} (LSOAs): ${names}`),
      el("p", { class: "state-line" }, LAE.zoneNote(zone)),
      el("h4", {}, "Why here"),
      LAE.zoneReasons(zone),
      el("h4", {}, "The whole zone ", LAE.badge("modelled", "modelled")),
      LAE.terms(LAE.zoneFigures(zone)),
    ];
    if (lsoa >= 0) parts.push(el("h4", {}, LAE.areaName(lsoa)), ...LAE.areaParts(lsoa));
    LAE.tell(at, LAE.zoneName(zone), parts, { keys, caveats: [homes.caveat, lsoa >= 0 ? LAE.needCaveat : ""] });
  };
})();
