"use strict";
/* Names on the map: placed one by one, the most important first, and left out where they would lie on another. */

(() => {
  const FROM_ZOOM = { gsp: 8.5, bsp: 9.2, primary: 11.25, secondary: 13 };
  const RANK = { gsp: 0, bsp: 1, primary: 2, secondary: 3 };
  const OUTCODES = [9.9, 13.5];
  let layer = null;
  let outcodes = [];

  /* The middle of each postcode district, from the postcodes on the page: a place to start from without a base map. */
  LAE.postcodes.then((postcodes) => {
    if (!postcodes) return;
    const sums = new Map();
    postcodes.texts.forEach((text, i) => {
      const name = text.slice(0, -3);
      const [count, lat, lon] = sums.get(name) || [0, 0, 0];
      sums.set(name, [count + 1, lat + postcodes.lat[i], lon + postcodes.lon[i]]);
    });
    outcodes = [...sums].map(([text, [count, lat, lon]]) => ({ text, at: [lat / count, lon / count] }));
    LAE.placeLabels();
  });

  LAE.startLabels = () => {
    layer = LAE.el("div", { class: "labels", "aria-hidden": "true" });
    LAE.map.getContainer().append(layer);
    LAE.map.on("moveend zoomend resize", LAE.placeLabels);
    LAE.map.on("movestart zoomstart", () => layer.replaceChildren());
  };

  const widths = new Map();
  function widthOf(text, cls) {
    const key = cls + text;
    if (!widths.has(key)) {
      const probe = LAE.el("span", { class: `label ${cls}` }, text);
      layer.append(probe);
      widths.set(key, [probe.offsetWidth, probe.offsetHeight]);
      probe.remove();
    }
    return widths.get(key);
  }

  const short = (name) => name.replace(/\s+(GSP|BSP|Primary|Primary Substation)$/i, "");

  LAE.placeLabels = () => {
    if (!layer) return;
    layer.replaceChildren();
    const zoom = LAE.map.getZoom();
    const size = LAE.map.getSize();
    const taken = [];
    const symbols = [];
    const spots = LAE.spotMarks().map(({ at }) => LAE.map.latLngToContainerPoint(at)).map(({ x, y }) => [x - 10, y - 10, x + 10, y + 10]);
    const wanted = [];
    for (const { substation } of LAE.marked()) {
      if (!LAE.isDrawn(substation)) continue;
      const at = LAE.map.latLngToContainerPoint([substation.lat, substation.lon]);
      if (at.x < -20 || at.y < -20 || at.x > size.x + 20 || at.y > size.y + 20) continue;
      const r = (substation.tier === "gsp" ? 14 : substation.tier === "bsp" ? 10 : 7) * LAE.symbolScale;
      symbols.push([at.x - r, at.y - r, at.x + r, at.y + r]);
      const chosen = substation.substation_id === LAE.state.at;
      if (chosen || zoom >= FROM_ZOOM[substation.tier]) {
        wanted.push({ text: short(substation.name), at, r, cls: `label-${substation.tier}`, rank: chosen ? -1 : RANK[substation.tier] });
      }
    }
    const popup = LAE.popupBox();
    if (popup) taken.push(popup);
    for (const { marker } of LAE.zoneMarks()) {
      const at = LAE.map.latLngToContainerPoint(marker.getLatLng());
      symbols.push([at.x - 14, at.y - 14, at.x + 14, at.y + 14]);
    }
    if (zoom < 12.5) {
      for (const district of LAE.districts) {
        const at = LAE.map.latLngToContainerPoint(district.label);
        wanted.push({ text: district.name, at, r: 0, cls: "label-district", rank: 0.5, rings: district.rings });
      }
    }
    if (zoom >= OUTCODES[0] && zoom < OUTCODES[1]) for (const { text, at } of outcodes) wanted.push({ text, at: LAE.map.latLngToContainerPoint(at), r: 0, cls: "label-outcode", rank: 4 });
    wanted.sort((a, b) => a.rank - b.rank || a.at.y - b.at.y);
    for (const label of wanted) put(label, taken, symbols, spots, size);
  };

  /* The first spot free of other names and of symbols; a district keeps its name inside its own outline. */
  function put(label, taken, symbols, spots, size) {
    const [w, h] = widthOf(label.text, label.cls);
    const free = sides(label, w, h)
      .map(([left, top]) => [left, top, left + w, top + h])
      .filter((box) => box[0] >= 0 && box[1] >= 0 && box[2] <= size.x && box[3] <= size.y)
      .filter((box) => !taken.some((other) => meets(other, box)))
      .map((box) => ({ box, hidden: symbols.filter((other) => meets(other, box) && !sameSpot(other, label)).length }))
      // Charge points are many: names stay clear of them where they can.
      .map((place) => ({ ...place, cost: place.hidden * 100 + spots.filter((other) => meets(other, place.box)).length }));
    if (!free.length) return;
    const best = free.reduce((least, next) => (next.cost < least.cost ? next : least));
    if (!label.rings && label.rank >= 0 && best.hidden) return;
    taken.push([best.box[0] - 4, best.box[1], best.box[2] + 4, best.box[3]]);
    const element = LAE.el("span", { class: `label ${label.cls}` }, label.text);
    element.style.left = `${Math.round(best.box[0])}px`;
    element.style.top = `${Math.round(best.box[1])}px`;
    layer.append(element);
  }

  /* Symbols that share the label's own place are not hidden by it: it stands beside all of them. */
  function sameSpot(symbol, label) {
    return Math.hypot((symbol[0] + symbol[2]) / 2 - label.at.x, (symbol[1] + symbol[3]) / 2 - label.at.y) < 6;
  }

  function sides(label, w, h) {
    const { x, y } = label.at;
    if (label.rings) {
      const shifts = [0, -18, 18, -36, 36, -60, 60, -90, 90];
      return shifts
        .flatMap((dy) => [0, -30, 30, -60, 60].map((dx) => [x + dx, y + dy]))
        .filter((middle) => {
          const { lat, lng } = LAE.map.containerPointToLatLng(middle);
          return LAE.inside(label.rings, lat, lng);
        })
        .map(([cx, cy]) => [cx - w / 2, cy - h / 2]);
    }
    const gap = label.r + 2;
    return [
      [x + gap, y - h / 2],
      [x - gap - w, y - h / 2],
      [x - w / 2, y - gap - h],
      [x - w / 2, y + gap],
    ];
  }

  const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
})();
