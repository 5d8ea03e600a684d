"use strict";
/* Homes and retrofit: the controls that shade neighbourhoods and outline zones, their legend, and the same as tables. */

(() => {
  const { el, data, $ } = LAE;
  const homes = data.homes;
  const shown = LAE.homesShown;
  const figures = LAE.areaFigures.filter((figure) => figure.of === "homes");

  LAE.startHomes = () => {
    if (!homes) return;
    $("homes-controls").hidden = false;
    $("homes").hidden = false;
    $("shade").append(...LAE.figureOptions(figures));
    $("shade-field").hidden = !figures.length;
    $("zones-field").hidden = !LAE.zones.length;
    $("shade").addEventListener("change", () => LAE.changeHomes({ shade: $("shade").value }));
    $("zones-on").addEventListener("change", () => LAE.changeHomes({ zones: $("zones-on").checked }));
    $("homes-note").replaceChildren(...note());
    $("homes-intro").replaceChildren(...note("Press a name to show it on the map. "));
    LAE.startZones();
    tables();
  };

  function note(how = "Press the map for figures. ") {
    const of = homes.package ? `Were every home open to the package done (${homes.package}). ` : "";
    return [el("span", {}, of + how), homes.caveat ? el("strong", {}, homes.caveat) : ""];
  }

  LAE.changeHomes = (values) => {
    Object.assign(shown, values);
    LAE.map.closePopup();
    LAE.followFigure();
    LAE.redraw({ back: true });
    LAE.say(`${LAE.shadeWords()}. ${shown.zones ? `${LAE.zones.length} zones outlined` : "No zones outlined"}`);
  };

  /* Bring controls and legend to what is chosen. */
  LAE.drawHomes = () => {
    if (!homes) return;
    const shaded = figures.includes(LAE.areaFigure());
    $("shade").value = shaded ? shown.shade : "";
    $("zones-on").checked = shown.zones;
    if (shaded || shown.zones) $("homes-controls").open = true;
    LAE.paintZones();
    legend(shaded ? LAE.areaFigure() : null);
  };

  function legend(figure) {
    const box = $("homes-legend");
    box.hidden = !figure && !shown.zones;
    box.replaceChildren();
    if (box.hidden) return;
    const lists = el("div", { class: "legend-lists" });
    if (figure) lists.append(...LAE.areaLegend(figure));
    if (shown.zones) {
      const notes = Object.entries(LAE.zoneNotes).filter(([name]) => LAE.zones.some((zone) => zone.note === name));
      const entries = notes.map(([name, { short }]) => el("li", {}, LAE.zoneLine(name), el("span", {}, short)));
      lists.append(el("p", { class: "legend-head" }, el("strong", {}, "Priority zones"), " by published headroom ", LAE.badge("modelled", "modelled")), el("ul", { "aria-label": "Priority zones" }, ...entries));
    }
    const said = [figure ? LAE.shadeNote : "", homes.caveat].filter(Boolean).join(" ");
    box.append(el("h3", { class: "unseen" }, "Legend: homes and retrofit"), lists, el("p", { class: "quiet-text" }, said));
  }

  function tables() {
    if (LAE.zones.length) zoneTable();
    $("zones-table").closest(".scroll").hidden = !LAE.zones.length;
    $("no-zones").hidden = LAE.zones.length > 0;
    $("areas-details").hidden = !figures.length;
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
      zone.lsoas.map((place) => LAE.areaName(place)).join(", "),
    ]);
    LAE.fill($("zones-table"), "Priority zones, the best first", heads, rows, [1, 2, 3, 4, 5, 6, 7]);
  }

  function areaTable() {
    const zoneOf = (place) => LAE.zones.find((zone) => zone.lsoas.includes(place));
    const rows = LAE.areaRows(figures, (place) => LAE.toArea(place, figures), (place) => [zoneOf(place) ? LAE.zoneName(zoneOf(place)) : "none"]);
    const heads = ["Neighbourhood", "Code", "District", ...figures.map((figure) => `${figure.label} (${figure.basis})`), "Zone"];
    LAE.fill($("areas-table"), `Neighbourhoods by ${figures[0].label.toLowerCase()}, what is not known last`, heads, rows, figures.map((_, column) => column + 3));
  }

  function toZone(zone) {
    if (!shown.zones) LAE.changeHomes({ zones: true });
    LAE.toRings(zone.rings);
    LAE.showZone(zone, { keys: true });
  }
})();
