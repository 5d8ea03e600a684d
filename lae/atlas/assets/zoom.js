"use strict";
/* What stands at which zoom: areas for the county, then substations, then sites, then single homes where there are any. */

(() => {
  const NEAR = 10.6;
  const SHARE = 1 / 5;
  const SIDE = 26;
  const watched = [];
  const said = new Map();

  /* A layer that stands from a zoom on: `show(stands)` is called whenever that changes. */
  LAE.fromZoom = (zoom, show) => {
    watched.push({ zoom, show });
    if (LAE.map) settle();
  };

  /* Whether a tier of substations is drawn: in a view of areas from a near zoom on; else where its symbols leave the
     map to be seen. The selected one, and what stands above it, is always drawn. */
  LAE.drawsTier = (tier) => {
    const { map } = LAE;
    if (LAE.showsAreas()) return map.getZoom() >= NEAR;
    if (tier === "gsp" || tier === "bsp") return true;
    const sight = map.getBounds();
    const count = LAE.marked().filter(({ substation, marker }) => substation.tier === tier && sight.contains(marker.getLatLng())).length;
    const { x, y } = map.getSize();
    // Paper is sharper than a screen, and cannot be zoomed.
    const printing = document.documentElement.classList.contains("printing");
    return count * SIDE * SIDE <= x * y * SHARE * (printing ? 2 : 1);
  };
  LAE.drawsAny = () => ["gsp", "bsp", "primary", "secondary"].some((tier) => said.get(tier) !== false);
  LAE.isDrawn = (substation) => said.get(substation.tier) !== false || substation.substation_id === LAE.state.at;

  function settle() {
    const frame = LAE.$("maps");
    const before = [...said].join();
    for (const tier of ["gsp", "bsp", "primary", "secondary"]) {
      said.set(tier, LAE.drawsTier(tier));
      frame.classList.toggle(`without-${tier}`, !said.get(tier));
    }
    for (const layer of watched) {
      const stands = LAE.map.getZoom() >= layer.zoom;
      if (stands !== layer.stands) layer.show(stands);
      layer.stands = stands;
    }
    return before !== [...said].join();
  }

  LAE.settleZoom = () => {
    if (!settle()) return;
    LAE.roveVisible();
    LAE.drawLegend();
    LAE.placeLabels();
  };
})();
