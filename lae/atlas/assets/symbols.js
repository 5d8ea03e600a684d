"use strict";
/* Symbols: the class by colour and shape, the tier by size and ring. */

(() => {
  const { svg } = LAE;
  const colours = LAE.data.words.colours;
  const INK = "#16202b";
  const RADIUS = { gsp: 12, bsp: 8.6, primary: 4.9, secondary: 4 };

  const LAYERS = Object.assign({}, ...Object.values(LAE.data.words.layer_states));
  const colourOf = (state) => colours[state] || (LAYERS[state] ? LAYERS[state][1] : "#8b97a3");
  /* Drawn hollow: unknown, contradicted, and what is no statement about room at all. */
  const HOLLOW = /^(unknown|disagrees|limit_|register_none|register_connected|work_none|work_past|diff_same)/;

  function outline(state, r) {
    const d = r * 1.15;
    switch (state) {
      case "zero":
        return svg("rect", { x: -r * 0.9, y: -r * 0.9, width: r * 1.8, height: r * 1.8 });
      case "crosses": {
        const w = r * 1.2;
        return svg("path", { d: `M0 ${-w * 1.02}L${w} ${w * 0.78}H${-w}Z`, "stroke-linejoin": "round" });
      }
      case "diff_lost":
        return svg("path", { d: `M0 ${d * 1.1}L${d * 1.15} ${-d * 0.85}H${-d * 1.15}Z`, "stroke-linejoin": "round" });
      case "diff_gained":
        return svg("path", { d: `M0 ${-d * 1.1}L${d * 1.15} ${d * 0.85}H${-d * 1.15}Z`, "stroke-linejoin": "round" });
      case "diff_lower":
        return svg("path", { d: `M0 ${d}L${d} 0H${d * 0.4}V${-d}H${-d * 0.4}V0H${-d}Z`, "stroke-linejoin": "round" });
      case "diff_higher":
        return svg("path", { d: `M0 ${-d}L${d} 0H${d * 0.4}V${d}H${-d * 0.4}V0H${-d}Z`, "stroke-linejoin": "round" });
      case "diff_same":
        return svg("rect", { x: -r, y: -r * 0.5, width: r * 2, height: r });
      case "disagrees":
      case "diff_changed":
      case "work_transfer":
        return svg("path", { d: `M0 ${-r * 1.2}L${r * 1.2} 0L0 ${r * 1.2}L${-r * 1.2} 0Z` });
      case "limit_reverse_power":
      case "register_waiting":
        return svg("path", { d: `M0 ${d * 1.05}L${d} ${-d * 0.8}H${-d}Z`, "stroke-linejoin": "round" });
      case "limit_minimum_demand":
        return svg("path", { d: `M${-d} ${-d * 0.85}H${d}V${d * 0.1}L0 ${d * 1.1}L${-d} ${d * 0.1}Z` });
      case "limit_fault_level":
      case "work_new_site": {
        const a = r * 0.42;
        const b = r * 1.15;
        return svg("path", { d: `M${-a} ${-b}H${a}V${-a}H${b}V${a}H${a}V${b}H${-a}V${a}H${-b}V${-a}H${-a}Z` });
      }
      case "limit_voltage":
      case "work_transmission":
        return svg("path", { d: `M${-d * 0.55} ${-d}H${d * 0.55}L${d * 1.1} 0L${d * 0.55} ${d}H${-d * 0.55}L${-d * 1.1} 0Z` });
      case "limit_transmission":
      case "work_circuit":
        return svg("rect", { x: -r * 1.25, y: -r * 0.55, width: r * 2.5, height: r * 1.1 });
      case "work_capacity":
        return svg("path", { d: `M0 ${-d * 1.1}L${d} ${-d * 0.05}H${d * 0.5}V${d}H${-d * 0.5}V${-d * 0.05}H${-d}Z`, "stroke-linejoin": "round" });
      default:
        return svg("circle", { r: state === "work_none" || state === "register_none" ? r * 0.6 : r });
    }
  }

  /* How much of firm capacity is contracted, as the filled part of a disc; over it, a full square. */
  const FILLED = { queue_little: 0.16, queue_quarter: 0.38, queue_half: 0.75 };
  function disc(state, r) {
    const angle = FILLED[state] * 2 * Math.PI;
    const [x, y] = [r * Math.sin(angle), -r * Math.cos(angle)];
    return svg("path", { d: `M0 0V${-r}A${r} ${r} 0 ${FILLED[state] > 0.5 ? 1 : 0} 1 ${x.toFixed(2)} ${y.toFixed(2)}Z`, fill: colourOf("queue_over") });
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
    const hollow = HOLLOW.test(state);
    if (state === "queue_over") return square(picture, r);
    picture.append(dressed(state, r + 0.9, { fill: "none", stroke: "#fff", "stroke-width": 1.6 }));
    if (tier === "gsp") {
      picture.append(dressed(state, r + 1.2, { fill: "none", stroke: hollow ? colourOf(state) : INK, "stroke-width": 1.3 }));
    }
    const inner = tier === "gsp" ? r - 2 : r;
    picture.append(
      dressed(state, inner, {
        fill: hollow || FILLED[state] ? "#fff" : colourOf(state),
        "fill-opacity": hollow ? 0.75 : 1,
        stroke: hollow ? colourOf(state) : INK,
        "stroke-width": tier === "primary" ? 1.2 : tier === "bsp" ? 1.9 : 1.6,
      }),
    );
    if (FILLED[state]) picture.append(disc(state, inner));
    if (state === "work_past") {
      const d = inner * 0.5;
      picture.append(svg("path", { d: `M${-d} 0L${-d * 0.2} ${d * 0.8}L${d} ${-d * 0.8}`, stroke: colourOf(state), "stroke-width": 1.4, fill: "none" }));
    }
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

  function square(picture, r) {
    const box = { x: -r * 0.95, y: -r * 0.95, width: r * 1.9, height: r * 1.9 };
    picture.append(svg("rect", { ...box, fill: "none", stroke: "#fff", "stroke-width": 4 }), svg("rect", { ...box, fill: colourOf("queue_over"), stroke: INK, "stroke-width": 1.4 }));
    return picture;
  }

  /* A small mark on a symbol's shoulder: published works are due here. */
  LAE.worksMark = (size = 14) =>
    svg(
      "svg",
      { viewBox: "-7 -7 14 14", width: size, height: size, "aria-hidden": "true", focusable: "false", class: "works-mark" },
      svg("circle", { r: 6, fill: "#12436d", stroke: "#fff", "stroke-width": 1.6 }),
      svg("path", { d: "M0 -3.4L2.9 -0.4H1.1V3.2H-1.1V-0.4H-2.9Z", fill: "#fff" }),
    );

  /* The class as a symbol with its words. */
  LAE.stateBadge = (state, text, tier = "bsp") =>
    LAE.el("span", { class: "state" }, LAE.symbol(state, tier, 22), LAE.el("span", {}, text));
})();
