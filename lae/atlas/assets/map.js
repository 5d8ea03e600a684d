"use strict";
/* The map: land, gaps, settlement dots, outlines, the chosen path, symbols. Leaflet draws; texts never become markup. */

(() => {
  const { el } = LAE;
  const PANES = { land: 210, tint: 212, shade: 215, picture: 217, dots: 220, gaps: 300, outlines: 400, zones: 430, path: 450, chargers: 570, sites: 580 };
  const ORDER = { gsp: 0, bsp: 4000, primary: 8000, secondary: 12000 };
  const NEAR_PX = 13;
  const markers = new Map();
  let map = null;
  let path = null;

  LAE.drawMap = (leafletMap) => {
    map = leafletMap;
    LAE.map = map;
    for (const [name, level] of Object.entries(PANES)) {
      const pane = map.createPane(name);
      pane.style.zIndex = level;
      pane.style.pointerEvents = "none";
    }
    const container = map.getContainer();
    container.setAttribute("role", "group");
    container.setAttribute(
      "aria-label",
      "Map of substations. Arrow keys move it, plus and minus zoom. The same findings stand in the table below.",
    );
    map.attributionControl.setPrefix("Leaflet");
    map.attributionControl.addAttribution("Sources and licences at the foot of the page");
    land();
    controls();
    for (const substation of LAE.substations) if (substation.lat !== null && substation.lon !== null) place(substation);
    LAE.home(false);
    map.on("zoomend", scaleSymbols);
    map.on("zoomend moveend resize", LAE.settleZoom);
    scaleSymbols();
    LAE.postcodes.then((postcodes) => {
      if (postcodes) dots(postcodes);
    });
  };

  function shapes(rings, pane, style) {
    return L.polygon(rings, { interactive: false, renderer: renderer(pane), ...style }).addTo(map);
  }

  const renderers = {};
  function renderer(pane) {
    renderers[pane] = renderers[pane] || L.svg({ pane, padding: 0.4 });
    return renderers[pane];
  }
  LAE.renderer = renderer;

  const gaps = [];
  function land() {
    for (const district of LAE.districts) {
      shapes(district.rings, "land", { stroke: false, fillColor: "#fdfdfb", fillOpacity: 1 });
      shapes(district.rings, "outlines", { fill: false, color: "#5b6b7a", weight: 1.4 });
    }
    for (const lsoa of LAE.lsoas) {
      if (!lsoa.gap) continue;
      gaps.push(shapes(lsoa.rings, "gaps", { stroke: false, fillColor: "url(#lae-hatch)", fillOpacity: 0.85 }));
    }
  }

  /* Over shaded neighbourhoods a gap is lines alone, so that both are seen. */
  LAE.openGaps = (open) => {
    for (const gap of gaps) gap.setStyle({ fillColor: open ? "url(#lae-hatch-open)" : "url(#lae-hatch)" });
  };

  let areas = null;
  LAE.showAreas = (shown) => {
    if (!areas) {
      areas = L.layerGroup(
        LAE.lsoas.map((lsoa) =>
          L.polygon(lsoa.rings, { interactive: false, renderer: renderer("gaps"), fill: false, color: "#9aa7b3", weight: 0.7 }),
        ),
      );
    }
    if (shown) areas.addTo(map);
    else areas.remove();
  };

  /* One faint dot a postcode: towns and villages without a background map from anywhere. */
  function dots(postcodes) {
    const Layer = L.GridLayer.extend({
      createTile(coords) {
        const size = this.getTileSize();
        const ratio = Math.min(window.devicePixelRatio || 1, 2);
        const tile = document.createElement("canvas");
        tile.width = size.x * ratio;
        tile.height = size.y * ratio;
        tile.setAttribute("aria-hidden", "true");
        const brush = tile.getContext("2d");
        brush.scale(ratio, ratio);
        const zoom = coords.z;
        const origin = coords.scaleBy(size);
        const low = map.unproject(origin.add([-4, size.y + 4]), zoom);
        const high = map.unproject(origin.add([size.x + 4, -4]), zoom);
        const r = zoom < 10 ? 0.8 : zoom < 12 ? 1.1 : zoom < 14 ? 1.7 : 2.6;
        brush.fillStyle = zoom < 11 ? "rgba(96,110,125,0.26)" : "rgba(96,110,125,0.36)";
        for (let i = 0; i < postcodes.lat.length; i++) {
          const lat = postcodes.lat[i];
          const lon = postcodes.lon[i];
          if (lat < low.lat || lat > high.lat || lon < low.lng || lon > high.lng) continue;
          const point = map.project([lat, lon], zoom).subtract(origin);
          brush.beginPath();
          brush.arc(point.x, point.y, r, 0, 2 * Math.PI);
          brush.fill();
        }
        return tile;
      },
    });
    new Layer({ pane: "dots", updateWhenZooming: false }).addTo(map);
  }

  function controls() {
    L.control.zoom({ position: "topleft", zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
    const pad = L.control({ position: "topleft" });
    pad.onAdd = () => {
      const box = el("div", { class: "pan-pad", role: "group", "aria-label": "Move the map" });
      const moves = [
        ["\u2191", "up", 0, -1],
        ["\u2190", "left", -1, 0],
        ["\u2302", "home", 0, 0],
        ["\u2192", "right", 1, 0],
        ["\u2193", "down", 0, 1],
      ];
      for (const [sign, way, dx, dy] of moves) {
        const press = way === "home" ? () => LAE.home() : () => map.panBy([dx * 160, dy * 160]);
        const label = way === "home" ? "Show the whole county" : `Move map ${way}`;
        box.append(LAE.button(sign, press, { class: `pan-${way}`, "aria-label": label, title: label }));
      }
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    pad.addTo(map);
  }

  const county = () => L.latLngBounds(LAE.districts.flatMap((district) => district.rings.flat()));
  /* Whether the whole county is in sight and little beside it. */
  LAE.atHome = () => map.getBounds().pad(0.02).contains(county()) && map.getZoom() <= map.getBoundsZoom(county()) + 0.2;
  LAE.home = (animate = true) => {
    const all = county();
    map.fitBounds(all, { padding: [12, 12], animate: animate && !calm() });
  };

  LAE.calm = calm;
  function calm() {
    return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  function place(substation) {
    const holder = el("div", { class: "symbol-holder" });
    const marker = L.marker([substation.lat, substation.lon], {
      icon: L.divIcon({ html: holder, className: `mark mark-${substation.tier}`, iconSize: [24, 24] }),
      keyboard: false,
      zIndexOffset: ORDER[substation.tier] || 0,
      autoPanOnFocus: false,
      riseOnHover: true,
      riseOffset: 20000,
    }).addTo(map);
    const tip = el("span", {}, "");
    marker.bindTooltip(tip, { direction: "top", offset: [0, -10], className: "tip" });
    const button = marker.getElement();
    button.setAttribute("role", "button");
    button.setAttribute("tabindex", "-1");
    marker.on("click", () => LAE.select(substation.substation_id, { from: "map" }));
    button.addEventListener("keydown", (event) => onKey(event, substation));
    button.addEventListener("focus", () => marker.openTooltip());
    button.addEventListener("blur", () => marker.closeTooltip());
    markers.set(substation.substation_id, { marker, holder, tip, button, substation });
  }

  /* Symbols that stand nearly on one spot with this one: a reader can choose among them in the panel. */
  LAE.besides = (substation) => {
    const own = markers.get(substation.substation_id);
    if (!own) return [];
    const at = map.latLngToContainerPoint(own.marker.getLatLng());
    return [...markers.values()]
      .filter((other) => other !== own)
      .filter((other) => map.latLngToContainerPoint(other.marker.getLatLng()).distanceTo(at) < NEAR_PX)
      .map((other) => other.substation);
  };

  /* One symbol is in the tab order; arrow keys go to the nearest symbol that way. */
  LAE.ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  function onKey(event, substation) {
    const { ways } = LAE;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      LAE.select(substation.substation_id, { from: "keyboard" });
    } else if (ways[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      const next = nearest(substation, ways[event.key]);
      if (next) focusSymbol(next);
    }
  }

  function nearest(substation, way) {
    const others = [...markers.values()].filter((other) => other.substation !== substation && LAE.isDrawn(other.substation));
    const found = LAE.towards(markers.get(substation.substation_id).marker.getLatLng(), others.map(({ marker }) => marker.getLatLng()), way);
    return found < 0 ? null : others[found].substation;
  }

  /* The place of the nearest of the points that lie that way, or -1. */
  LAE.towards = (from, points, [dx, dy]) => {
    const own = map.latLngToContainerPoint(from);
    let best = -1;
    let least = Infinity;
    points.forEach((point, index) => {
      const to = map.latLngToContainerPoint(point).subtract(own);
      const along = to.x * dx + to.y * dy;
      const across = Math.abs(to.x * dy) + Math.abs(to.y * dx);
      if (along < 1 || across > along * 2) return;
      const cost = along + across * 2;
      if (cost < least) {
        least = cost;
        best = index;
      }
    });
    return best;
  };

  function focusSymbol(substation) {
    rove(substation.substation_id);
    const { marker, button } = markers.get(substation.substation_id);
    if (!map.getBounds().pad(-0.05).contains(marker.getLatLng())) map.panTo(marker.getLatLng(), { animate: false });
    button.focus({ preventScroll: true });
  }

  function rove(id) {
    for (const [other, { button }] of markers) button.setAttribute("tabindex", other === id ? "0" : "-1");
  }

  /* The tab order has one symbol that is drawn: the selected one, else the first. */
  LAE.roveVisible = () => {
    const drawn = [...markers.values()].filter(({ substation }) => LAE.isDrawn(substation)).map(({ substation }) => substation.substation_id);
    rove(markers.has(LAE.state.at) ? LAE.state.at : (drawn[0] ?? ""));
  };

  LAE.focusMarker = (id) => {
    if (markers.has(id)) markers.get(id).button.focus();
  };

  /* Redraw every symbol for the state of the page. */
  LAE.paint = () => {
    for (const { marker, holder, tip, button, substation } of markers.values()) {
      const state = LAE.stateIn(substation);
      const chosen = LAE.state.at === substation.substation_id;
      const marked = LAE.worksShown() && LAE.worksDue(substation).length > 0;
      if (button.dataset.state !== state || button.dataset.marked !== String(marked)) {
        button.dataset.state = state;
        button.dataset.marked = String(marked);
        holder.replaceChildren(LAE.symbol(state, substation.tier), ...(marked ? [LAE.worksMark(substation.tier === "primary" ? 13 : 15)] : []));
      }
      const text = `${substation.name}, ${LAE.tierOf(substation)}: ${LAE.stateWordsOf(substation)}${LAE.comparedWords(substation)}${marked ? "; published works due" : ""}`;
      tip.textContent = text;
      button.setAttribute("aria-label", text);
      button.setAttribute("aria-pressed", String(chosen));
      button.classList.toggle("chosen", chosen);
      marker.setZIndexOffset(chosen ? 16000 : ORDER[substation.tier] || 0);
    }
    LAE.settleZoom();
    LAE.roveVisible();
    LAE.paintTint();
    LAE.paintTwin();
    drawPath();
    LAE.placeLabels();
  };

  function drawPath() {
    if (path) path.remove();
    path = null;
    const chosen = LAE.byId.get(LAE.state.at);
    if (!chosen) return;
    const lines = LAE.upstream(chosen)
      .filter(({ substation, from }) => substation.lat !== null && from.lat !== null)
      .map(({ substation, from }) => [
        [from.lat, from.lon],
        [substation.lat, substation.lon],
      ]);
    if (!lines.length) return;
    const style = { interactive: false, renderer: renderer("path") };
    path = L.layerGroup([
      L.polyline(lines, { ...style, color: "#fff", weight: 6, opacity: 0.9 }),
      L.polyline(lines, { ...style, color: "#12436d", weight: 2.5, dashArray: "7 4" }),
    ]).addTo(map);
  }

  function scaleSymbols() {
    const zoom = map.getZoom();
    const scale = zoom < 8.8 ? 0.72 : zoom < 9.6 ? 0.86 : zoom < 10.6 ? 1 : zoom < 12 ? 1.15 : 1.35;
    LAE.$("maps").style.setProperty("--symbol-scale", String(scale));
    LAE.symbolScale = scale;
  }

  LAE.marked = () => [...markers.values()];
  LAE.shapes = shapes;

  LAE.zoomTo = (lat, lon, zoom) => {
    map.setView([lat, lon], Math.max(zoom, map.getZoom()), { animate: !calm() });
  };

  let pin = null;
  LAE.pin = (lat, lon) => {
    if (pin) pin.remove();
    pin = null;
    if (lat === null) return;
    pin = L.marker([lat, lon], {
      icon: L.divIcon({ className: "pin", iconSize: [26, 26] }),
      interactive: false,
      keyboard: false,
    }).addTo(map);
  };
})();
