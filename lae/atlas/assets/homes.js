"use strict";
/* Homes and retrofit: the controls that shade neighbourhoods and outline zones, their legend, and the same as tables. */

(() => {
  const { el, data, $ } = LAE;
  const homes = data.homes;
  const shown = LAE.homesShown;

  LAE.startHomes = () => {
    if (!homes) return;
    $("homes-controls").hidden = false;
    $("homes").hidden = false;
    const groups = ["modelled", "published"].map((basis) => {
      const options = homes.figures.filter((figure) => figure.basis === basis).map((figure) => el("option", { value: figure.key }, figure.label));
      return options.length ? el("optgroup", { label: basis === "modelled" ? "Modelled" : "Published" }, ...options) : null;
    });
    $("shade").append(el("option", { value: "" }, "Nothing"), ...groups.filter(Boolean));
    $("shade-field").hidden = !homes.figures.length;
    $("zones-field").hidden = !LAE.zones.length;
    $("shade").addEventListener("change", () => LAE.changeHomes({ shade: $("shade").value }));
    $("zones-on").addEventListener("change", () => LAE.changeHomes({ zones: $("zones-on").checked }));
    $("homes-note").replaceChildren(...note());
    $("homes-intro").replaceChildren(...note("Press a name to show it on the map. "));
    LAE.listenForHomes();
    tables();
  };

  function note(how = "Press the map for figures. ") {
    const of = homes.package ? `Were every home open to the package done (${homes.package}). ` : "";
    return [el("span", {}, of + how), homes.caveat ? el("strong", {}, homes.caveat) : ""];
  }

  LAE.changeHomes = (values) => {
    Object.assign(shown, values);
    LAE.map.closePopup();
    LAE.drawHomes();
    LAE.writeHash();
    const figure = LAE.areaFigure();
    const shade = figure ? `Neighbourhoods shaded by ${figure.label}: ${LAE.areaClasses(figure).map(({ words, count }) => `${words}, ${count}`).join("; ")}` : "No shading";
    LAE.say(`${shade}. ${shown.zones ? `${LAE.zones.length} zones outlined` : "No zones outlined"}`);
  };

  /* Bring map, controls and legend to what is chosen. */
  LAE.drawHomes = () => {
    if (!homes) return;
    if (!LAE.areaFigure()) shown.shade = "";
    if (!LAE.zones.length) shown.zones = false;
    $("shade").value = shown.shade;
    $("zones-on").checked = shown.zones;
    if (shown.shade || shown.zones) $("homes-controls").open = true;
    LAE.paintAreas();
    LAE.paintZones();
    legend();
    LAE.map.invalidateSize({ pan: false });
    LAE.placeLabels();
  };

  function legend() {
    const box = $("homes-legend");
    const figure = LAE.areaFigure();
    box.hidden = !figure && !shown.zones;
    box.replaceChildren();
    if (box.hidden) return;
    const lists = el("div", { class: "legend-lists" });
    if (figure) {
      const entries = LAE.areaClasses(figure).map(({ words, fill, count }) => el("li", {}, swatch(fill), el("span", {}, `${words} (${count})`)));
      lists.append(el("p", { class: "legend-head" }, el("strong", {}, figure.label), " ", LAE.basisBadge(figure.basis)), el("ul", { "aria-label": `${figure.label}, neighbourhoods in each class` }, ...entries));
    }
    if (shown.zones) {
      const notes = Object.entries(LAE.zoneNotes).filter(([name]) => LAE.zones.some((zone) => zone.note === name));
      const entries = notes.map(([name, { short }]) => el("li", {}, LAE.zoneLine(name), el("span", {}, short)));
      lists.append(el("p", { class: "legend-head" }, el("strong", {}, "Priority zones"), " by published headroom ", LAE.badge("modelled", "modelled")), el("ul", { "aria-label": "Priority zones" }, ...entries));
    }
    const said = [figure ? "Darker is more, not better; number of neighbourhoods in brackets." : "", homes.caveat].filter(Boolean).join(" ");
    box.append(el("h3", { class: "unseen" }, "Legend: homes and retrofit"), lists, el("p", { class: "quiet-text" }, said));
  }

  const swatch = (fill) =>
    LAE.svg("svg", { width: 24, height: 16, "aria-hidden": "true", focusable: "false", class: "swatch" }, LAE.svg("rect", { width: 24, height: 16, fill }));

  function tables() {
    if (LAE.zones.length) zoneTable();
    $("zones-table").closest(".scroll").hidden = !LAE.zones.length;
    $("no-zones").hidden = LAE.zones.length > 0;
    $("areas-details").hidden = !homes.figures.length;
    $("areas-summary").textContent = `Show the figures of ${LAE.lsoas.length} neighbourhoods (LSOAs)`;
    // Hundreds of rows are made when somebody asks for them.
    $("areas-details").addEventListener("toggle", areaTable, { once: true });
  }

  function zoneTable() {
    const heads = ["Zone", ...LAE.zoneFigures(LAE.zones[0]).map(([term]) => term), "Network", "Why here", "Neighbourhoods"];
    const rows = LAE.zones.map((zone) => [
      LAE.button(LAE.zoneName(zone), () => toZone(zone), { class: "link", title: "Show on the map" }),
      ...LAE.zoneFigures(zone).map(([, value]) => value),
      LAE.zoneNotes[zone.note].words,
      LAE.zoneReasons(zone),
      zone.lsoas.map((place) => homes.names[place]).join(", "),
    ]);
    LAE.fill($("zones-table"), "Priority zones, the best first", heads, rows, [1, 2, 3, 4, 5, 6, 7]);
  }

  function areaTable() {
    const first = homes.figures[0];
    const zoneOf = (place) => LAE.zones.find((zone) => zone.lsoas.includes(place));
    const order = LAE.lsoas.map((_, place) => place).sort((a, b) => {
      const [left, right] = [first.values[a], first.values[b]];
      return (left === null) - (right === null) || right - left || a - b;
    });
    const rows = order.map((place) => [
      LAE.button(homes.names[place], () => toArea(place), { class: "link", title: "Show on the map" }),
      LAE.lsoas[place].code,
      LAE.districts[homes.district[place]] ? LAE.districts[homes.district[place]].name : "",
      ...homes.figures.map((figure) => LAE.areaValue(figure, figure.values[place])),
      zoneOf(place) ? LAE.zoneName(zoneOf(place)) : "none",
    ]);
    const heads = ["Neighbourhood", "Code", "District", ...homes.figures.map((figure) => `${figure.label} (${figure.basis})`), "Zone"];
    LAE.fill($("areas-table"), `Neighbourhoods by ${first.label.toLowerCase()}, what is not known last`, heads, rows, homes.figures.map((_, column) => column + 3));
  }

  function toZone(zone) {
    if (!shown.zones) LAE.changeHomes({ zones: true });
    toMap(zone.rings);
    LAE.showZone(zone, { keys: true });
  }

  function toArea(place) {
    if (!shown.shade) LAE.changeHomes({ shade: homes.figures[0].key });
    const { rings } = LAE.lsoas[place];
    toMap(rings);
    LAE.showArea(place, { keys: true, at: L.latLngBounds(rings.flat()).getCenter() });
  }

  function toMap(rings) {
    LAE.map.fitBounds(L.latLngBounds(rings.flat()), { animate: false, padding: [30, 30], maxZoom: 12 });
    $("h-map").scrollIntoView({ block: "start" });
  }
})();
