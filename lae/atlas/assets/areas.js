"use strict";
/* Neighbourhoods shaded by a figure of homes or of charging need: values, classes, words, and the layer drawn lowest. */

(() => {
  const { data } = LAE;
  const of = (layer) => (data[layer] ? data[layer].figures.map((figure) => ({ ...figure, of: layer })) : []);

  /* What is shown of homes and need: `shade` is the key of a figure or "", off until asked for. */
  LAE.homesShown = { shade: "", zones: false, picture: false };
  LAE.areaFigures = ["homes", "charging", "land", "carbon"].flatMap(of);
  LAE.areaFigure = (key = LAE.homesShown.shade) => LAE.areaFigures.find((figure) => figure.key === key) || null;
  /* Carbon is counted by district, all else by neighbourhood. */
  LAE.areasOf = (figure) => (figure.of === "carbon" ? LAE.districts : LAE.lsoas);
  LAE.areaUnits = (figure) => (figure.of === "carbon" ? "districts" : "neighbourhoods");
  LAE.areaName = (place) => data.areas.names[place];
  LAE.areaDistrict = (place) => (LAE.districts[data.areas.district[place]] || { name: "" }).name;
  LAE.areaBasis = (figure) => (figure.of === "charging" ? `${figure.basis}, ${data.charging.need_of.join(", ")}` : figure.basis);

  /* The words of the figure that shades, or that none does. */
  LAE.shadeWords = () => {
    const figure = LAE.areaFigure();
    return figure ? `${LAE.areaUnits(figure).replace(/^./, (letter) => letter.toUpperCase())} shaded by ${figure.label}: ${LAE.areaClasses(figure).map(({ words, count }) => `${words}, ${count}`).join("; ")}` : "No shading";
  };

  const printers = new Map();
  function printed(value, { decimals, grouped }) {
    const key = `${decimals} ${grouped}`;
    if (!printers.has(key)) printers.set(key, new Intl.NumberFormat("en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: grouped }));
    return printers.get(key).format(value).replace("-", "\u2212");
  }

  const notKnown = (figure) => `${figure.unknown}${figure.blank ? ` (${figure.blank})` : ""}`;
  /* A value with its unit; a blank is not known, never nought. */
  LAE.areaValue = (figure, value) => (value === null ? notKnown(figure) : `${figure.before}${printed(value, figure)}${figure.after}`);

  /* The place of a value's class, or null where the value is not known. */
  LAE.areaClass = (figure, value) => (value === null ? null : figure.breaks.filter((least) => value >= least).length);

  /* Few classes take shades that lie far apart. */
  LAE.areaColour = (figure, place) => {
    const { shades } = data.words;
    const last = shades.length - 1;
    return shades[figure.breaks.length ? Math.round((place * last) / figure.breaks.length) : Math.round(last / 2)];
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
      return `${figure.before}${printed(figure.breaks[place - 1], figure)} to ${tell(figure.breaks[place])}`;
    };
    const known = counts.map((count, place) => ({ words: words(place), fill: LAE.areaColour(figure, place), count })).filter((entry) => entry.count);
    return unknown ? [...known, { words: notKnown(figure).replace(/^n/, "N"), fill: "url(#lae-not-known)", count: unknown }] : known;
  };

  const groups = new Map();
  LAE.paintAreas = () => {
    const figure = LAE.areaFigure();
    LAE.openGaps(Boolean(figure));
    // Whose network serves a place says nothing of its land or of a district's carbon.
    LAE.map.getPane("gaps").style.display = figure && ["land", "carbon"].includes(figure.of) ? "none" : "";
    // Dots would darken the shades of towns.
    LAE.map.getPane("dots").style.opacity = figure ? "0.45" : "";
    // Cells lie over everything: what is shaded below them would only show at their rim.
    const bare = !figure || LAE.homesShown.picture;
    for (const [areas, { group }] of groups) if (bare || areas !== LAE.areasOf(figure)) group.remove();
    LAE.paintTint();
    if (bare) return;
    const { shapes, group } = groupOf(LAE.areasOf(figure));
    group.addTo(LAE.map);
    shapes.forEach((shape, index) => {
      const place = LAE.areaClass(figure, figure.values[index]);
      shape.setStyle({ fillColor: place === null ? "url(#lae-not-known)" : LAE.areaColour(figure, place) });
    });
  };

  function groupOf(areas) {
    if (!groups.has(areas)) {
      const shapes = areas.map(({ rings }) => L.polygon(rings, { interactive: false, renderer: LAE.renderer("shade"), color: "#ffffff", weight: 0.5, fillOpacity: 1 }));
      groups.set(areas, { shapes, group: L.layerGroup(shapes) });
    }
    return groups.get(areas);
  }

  /* Legend of the figure that shades: its name and basis, then its classes. */
  LAE.areaLegend = (figure) => {
    const swatch = (fill) => LAE.svg("svg", { width: 24, height: 16, "aria-hidden": "true", focusable: "false", class: "swatch" }, LAE.svg("rect", { width: 24, height: 16, fill }));
    const entries = LAE.areaClasses(figure).map(({ words, fill, count }) => LAE.el("li", {}, swatch(fill), LAE.el("span", {}, `${words} (${count})`)));
    return [
      LAE.el("p", { class: "legend-head" }, LAE.el("strong", {}, figure.label), " ", LAE.basisBadge(figure.basis, LAE.areaBasis(figure))),
      LAE.el("ul", { "aria-label": `${figure.label}, ${LAE.areaUnits(figure)} in each class` }, ...entries),
    ];
  };
  LAE.shadeNote = "Darker is more, not better; number of neighbourhoods in brackets.";
  LAE.shadeNoteOf = (figure) => LAE.shadeNote.replace("neighbourhoods", LAE.areaUnits(figure));

  const BADGES = { published: "published", modelled: "modelled", assumed: "assumed" };
  LAE.basisBadge = (basis, words = basis) => LAE.badge(BADGES[basis] || "plain", words);

  /* Options of a chooser of figures, "Nothing" first; a chooser shows nothing while another one shades. */
  LAE.figureOptions = (figures) => {
    const groups = ["modelled", "published"].map((basis) => {
      const options = figures.filter((figure) => figure.basis === basis).map((figure) => LAE.el("option", { value: figure.key }, figure.label));
      return options.length ? LAE.el("optgroup", { label: basis === "modelled" ? "Modelled" : "Published" }, ...options) : null;
    });
    return [LAE.el("option", { value: "" }, "Nothing"), ...groups.filter(Boolean)];
  };

  /* Rows of all neighbourhoods, the greatest of the first figure first and what is not known last: a button and the figures. */
  LAE.areaRows = (figures, toArea, more) => {
    const [first] = figures;
    const order = LAE.lsoas.map((_, place) => place).sort((a, b) => {
      const [left, right] = [first.values[a], first.values[b]];
      return (left === null) - (right === null) || right - left || a - b;
    });
    return order.map((place) => [
      LAE.button(LAE.areaName(place), () => toArea(place), { class: "link", title: "Show on the map" }),
      LAE.lsoas[place].code,
      LAE.areaDistrict(place),
      ...figures.map((figure) => LAE.areaValue(figure, figure.values[place])),
      ...more(place),
    ]);
  };

  /* Shade by the first of these figures unless one of them shades, go there and tell of it. */
  LAE.toArea = (place, figures) => {
    if (!figures.includes(LAE.areaFigure())) LAE.changeHomes({ shade: figures[0].key });
    LAE.toRings(LAE.lsoas[place].rings);
    LAE.showArea(place, { keys: true, at: L.latLngBounds(LAE.lsoas[place].rings.flat()).getCenter() });
  };
  LAE.toRings = (rings) => {
    LAE.map.fitBounds(L.latLngBounds(rings.flat()), { animate: false, padding: [30, 30], maxZoom: 12 });
    LAE.$("h-map").scrollIntoView({ block: "start" });
  };

  /* The place of the neighbourhood at a point, or -1. */
  LAE.areaAt = (lat, lon) => LAE.lsoas.findIndex((lsoa) => LAE.inside(lsoa.rings, lat, lon));
})();
