"use strict";
/* Neighbourhoods shaded by a figure of homes: values, classes, words, and the layer drawn below everything else. */

(() => {
  const { data } = LAE;
  const homes = data.homes;

  /* What is shown of homes: `shade` is the key of a figure or "", off until asked for. */
  LAE.homesShown = { shade: "", zones: false };
  LAE.areaFigure = (key = LAE.homesShown.shade) => (homes ? homes.figures.find((figure) => figure.key === key) || null : null);

  const printers = new Map();
  function printed(value, decimals) {
    if (!printers.has(decimals)) printers.set(decimals, new Intl.NumberFormat("en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
    return printers.get(decimals).format(value).replace("-", "\u2212");
  }

  const notKnown = (figure) => `not known${figure.blank ? ` (${figure.blank})` : ""}`;
  /* A value with its unit; a blank is not known, never nought. */
  LAE.areaValue = (figure, value) => (value === null ? notKnown(figure) : `${figure.before}${printed(value, figure.decimals)}${figure.after}`);

  /* The place of a value's class, or null where the value is not known. */
  LAE.areaClass = (figure, value) => (value === null ? null : figure.breaks.filter((least) => value >= least).length);

  /* Few classes take shades that lie far apart. */
  LAE.areaColour = (figure, place) => {
    const last = homes.colours.length - 1;
    return homes.colours[figure.breaks.length ? Math.round((place * last) / figure.breaks.length) : Math.round(last / 2)];
  };

  /* Classes in words with their colour and number of neighbourhoods; what is not known comes last. */
  LAE.areaClasses = (figure) => {
    const counts = new Array(figure.breaks.length + 1).fill(0);
    let unknown = 0;
    for (const value of figure.values) {
      if (value === null) unknown += 1;
      else counts[LAE.areaClass(figure, value)] += 1;
    }
    const tell = (value) => LAE.areaValue(figure, value);
    const words = (place) => {
      if (!figure.breaks.length) return figure.values.some((value) => value !== null) ? tell(figure.values.find((value) => value !== null)) : "";
      if (place === 0) return `under ${tell(figure.breaks[0])}`;
      if (place === figure.breaks.length) return `${tell(figure.breaks[place - 1])} or more`;
      return `${figure.before}${printed(figure.breaks[place - 1], figure.decimals)} to ${tell(figure.breaks[place])}`;
    };
    const known = counts.map((count, place) => ({ words: words(place), fill: LAE.areaColour(figure, place), count })).filter((entry) => entry.count);
    return unknown ? [...known, { words: notKnown(figure).replace(/^n/, "N"), fill: "url(#lae-not-known)", count: unknown }] : known;
  };

  let shapes = null;
  let group = null;
  LAE.paintAreas = () => {
    const figure = LAE.areaFigure();
    LAE.openGaps(Boolean(figure));
    // Dots would darken the shades of towns.
    LAE.map.getPane("dots").style.opacity = figure ? "0.45" : "";
    if (!figure) {
      if (group) group.remove();
      return;
    }
    if (!group) {
      shapes = LAE.lsoas.map((lsoa) => L.polygon(lsoa.rings, { interactive: false, renderer: LAE.renderer("shade"), color: "#ffffff", weight: 0.5, fillOpacity: 1 }));
      group = L.layerGroup(shapes);
    }
    group.addTo(LAE.map);
    shapes.forEach((shape, index) => {
      const place = LAE.areaClass(figure, figure.values[index]);
      shape.setStyle({ fillColor: place === null ? "url(#lae-not-known)" : LAE.areaColour(figure, place) });
    });
  };

  /* The place of the neighbourhood at a point, or -1. */
  LAE.areaAt = (lat, lon) => LAE.lsoas.findIndex((lsoa) => LAE.inside(lsoa.rings, lat, lon));
})();
