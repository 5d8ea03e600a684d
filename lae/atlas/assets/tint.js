"use strict";
/* At county scale each neighbourhood takes the class of the substation that serves most of its homes, by a pattern too. */

(() => {
  const { el, data, $ } = LAE;
  const KNOWN = ["zero", "crosses", "above", "disagrees"];
  let shapes = null;
  let group = null;

  LAE.tints = () => data.served.length > 0 && LAE.state.view.kind === "headroom" && !LAE.comparing("difference") && !LAE.areaFigure() && !LAE.showsAreas();
  LAE.tintFill = (state) => (KNOWN.includes(state) ? `url(#lae-tint-${state})` : "url(#lae-not-known)");
  LAE.servedBy = (place) => LAE.substations[data.served[place]] || null;

  const wordsOf = (substation) => (substation ? LAE.stateWordsOf(substation) : "Unknown: no substation is known to serve it");

  /* A press on a tinted neighbourhood says who serves it; true where there was one to tell of. */
  LAE.tellServed = ({ lat, lng }) => {
    const place = LAE.tints() ? LAE.areaAt(lat, lng) : -1;
    if (place < 0) return false;
    const substation = LAE.servedBy(place);
    const open = () => {
      LAE.map.closePopup();
      LAE.select(substation.substation_id, { from: "table" });
    };
    const parts = [
      el("p", { class: "kicker" }, [LAE.lsoas[place].code, LAE.areaDistrict(place)].filter(Boolean).join(" \u00b7 ")),
      el("p", {}, "Most of its homes hang on ", substation ? LAE.button(substation.name, open, { class: "link" }) : "no substation we know", " ", LAE.badge("modelled", "modelled")),
      el("p", {}, substation ? LAE.stateBadge(LAE.stateIn(substation), wordsOf(substation)) : wordsOf(null)),
    ];
    LAE.tell([lat, lng], LAE.areaName(place), parts, { keys: false, caveats: [LAE.csvCaveat()] });
    return true;
  };

  /* The same as a table, made when somebody asks for it and again when what is shown changes. */
  LAE.drawServed = () => {
    $("served-details").hidden = !data.served.length;
    $("served-summary").textContent = `Show who serves each of ${LAE.lsoas.length} neighbourhoods (LSOAs)`;
    if (!$("served-details").open) return;
    const rows = LAE.lsoas.map(({ code }, place) => {
      const substation = LAE.servedBy(place);
      return [LAE.areaName(place), code, LAE.areaDistrict(place), substation ? substation.name : "not known", wordsOf(substation)];
    });
    LAE.fill($("served-table"), `By where most homes hang (modelled). ${LAE.layerOf().when(LAE.state.view)}. ${LAE.viewName(LAE.state.view)}.`, ["Neighbourhood", "Code", "District", "Substation", "Its class"], rows);
  };
  LAE.startServed = () => $("served-details").addEventListener("toggle", LAE.drawServed);

  LAE.paintTint = () => {
    if (!LAE.tints()) {
      if (group) group.remove();
      return;
    }
    if (!group) {
      shapes = LAE.lsoas.map((lsoa) => L.polygon(lsoa.rings, { interactive: false, renderer: LAE.renderer("tint"), stroke: false, fillOpacity: 0.8 }));
      group = L.layerGroup(shapes);
    }
    group.addTo(LAE.map);
    const states = new Map();
    shapes.forEach((shape, place) => {
      const substation = LAE.servedBy(place);
      if (substation && !states.has(substation)) states.set(substation, LAE.stateIn(substation));
      shape.setStyle({ fillColor: LAE.tintFill(substation ? states.get(substation) : "unknown") });
    });
  };
})();
