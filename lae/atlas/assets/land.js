"use strict";
/* Land for carbon: open hectares by option, what a neighbourhood and a cell hold, and the layers nobody looked at. */

(() => {
  const { el, data, $ } = LAE;
  const { land } = data;
  const shown = LAE.homesShown;
  const figures = LAE.areaFigures.filter((figure) => figure.of === "land");
  const TIERS = { open: "Open", caution: "Open with caution", consent: "Open with consent", not_screened: "Not screened", excluded: "Excluded" };
  const missing = land ? land.layers.filter(([, , , get]) => get) : [];

  LAE.startLand = () => {
    if (!land) return;
    $("land-controls").hidden = false;
    $("land").hidden = false;
    $("land-figure").append(...LAE.figureOptions(figures));
    $("picture-field").hidden = !LAE.drawsCells;
    $("land-figure").addEventListener("change", () => LAE.changeHomes({ shade: $("land-figure").value }));
    $("picture-on").addEventListener("change", () => LAE.changeHomes({ picture: $("picture-on").checked }));
    $("land-note").textContent = said();
    $("land-intro").textContent = said();
    tables();
  };

  function said() {
    const none = land.options.length ? "" : "No land is screened here: nothing is shown as available. ";
    const names = missing.slice(0, 6).map(([title]) => title).join(", ");
    const rest = missing.length > 6 ? ` and ${missing.length - 6} more` : "";
    const lacks = missing.length ? `Nobody looked at ${missing.length} of ${land.layers.length} layers: ${names}${rest}. How to get each stands in the table of layers. ` : "";
    const cover = land.options.length ? "" : "Land cover is missing too, or no layer is listed. ";
    return none + lacks + cover + land.caveat;
  }

  LAE.drawLand = () => {
    if (!land) return;
    const shaded = figures.includes(LAE.areaFigure());
    $("land-figure").value = shaded ? shown.shade : "";
    $("picture-on").checked = shown.picture;
    if (shaded || shown.picture) $("land-controls").open = true;
    LAE.paintPicture();
    legend(shaded ? LAE.areaFigure() : null);
  };

  function legend(figure) {
    const box = $("land-legend");
    box.hidden = !figure && !shown.picture;
    box.replaceChildren();
    if (box.hidden) return;
    const lists = el("div", { class: "legend-lists" });
    if (shown.picture && land.picture) {
      const entries = LAE.pictureTiers().map((tier) => el("li", {}, el("span", { class: `swatch cell-${tier}`, "aria-hidden": "true" }), el("span", {}, TIERS[tier])));
      const options = [...new Set(land.picture.legend.map((row) => row[1]))].filter(Boolean).map((name) => name.replace(/_/g, " ")).join(", ");
      lists.append(el("p", { class: "legend-head" }, el("strong", {}, `Cells of ${land.picture.cell_m} m${options ? ` for ${options}` : ""}`), " ", LAE.badge("modelled", "screened")), el("ul", { "aria-label": "Cells by tier" }, ...entries));
    } else if (figure) lists.append(...LAE.areaLegend(figure));
    const lacks = missing.length ? `${missing.length} of ${land.layers.length} layers missing.` : "";
    const press = shown.picture ? "Press a cell for its reason." : "";
    box.append(el("h3", { class: "unseen" }, "Legend: land"), lists, el("p", { class: "quiet-text" }, [figure && !shown.picture ? LAE.shadeNote : "", press, lacks, land.caveat].filter(Boolean).join(" ")));
  }

  const range = (values) => (values ? `${LAE.whole(values[1])} (${LAE.whole(values[0])} to ${LAE.whole(values[2])})` : "not known");
  const hectares = (option, place) => land.hectares[option][place];
  const carbonOf = (option, place) => (land.carbon.length ? land.carbon[option][place] : null);

  /* Every option of a neighbourhood: hectares by tier and what they could hold. */
  LAE.landParts = (place) => {
    if (!land.options.length) return [el("p", {}, "Not screened: "), el("p", {}, said())];
    const heads = ["Option", ...land.tiers.map((tier) => `${TIERS[tier]}, ha`), `t CO2e a year, ${land.year ?? "year not known"}`];
    const rows = land.options.map(([, name], option) => {
      const own = hectares(option, place);
      return [name, ...(own ? own.map((value) => LAE.short(value)) : land.tiers.map(() => "not screened")), range(carbonOf(option, place))];
    });
    const table = LAE.fill(el("table", { class: "plain" }), "Alternatives for the same hectares", heads, rows, heads.map((_, column) => column).slice(1));
    return [el("h4", {}, "Land ", LAE.badge("modelled", "screened")), el("div", { class: "scroll", role: "region", "aria-label": "Land of the neighbourhood", tabindex: "0" }, table), el("p", { class: "quiet-text" }, "Net of what land would do anyway, low to high, each option alone. "), missingLine()];
  };
  const missingLine = () => (missing.length ? el("p", { class: "quiet-text" }, `Nobody looked at: ${missing.map(([title]) => title).join(", ")}.`) : "");

  /* A press on a cell says why it is what it is; true where there was one to tell of. */
  LAE.tellCell = ({ lat, lng }) => {
    if (!shown.picture || !land || !land.picture) return false;
    const rows = LAE.cellAt(lat, lng);
    if (!rows.length) return false;
    const place = LAE.areaAt(lat, lng);
    const list = rows.map((row) => {
      const option = row.option ? `${row.option.replace(/_/g, " ")}: ` : "";
      const source = row.source ? (data.sources.find(([id]) => id === row.source) || [row.source, "", row.source])[2] : "";
      return el("li", {}, el("strong", {}, `${option}${TIERS[row.tier] || row.tier}`), row.title ? `, ${row.title}` : "", row.words ? `. ${row.words}` : "", " ", LAE.basisBadge(row.provenance || "not stated"), source ? el("div", { class: "quiet-text" }, `Source: ${source}`) : "");
    });
    const parts = [el("p", { class: "kicker" }, `A cell of ${land.picture.cell_m} m${place >= 0 ? ` in ${LAE.areaName(place)}` : ""}`), el("ul", { class: "reasons" }, ...list)];
    if (place >= 0) parts.push(el("p", {}, LAE.button("The whole neighbourhood", () => LAE.showArea(place, { keys: true, at: [lat, lng] }), { class: "link" })));
    LAE.tell([lat, lng], TIERS[rows[0].tier] || rows[0].tier, parts, { keys: false, caveats: [land.caveat] });
    return true;
  };

  /* --- tables and what is taken away --- */

  LAE.landRows = () =>
    land.options.flatMap(([option, name], at) =>
      LAE.lsoas.map((lsoa, place) => {
        const own = hectares(at, place) || land.tiers.map(() => null);
        const carbon = carbonOf(at, place) || [null, null, null];
        return [option, name, lsoa.code, LAE.areaName(place), LAE.areaDistrict(place), ...own, ...carbon, land.year];
      }),
    );

  function tables() {
    $("layers-details").hidden = !land.layers.length;
    $("layers-summary").textContent = `Show the ${land.layers.length} layers, ${missing.length} of them missing`;
    LAE.fill($("layers-table"), "Layers of the screening, and how to get those that are missing", ["Layer", "State", "Why not", "How to get it"], land.layers.map(([title, state, reason, get]) => [title, state.replace(/_/g, " "), reason, get]));
    $("land-details").hidden = !land.options.length;
    $("land-summary").textContent = `Show the land of ${LAE.lsoas.length} neighbourhoods (LSOAs)`;
    const fill = () => {
      const rows = LAE.areaRows(figures, (place) => LAE.toArea(place, figures), () => []);
      LAE.fill($("land-table"), "Open hectares by option: alternatives, which do not add up", ["Neighbourhood", "Code", "District", ...figures.map(({ label }) => label)], rows, figures.map((_, column) => column + 3));
    };
    $("land-details").addEventListener("toggle", fill, { once: true });
  }

})();
