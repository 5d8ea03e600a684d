"use strict";
/* The link to what is shown: view, figures, scenario, year, comparison, selection, layers and position, in the hash. */

(() => {
  const { data } = LAE;
  const { state } = LAE;
  let keep = false;
  let listening = false;

  /* The next change makes an entry of the browser's history, so that Back undoes it. */
  LAE.keepHistory = () => {
    keep = true;
  };

  function parts() {
    const found = [["show", state.show], ["view", state.view.key], ["scenario", data.scenarios[state.scenario][0]], ["year", state.year]];
    if (state.compare) {
      const { kind, with: other, how } = state.compare;
      found.push(["with", kind === "year" ? `year.${other}` : `scenario.${data.scenarios[other][0]}`], ["how", how]);
    }
    if (state.at) found.push(["at", state.at]);
    for (const name of ["shade", "dots"]) if (LAE.homesShown[name]) found.push([name, LAE.homesShown[name]]);
    for (const name of ["zones", "picture"]) if (LAE.homesShown[name]) found.push([name, "yes"]);
    for (const name of ["sites", "chargers"]) if (LAE.chargingShown[name]) found.push([name, "yes"]);
    const { lat, lng } = LAE.map.getCenter();
    found.push(["map", `${lat.toFixed(4)},${lng.toFixed(4)},${LAE.map.getZoom().toFixed(1)}`]);
    return found;
  }

  LAE.writeHash = () => {
    if (!listening) return;
    const hash = `#${parts().map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
    if (hash !== window.location.hash) window.history[keep ? "pushState" : "replaceState"](null, "", hash);
    keep = false;
  };

  /* Bring the page to a link; what a link does not name stays as it is, layers and selection it does not name are off. */
  LAE.readHash = () => {
    const asked = new URLSearchParams(window.location.hash.slice(1));
    const view = data.views.find((candidate) => candidate.key === asked.get("view"));
    if (view) state.view = view;
    if (LAE.viewKeys.includes(asked.get("show"))) state.show = asked.get("show");
    else if (view) state.show = LAE.showOf(view);
    const scenario = data.scenarios.findIndex(([id]) => id === asked.get("scenario"));
    if (scenario >= 0) state.scenario = scenario;
    const year = yearOf(asked.get("year"));
    if (year !== null) state.year = year;
    state.compare = comparison(asked.get("with") || "", asked.get("how"));
    for (const name of ["shade", "dots"]) LAE.homesShown[name] = asked.get(name) || "";
    for (const name of ["zones", "picture"]) LAE.homesShown[name] = asked.get(name) === "yes";
    LAE.homesShown.picture = LAE.homesShown.picture && LAE.drawsCells;
    for (const name of ["sites", "chargers"]) LAE.chargingShown[name] = asked.get(name) === "yes";
    state.at = LAE.byId.has(asked.get("at")) ? asked.get("at") : "";
  };

  const yearOf = (text) => (/^\d{4}$/.test(text || "") && Number(text) >= LAE.first && Number(text) <= LAE.last ? Number(text) : null);

  function comparison(text, asked) {
    const [kind, ...rest] = text.split(".");
    const value = kind === "year" ? yearOf(rest.join(".")) : data.scenarios.findIndex(([id]) => id === rest.join("."));
    if (!["year", "scenario"].includes(kind) || value === null || value < 0) return null;
    return { kind, with: value, how: asked === "difference" ? "difference" : "side" };
  }

  /* Where the link says the map stands; true where it says so. */
  LAE.readPosition = () => {
    const [lat, lon, zoom] = (new URLSearchParams(window.location.hash.slice(1)).get("map") || "").split(",").map(Number);
    if (![lat, lon, zoom].every(Number.isFinite) || Math.abs(lat) > 85 || Math.abs(lon) > 180) return false;
    LAE.map.setView([lat, lon], zoom, { animate: false });
    return true;
  };

  LAE.startHash = () => {
    listening = true;
    LAE.map.on("moveend", LAE.writeHash);
    window.addEventListener("hashchange", () => {
      LAE.readHash();
      LAE.readPosition();
      LAE.redraw({ back: false });
    });
  };
})();
