"use strict";
/* The legend of the layer now shown, and what can be switched on over any of them. */

(() => {
  const { el, data, $ } = LAE;
  const words = data.words;
  const entry = (picture, text) => el("li", {}, picture, el("span", {}, text));
  const swatch = (cls) => el("span", { class: `swatch ${cls}`, "aria-hidden": "true" });
  const tintSwatch = () => LAE.svg("svg", { width: 36, height: 16, "aria-hidden": "true", class: "swatch wide" }, ...["zero", "crosses", "above"].map((state, at) => LAE.svg("rect", { x: at * 12, width: 12, height: 16, fill: LAE.tintFill(state) })));
  const list = (title, entries) => el("ul", { "aria-label": title }, ...entries);
  const switches = { areas: false, marks: false };
  let drawn = "";

  LAE.worksShown = () => switches.marks && LAE.state.view.kind !== "works";

  LAE.drawLegend = () => {
    const layer = LAE.layerOf();
    const { view } = LAE.state;
    const states = LAE.states();
    const symbols = !LAE.showsAreas() || LAE.drawsAny();
    const now = [states.join(), view.kind, symbols, LAE.tints(), LAE.isDrawn({ tier: "primary" }), LAE.homesShown.shade].join();
    if (drawn === now) return;
    drawn = now;
    const classes = states.map((name) => entry(LAE.symbol(name, "bsp", 24), layer.label(name)));
    const sample = view.kind === "headroom" ? "above" : "plain";
    const tiers = ["gsp", "bsp", "primary"].map((tier) => entry(LAE.symbol(sample, tier, 30), words.tier[tier]));
    const hatch = LAE.svg("svg", { width: 24, height: 16, "aria-hidden": "true", class: "swatch" }, LAE.svg("rect", { width: 24, height: 16, fill: "url(#lae-hatch)" }));
    const rest = [entry(swatch("swatch-district"), "District")];
    const figure = LAE.areaFigure();
    const gaps = !figure || !["land", "carbon"].includes(figure.of);
    if (gaps && LAE.lsoas.some((area) => area.gap)) rest.push(entry(hatch, "No operator's file here: not assessed"));
    if (data.postcodes) rest.push(entry(swatch("swatch-dot"), "A postcode"));
    if (symbols) rest.push(entry(swatch("swatch-path"), "Upstream of the selected one"));
    if (LAE.tints()) rest.push(entry(tintSwatch(), "Neighbourhood, by the class of the substation most of its homes hang on (modelled)"));
    const boxes = el("div", { class: "legend-lists" }, ...(symbols ? [list("Class", classes), list("Tier", tiers)] : []), list("Map", rest));
    if (!symbols) boxes.append(el("p", { class: "quiet-text" }, "Zoom in for substations."));
    else if (!LAE.isDrawn({ tier: "primary" })) boxes.append(el("p", { class: "quiet-text" }, "Zoom in for primary substations."));
    if (symbols && data.works.length && view.kind !== "works") {
      boxes.append(tick("marks", el("span", { class: "mark-word" }, LAE.worksMark(), " Mark published works due"), (shown) => {
        switches.marks = shown;
        LAE.paint();
      }));
    }
    if (LAE.lsoas.length) boxes.append(tick("areas", "Show neighbourhoods (LSOAs)", (shown) => {
      switches.areas = shown;
      LAE.showAreas(shown);
    }));
    $("legend").replaceChildren(el("h3", { class: "unseen" }, "Legend"), boxes);
  };

  function tick(id, text, onChange) {
    const box = el("input", { type: "checkbox", id });
    box.checked = switches[id];
    box.addEventListener("change", () => onChange(box.checked));
    return el("label", { class: "tick scripted", for: id }, box, text);
  }
})();
