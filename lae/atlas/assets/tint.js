"use strict";
/* At county scale each neighbourhood takes the class of the substation that serves most of its homes, by a pattern too. */

(() => {
  const { data } = LAE;
  const KNOWN = ["zero", "crosses", "above", "disagrees"];
  let shapes = null;
  let group = null;

  LAE.tints = () => data.served.length > 0 && LAE.state.view.kind === "headroom" && !LAE.comparing("difference") && !LAE.areaFigure() && !LAE.showsAreas();
  LAE.tintFill = (state) => (KNOWN.includes(state) ? `url(#lae-tint-${state})` : "url(#lae-not-known)");
  LAE.servedBy = (place) => LAE.substations[data.served[place]] || null;

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
