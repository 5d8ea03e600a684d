"use strict";
/* The row of views: what each sets on the map, which table is its own, and the findings the page begins with. */

(() => {
  const { el, data, $ } = LAE;
  const { state } = LAE;
  const BLOCKS = { retrofit: "homes", charging: "charging", land: "land", carbon: "carbon" };
  const first = (of) => (LAE.areaFigures.find((figure) => figure.of === of) || { key: "" }).key;
  const headroom = (direction) => data.views.find((view) => view.direction === direction && view.kind === "headroom");
  const off = { shade: "", zones: false, picture: false };

  /* By key: its name, whether the data fill it, and what it sets of land and points; substations come with a zoom. */
  const VIEWS = {
    overview: { name: "Overview", has: () => true },
    demand: { name: "Headroom: demand", has: () => Boolean(headroom("demand")) },
    generation: { name: "Headroom: generation", has: () => Boolean(headroom("generation")) },
    retrofit: { name: "Retrofit", has: () => Boolean(data.homes), land: () => ({ ...off, shade: first("homes"), zones: true }) },
    charging: { name: "Charging", has: () => Boolean(data.charging), land: () => ({ ...off, shade: first("charging") }), points: { sites: true, chargers: false } },
    land: { name: "Land", has: () => Boolean(data.land), land: () => ({ ...off, shade: first("land"), picture: LAE.drawsCells }) },
    carbon: { name: "Carbon", has: () => Boolean(data.carbon), land: () => ({ ...off, shade: first("carbon") }) },
  };
  state.show = "overview";
  LAE.viewKeys = Object.keys(VIEWS).filter((key) => VIEWS[key].has());
  LAE.showName = (key = state.show) => VIEWS[key].name;
  /* A view of areas: substations stand back until the map is near. */
  LAE.showsAreas = () => Boolean(VIEWS[state.show].land);
  LAE.blockOf = (key = state.show) => BLOCKS[key] || "findings";
  /* What a view is called that a link does not name. */
  LAE.showOf = (view) => (view.kind === "headroom" && view.direction === "generation" && VIEWS.generation.has() ? "generation" : "demand");

  LAE.startViews = () => {
    for (const key of LAE.viewKeys) $("views").append(el("li", {}, LAE.button(VIEWS[key].name, () => LAE.show(key), { class: "view", "data-view": key })));
    $("headlines-box").hidden = !data.findings.length;
  };

  LAE.show = (key) => {
    const { land = () => off, points = { sites: false, chargers: false } } = VIEWS[key];
    state.show = key;
    if (key === "demand" || key === "generation") {
      const fits = state.view.kind === "headroom" && state.view.direction === key;
      if (!fits) state.view = headroom(key);
    } else if (key === "overview" && state.view.kind !== "headroom") [state.view] = data.views;
    Object.assign(LAE.homesShown, land());
    Object.assign(LAE.chargingShown, points);
    for (const [name, block] of Object.entries(BLOCKS)) $(`${block}-controls`).open = name === key;
    if (LAE.map) LAE.map.closePopup();
    LAE.redraw({ back: true });
    LAE.say(`${VIEWS[key].name}. ${LAE.findingOf(key)}`);
  };

  /* A figure of areas chosen by hand inside a view of areas takes the reader to the view it belongs to. */
  LAE.followFigure = () => {
    const figure = LAE.areaFigure();
    if (!figure || !LAE.showsAreas()) return;
    const own = { homes: "retrofit", charging: "charging", land: "land", carbon: "carbon" }[figure.of];
    state.show = own;
  };

  LAE.findingOf = (key) => data.findings.filter(([subject]) => subject === key).map(([, text]) => text).join(" ");

  LAE.drawViews = () => {
    document.body.dataset.show = state.show;
    for (const button of $("views").querySelectorAll("button")) {
      if (button.dataset.view === state.show) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    // A view of areas has its own controls and no other's.
    for (const [name, own] of Object.entries(BLOCKS)) $(`${own}-controls`).hidden = !VIEWS[name].has() || (LAE.showsAreas() && name !== state.show);
    const block = $(LAE.blockOf());
    // The view's own table comes first, for eyes and keys alike.
    if ($("bench").nextElementSibling !== block) $("bench").after(block);
    $("skip").setAttribute("href", `#${block.id}`);
    const all = state.show === "overview";
    const told = data.findings.filter(([subject]) => all || subject === state.show);
    $("headlines-box").hidden = !told.length;
    $("h-headlines").textContent = all ? "Headline findings" : "Headline finding";
    $("headlines").replaceChildren(...told.map((row) => finding(row, all)));
  };

  function finding([subject, text, basis, table], linked) {
    const kind = basis === "published" ? "published" : basis.startsWith("published") || basis === "modelled" ? "modelled" : "plain";
    const where = table ? el("span", { class: "quiet-text" }, ` ${table}`) : "";
    const name = VIEWS[subject] ? VIEWS[subject].name : subject;
    const open = linked && LAE.viewKeys.includes(subject) && subject !== "overview" ? [LAE.button(name, () => LAE.show(subject), { class: "link", "aria-label": `Show ${name} on the map` }), ": "] : [];
    return el("li", { "data-subject": subject }, ...open, text, " ", LAE.badge(kind, basis), where);
  }
})();
