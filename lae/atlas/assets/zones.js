"use strict";
/* Priority zones: outlines, numbers on the map, and the pop-ups of zones and neighbourhoods. */

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

  const BADGES = { published: "published", modelled: "modelled" };
  LAE.basisBadge = (basis) => LAE.badge(BADGES[basis] || "plain", basis);
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
    if (!group) return;
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
    const names = zone.lsoas.map((place) => homes.names[place]).join(", ");
    const parts = [
      el("p", { class: "kicker" }, `${zone.lsoas.length === 1 ? "1 neighbourhood" : `${zone.lsoas.length} neighbourhoods`} (LSOAs): ${names}`),
      el("p", { class: "state-line" }, LAE.zoneNote(zone)),
      el("h4", {}, "Why here"),
      LAE.zoneReasons(zone),
      el("h4", {}, "The whole zone ", LAE.badge("modelled", "modelled")),
      LAE.terms(LAE.zoneFigures(zone)),
    ];
    if (lsoa >= 0) parts.push(el("h4", {}, homes.names[lsoa]), areaTerms(lsoa));
    popup(at, LAE.zoneName(zone), parts, keys);
  };

  LAE.showArea = (lsoa, { keys, at }) => {
    const zone = LAE.zones.find((candidate) => candidate.lsoas.includes(lsoa));
    const district = LAE.districts[homes.district[lsoa]];
    const parts = [el("p", { class: "kicker" }, [LAE.lsoas[lsoa].code, district && district.name].filter(Boolean).join(" \u00b7 ")), areaTerms(lsoa)];
    if (zone) {
      const press = () => {
        LAE.changeHomes({ zones: true });
        LAE.showZone(zone, { keys: true });
      };
      parts.push(el("p", {}, "Part of ", LAE.button(LAE.zoneName(zone), press, { class: "link" })));
    }
    popup(at, homes.names[lsoa], parts, keys);
  };

  function areaTerms(lsoa) {
    const part = el("div", {}, LAE.terms(homes.figures.map((figure) => [figure.label, el("span", {}, LAE.areaValue(figure, figure.values[lsoa]), " ", LAE.basisBadge(figure.basis))])));
    const place = homes.left_out[lsoa];
    const missing = place === null || place === undefined ? "" : homes.criteria[place];
    if (missing) part.append(el("p", { class: "quiet-text" }, `Not known, so left out of the score: ${missing}.`));
    return part;
  }

  /* One pop-up at a time. Opened by keys it takes the focus, and gives it back when it closes. */
  let last = null;
  function popup(at, title, parts, keys) {
    const { map } = LAE;
    const from = document.activeElement;
    const opener = keys ? (from.closest(".homes-popup") ? last : from) : null;
    last = opener;
    const size = map.getSize();
    const body = el("div", { class: "homes-popup", role: "dialog", "aria-label": title, tabindex: "0" }, el("h3", {}, title), ...parts);
    if (homes.caveat) body.append(el("p", { class: "caveat" }, homes.caveat));
    body.style.maxHeight = `${Math.round(Math.max(150, Math.min(440, size.y * 0.64)))}px`;
    const wide = Math.max(220, Math.min(340, size.x - 70));
    body.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      map.closePopup();
    });
    // The pads for moving and zooming stand at the left.
    const drawn = L.popup({ minWidth: Math.min(260, wide), maxWidth: wide, autoPanPaddingTopLeft: [size.x > 500 ? 120 : 8, 10], autoPanPaddingBottomRight: [8, 30], className: "homes-frame" }).setLatLng(at).setContent(body);
    const close = () => {
      if (!opener) return;
      const within = drawn.getElement() && drawn.getElement().contains(document.activeElement);
      if ((within || document.activeElement === document.body) && opener.isConnected) opener.focus({ preventScroll: true });
    };
    drawn.on("remove", close);
    map.openPopup(drawn);
    if (keys) body.focus({ preventScroll: true });
    LAE.say(`${title} shown`, 0);
  }

  /* Where the pop-up stands in the map's own pixels, or null: no name is put over it. */
  LAE.popupBox = () => {
    const frame = LAE.map.getContainer().querySelector(".homes-frame");
    if (!frame) return null;
    const [outer, inner] = [LAE.map.getContainer().getBoundingClientRect(), frame.getBoundingClientRect()];
    return [inner.left - outer.left, inner.top - outer.top, inner.right - outer.left, inner.bottom - outer.top];
  };

  /* A press on the land tells of the zone and of the neighbourhood there, as far as they are shown. */
  LAE.listenForHomes = () => {
    LAE.map.on("zoomend", spread);
    LAE.map.on("popupopen popupclose", ({ type }) => {
      LAE.map.getContainer().classList.toggle("telling", type === "popupopen");
      LAE.placeLabels();
    });
    LAE.map.on("click", ({ latlng }) => {
      const { zones, shade } = LAE.homesShown;
      if (!zones && !shade) return;
      const lsoa = LAE.areaAt(latlng.lat, latlng.lng);
      const zone = zones ? LAE.zones.find((candidate) => LAE.inside(candidate.rings, latlng.lat, latlng.lng)) : null;
      if (zone) LAE.showZone(zone, { keys: false, lsoa: shade ? lsoa : -1, at: latlng });
      else if (shade && lsoa >= 0) LAE.showArea(lsoa, { keys: false, at: latlng });
    });
  };
})();
