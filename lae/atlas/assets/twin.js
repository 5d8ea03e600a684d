"use strict";
/* The other side of a comparison as a second map, which moves with the first. What it says stands in table and panel. */

(() => {
  const { el, data, $ } = LAE;
  const { state } = LAE;
  const markers = new Map();
  let twin = null;
  let following = false;
  let sites = null;
  let tint = null;
  let outlines = null;

  function follow(from, to) {
    if (following) return;
    following = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    following = false;
  }

  function make() {
    const frame = el("div", { class: "map-frame", id: "twin-frame" }, el("p", { id: "twin-name", class: "map-name" }), el("div", { id: "twin-map", class: "twin-map", "aria-hidden": "true" }));
    $("maps").append(frame);
    const { minZoom, maxZoom, zoomSnap, zoomDelta } = LAE.map.options;
    twin = L.map("twin-map", { keyboard: false, attributionControl: false, zoomControl: false, fadeAnimation: false, zoomAnimation: false, minZoom, maxZoom, zoomSnap, zoomDelta });
    twin.setView(LAE.map.getCenter(), LAE.map.getZoom());
    for (const { rings } of LAE.districts) L.polygon(rings, { interactive: false, stroke: false, fillColor: "#fdfdfb", fillOpacity: 1 }).addTo(twin);
    tint = L.layerGroup(LAE.lsoas.map(({ rings }) => L.polygon(rings, { interactive: false, stroke: false, fillOpacity: 0.8 })));
    outlines = L.featureGroup(LAE.districts.map(({ rings }) => L.polygon(rings, { interactive: false, fill: false, color: "#5b6b7a", weight: 1.4 }))).addTo(twin);
    for (const { substation, marker } of LAE.marked()) {
      const holder = el("div", { class: "symbol-holder" });
      const mark = L.marker(marker.getLatLng(), { icon: L.divIcon({ html: holder, className: `mark mark-${substation.tier}`, iconSize: [24, 24] }), keyboard: false, zIndexOffset: marker.options.zIndexOffset }).addTo(twin);
      mark.on("click", () => LAE.select(substation.substation_id, { from: "map" }));
      markers.set(substation, { mark, holder });
    }
    sites = L.layerGroup().addTo(twin);
    LAE.map.on("move", () => {
      if (twin) follow(LAE.map, twin);
    });
    twin.on("move", () => follow(twin, LAE.map));
  }

  /* Bring the second map to what is compared, or put it away. */
  LAE.paintTwin = () => {
    const shown = LAE.comparing("side");
    document.body.classList.toggle("with-twin", shown);
    $("map-name").hidden = !shown;
    if ($("twin-frame")) $("twin-frame").hidden = !shown;
    if (!shown) return;
    if (!twin) make();
    const other = LAE.other();
    $("map-name").textContent = LAE.shownName();
    $("twin-name").textContent = other.name;
    for (const [substation, { holder, mark }] of markers) {
      const name = LAE.layers[state.view.kind].stateIn(substation, other.year, other.scenario, state.view);
      if (holder.dataset.state !== name) holder.replaceChildren(LAE.symbol(name, substation.tier));
      holder.dataset.state = name;
      mark.getElement().classList.toggle("chosen", state.at === substation.substation_id);
    }
    if (LAE.tints()) tint.addTo(twin).getLayers().forEach((shape, place) => shape.setStyle({ fillColor: LAE.tintFill(servedState(place, other)) }));
    else tint.remove();
    outlines.bringToFront();
    sites.clearLayers();
    if (LAE.chargingShown.sites) {
      for (const site of (LAE.sites[other.scenario] || []).filter(({ first_year: first, at }) => at && first <= other.year)) {
        L.marker(site.at, { icon: L.divIcon({ html: LAE.siteSymbol(site.connection, site.rated_kw), className: "twin-site", iconSize: [24, 24] }), interactive: false, keyboard: false }).addTo(sites);
      }
    }
    LAE.resizeMaps();
  };

  function servedState(place, { year, scenario }) {
    const substation = LAE.servedBy(place);
    return substation ? LAE.layers[state.view.kind].stateIn(substation, year, scenario, state.view) : "unknown";
  }

  LAE.resizeMaps = () => {
    LAE.map.invalidateSize({ animate: false, pan: false });
    if (!twin || $("twin-frame").hidden) return;
    twin.invalidateSize({ animate: false, pan: false });
    follow(LAE.map, twin);
  };
  LAE.twin = () => ({ map: twin, states: Object.fromEntries([...markers].map(([substation, { holder }]) => [substation.substation_id, holder.dataset.state])) });
  LAE.twinWords = () => (LAE.comparing() ? `${LAE.shownName()} beside ${LAE.other().name}, ${data.scenarios[state.scenario][1]}` : "");
})();
