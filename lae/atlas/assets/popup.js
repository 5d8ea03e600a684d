"use strict";
/* One pop-up at a time, of whatever lies on the land; and what a press on the land tells. */

(() => {
  const { el, data } = LAE;

  /* Opened by keys it takes the focus, and gives it back when it closes. */
  let last = null;
  LAE.tell = (at, title, parts, { keys, caveats }) => {
    const { map } = LAE;
    const from = document.activeElement;
    const opener = keys ? (from.closest(".land-popup") ? last : from) : null;
    last = opener;
    const size = map.getSize();
    const body = el("div", { class: "land-popup", role: "dialog", "aria-label": title, tabindex: "0" }, el("h3", {}, title), ...parts);
    for (const caveat of new Set(caveats.filter(Boolean))) body.append(el("p", { class: "caveat" }, caveat));
    body.style.maxHeight = `${Math.round(Math.max(150, Math.min(440, size.y * 0.64)))}px`;
    const wide = Math.max(220, Math.min(340, size.x - 70));
    body.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      map.closePopup();
    });
    // The pads for moving and zooming stand at the left.
    const drawn = L.popup({ minWidth: Math.min(260, wide), maxWidth: wide, autoPanPaddingTopLeft: [size.x > 500 ? 120 : 8, 10], autoPanPaddingBottomRight: [8, 30], className: "land-frame" }).setLatLng(at).setContent(body);
    const close = () => {
      if (!opener) return;
      const within = drawn.getElement() && drawn.getElement().contains(document.activeElement);
      if ((within || document.activeElement === document.body) && opener.isConnected) opener.focus({ preventScroll: true });
    };
    drawn.on("remove", close);
    map.openPopup(drawn);
    if (keys) body.focus({ preventScroll: true });
    LAE.say(`${title} shown`, 0);
  };

  /* Where the pop-up stands in the map's own pixels, or null: no name is put over it. */
  LAE.popupBox = () => {
    const frame = LAE.map.getContainer().querySelector(".land-frame");
    if (!frame) return null;
    const [outer, inner] = [LAE.map.getContainer().getBoundingClientRect(), frame.getBoundingClientRect()];
    return [inner.left - outer.left, inner.top - outer.top, inner.right - outer.left, inner.bottom - outer.top];
  };

  LAE.needCaveat = data.charging && data.charging.figures.length ? data.charging.caveat : "";

  /* Every figure of a neighbourhood with its basis, those of the layer that shades first. */
  LAE.areaParts = (lsoa) => {
    const shading = LAE.areaFigure();
    const known = ["homes", "charging", "land"].filter((layer) => LAE.areaFigures.some((figure) => figure.of === layer));
    const own = shading ? shading.of : "";
    // Land is told where land is shown: its figures are many.
    const layers = own === "land" ? ["land"] : known.filter((layer) => layer !== "land").sort((a, b) => (b === own) - (a === own));
    return layers.flatMap((layer) => {
      if (layer === "land") return LAE.landParts(lsoa);
      const terms = LAE.areaFigures
        .filter((figure) => figure.of === layer)
        .map((figure) => [figure.label, el("span", {}, LAE.areaValue(figure, figure.values[lsoa]), " ", LAE.basisBadge(figure.basis))]);
      const parts = [LAE.terms(terms)];
      if (layer === "charging") parts.unshift(el("h4", {}, `Charging need: ${data.charging.need_of.join(", ")}`));
      else if (layers[0] !== "homes") parts.unshift(el("h4", {}, "Homes and retrofit"));
      if (layer === "homes") parts.push(leftOut(lsoa));
      return parts.filter(Boolean);
    });
  };

  function leftOut(lsoa) {
    const place = data.homes.left_out[lsoa];
    const missing = place === null || place === undefined ? "" : data.homes.criteria[place];
    return missing ? el("p", { class: "quiet-text" }, `Not known, so left out of the score: ${missing}.`) : null;
  }

  LAE.showArea = (lsoa, { keys, at }) => {
    const zone = LAE.zones.find((candidate) => candidate.lsoas.includes(lsoa));
    const parts = [el("p", { class: "kicker" }, [LAE.lsoas[lsoa].code, LAE.areaDistrict(lsoa)].filter(Boolean).join(" \u00b7 ")), ...LAE.areaParts(lsoa)];
    if (zone) {
      const press = () => {
        LAE.changeHomes({ zones: true });
        LAE.showZone(zone, { keys: true });
      };
      parts.push(el("p", {}, "Part of ", LAE.button(LAE.zoneName(zone), press, { class: "link" })));
    }
    LAE.tell(at, LAE.areaName(lsoa), parts, { keys, caveats: LAE.areaCaveats() });
  };
  LAE.areaCaveats = () => {
    const shading = LAE.areaFigure();
    return shading && shading.of === "land" ? [data.land.caveat] : [data.homes ? data.homes.caveat : "", LAE.needCaveat];
  };

  /* A press on the land tells of the zone and of the neighbourhood there, as far as they are shown. */
  LAE.listenToLand = () => {
    LAE.map.on("popupopen popupclose", ({ type }) => {
      LAE.map.getContainer().classList.toggle("telling", type === "popupopen");
      LAE.placeLabels();
    });
    LAE.map.on("click", ({ latlng }) => {
      const { zones, shade } = LAE.homesShown;
      if (LAE.tellDistrict(latlng) || LAE.tellCell(latlng) || LAE.tellPacked?.(latlng)) return;
      if (!zones && !shade) {
        LAE.tellServed(latlng);
        return;
      }
      const lsoa = LAE.areaAt(latlng.lat, latlng.lng);
      const zone = zones ? LAE.zones.find((candidate) => LAE.inside(candidate.rings, latlng.lat, latlng.lng)) : null;
      if (zone) LAE.showZone(zone, { keys: false, lsoa: shade ? lsoa : -1, at: latlng });
      else if (shade && lsoa >= 0) LAE.showArea(lsoa, { keys: false, at: latlng });
    });
  };
})();
