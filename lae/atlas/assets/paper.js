"use strict";
/* Paper: its size, the title block, and the map drawn for it and for the screen again afterwards. */

(() => {
  const { el, data, $ } = LAE;
  const { state } = LAE;
  const INCH_M = 0.0254;
  const DOTS = 96;
  let before = null;

  LAE.startPaper = () => {
    const size = document.createElement("style");
    document.head.append(size);
    const choose = () => {
      size.textContent = `@page { size: ${$("paper").value} landscape; margin: 10mm; }`;
      document.documentElement.classList.toggle("paper-a3", $("paper").value === "A3");
    };
    $("paper").addEventListener("change", choose);
    choose();
    $("print").addEventListener("click", () => window.print());
    window.addEventListener("beforeprint", () => paper(true));
    window.addEventListener("afterprint", () => paper(false));
  };

  function paper(printing) {
    if (printing) before = [LAE.map.getCenter(), LAE.map.getZoom()];
    const home = LAE.atHome();
    document.documentElement.classList.toggle("printing", printing);
    if (printing) block();
    LAE.resizeMaps();
    if (printing && home) LAE.home(false);
    else if (before) LAE.map.setView(before[0], before[1], { animate: false });
    LAE.settleZoom();
    if (printing) $("title-scale").textContent = scale();
    LAE.placeLabels();
  }

  /* Metres on the ground to a metre of paper, to two digits. */
  function scale() {
    const { map } = LAE;
    const middle = map.getSize().divideBy(2);
    const metres = map.distance(map.containerPointToLatLng(middle), map.containerPointToLatLng(middle.add([100, 0]))) / 100;
    const one = (metres * DOTS) / INCH_M;
    const digit = 10 ** (Math.floor(Math.log10(one)) - 1);
    return `about 1:${LAE.whole(Math.round(one / digit) * digit)} at ${$("paper").value}, printed at full size; north is up`;
  }

  function block() {
    const figure = LAE.areaFigure();
    const symbols = !LAE.showsAreas() || LAE.drawsAny();
    const dated = symbols || state.show === "charging";
    const scenarios = state.show === "charging" ? LAE.siteScenarios : LAE.scenariosOf(state.view);
    const rows = [
      ["View", [LAE.showName(), figure ? figure.label : "", symbols ? LAE.viewName(state.view) : ""].filter(Boolean).join("; ")],
      ["Scenario", dated && scenarios.length ? data.scenarios[state.scenario][1] : "none: the same in every scenario"],
      ["Year", dated ? String(state.year) : "as dated in the table"],
      ["Compared", LAE.comparing() ? `${LAE.shownName()} with ${LAE.other().name}, ${LAE.comparing("side") ? "side by side" : "as difference"}` : ""],
      ["Scale", el("span", { id: "title-scale" })],
      ["Date of data", data.generated],
    ];
    $("title-block").replaceChildren(el("p", { class: "block-title" }, data.title), LAE.terms(rows), el("p", { class: "block-caveat" }, symbols ? LAE.csvCaveat() : "Not a connection offer."));
  }
})();
