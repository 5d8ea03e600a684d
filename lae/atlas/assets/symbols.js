"use strict";
/* Symbols: the class by colour and shape, the tier by size and ring. */

(() => {
  const { svg } = LAE;
  const colours = LAE.data.words.colours;
  const INK = "#16202b";
  const RADIUS = { gsp: 12, bsp: 8.6, primary: 4.9, secondary: 4 };

  function outline(state, r) {
    if (state === "zero") return svg("rect", { x: -r * 0.9, y: -r * 0.9, width: r * 1.8, height: r * 1.8 });
    if (state === "crosses") {
      const w = r * 1.2;
      return svg("path", { d: `M0 ${-w * 1.02}L${w} ${w * 0.78}H${-w}Z`, "stroke-linejoin": "round" });
    }
    if (state === "disagrees") return svg("path", { d: `M0 ${-r * 1.2}L${r * 1.2} 0L0 ${r * 1.2}L${-r * 1.2} 0Z` });
    return svg("circle", { r });
  }

  function dressed(state, r, attributes) {
    const shape = outline(state, r);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    return shape;
  }

  /* An svg element of `size` pixels. Unknown is hollow and hatched, so that it never reads as room. */
  LAE.symbol = (state, tier, size = 32) => {
    const r = RADIUS[tier] || 5;
    const picture = svg("svg", {
      viewBox: "-16 -16 32 32",
      width: size,
      height: size,
      "aria-hidden": "true",
      focusable: "false",
      class: "symbol",
    });
    const hollow = state === "unknown" || state === "disagrees";
    picture.append(dressed(state, r + 0.9, { fill: "none", stroke: "#fff", "stroke-width": 1.6 }));
    if (tier === "gsp") {
      picture.append(dressed(state, r + 1.2, { fill: "none", stroke: hollow ? colours[state] : INK, "stroke-width": 1.3 }));
    }
    const inner = tier === "gsp" ? r - 2 : r;
    picture.append(
      dressed(state, inner, {
        fill: hollow ? "#fff" : colours[state],
        "fill-opacity": hollow ? 0.75 : 1,
        stroke: hollow ? colours[state] : INK,
        "stroke-width": tier === "primary" ? 1.2 : tier === "bsp" ? 1.9 : 1.6,
      }),
    );
    if (state === "unknown") {
      const d = inner * 0.66;
      const lines = `M${-d} ${d}L${d} ${-d}M${-d} ${d * 0.1}L${-d * 0.1} ${-d * 0.9}M${d * 0.1} ${d * 0.9}L${d} ${-d * 0.1}`;
      picture.append(svg("path", { d: lines, stroke: colours.unknown, "stroke-width": 1.1, fill: "none" }));
    }
    if (state === "disagrees") {
      const d = inner * 0.5;
      picture.append(
        svg("path", { d: `M${-d} -1.6H${d}M${-d} 1.6H${d}M${d * 0.7} ${-d * 1.1}L${-d * 0.7} ${d * 1.1}`, stroke: INK, "stroke-width": 1.1 }),
      );
    }
    return picture;
  };

  /* The class as a symbol with its words. */
  LAE.stateBadge = (state, text, tier = "bsp") =>
    LAE.el("span", { class: "state" }, LAE.symbol(state, tier, 22), LAE.el("span", {}, text));
})();
