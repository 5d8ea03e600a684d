"use strict";
/* One box for substations, districts, places where a study has any, and postcodes. */

(() => {
  const { el, $ } = LAE;
  const MOST = 8;
  let found = [];
  let asked = 0;

  LAE.startSearch = () => {
    $("find-text").addEventListener("input", search);
    $("find").addEventListener("submit", async (event) => {
      event.preventDefault();
      await search();
      if (found.length) found[0].go();
      else LAE.say("Nothing found", 0);
    });
  };

  const plain = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");
  const spaced = (text) => `${text.slice(0, -3)} ${text.slice(-3)}`;

  async function search() {
    const ticket = ++asked;
    const text = $("find-text").value.trim();
    const postcodes = text ? await LAE.postcodes : null;
    // A later key stroke has its own search under way.
    if (ticket !== asked) return;
    found = text ? [...substations(text), ...districts(text), ...places(text), ...codes(text, postcodes)].slice(0, MOST) : [];
    $("find-results").replaceChildren(
      ...found.map((hit) => el("li", {}, LAE.button(hit.label, hit.go, { class: "result" }))),
    );
    if (text && !found.length) $("find-results").append(el("li", { class: "quiet-text" }, "Nothing found."));
    if (text) LAE.say(found.length === 1 ? "1 match" : `${found.length} matches`);
  }

  function done(message) {
    $("find-results").replaceChildren();
    LAE.say(message, 0);
  }

  function substations(text) {
    const wanted = text.toLowerCase();
    return LAE.substations
      .filter((row) => row.name.toLowerCase().includes(wanted) || row.substation_id.toLowerCase().includes(wanted))
      .sort((a, b) => Number(b.name.toLowerCase().startsWith(wanted)) - Number(a.name.toLowerCase().startsWith(wanted)))
      .map((row) => ({
        label: `${row.name}, ${LAE.tierOf(row)}`,
        go: () => {
          $("find-results").replaceChildren();
          if (row.lat !== null) LAE.zoomTo(row.lat, row.lon, 12);
          LAE.select(row.substation_id, { from: "search" });
        },
      }));
  }

  function districts(text) {
    const wanted = text.toLowerCase();
    return LAE.districts
      .filter((district) => district.name.toLowerCase().includes(wanted))
      .map((district) => ({
        label: `${district.name}, district`,
        go: () => {
          LAE.map.fitBounds(L.latLngBounds(district.rings.flat()), { animate: false });
          done(`Map shows ${district.name}`);
        },
      }));
  }

  /* Wards and places, where a study supplies them. */
  function places(text) {
    const wanted = text.toLowerCase();
    return LAE.data.places
      .filter(([name]) => name.toLowerCase().includes(wanted))
      .slice(0, MOST)
      .map(([name, kind, x, y]) => ({
        label: `${name}, ${kind}`,
        go: () => {
          const [lat, lon] = [y / LAE.data.degree, x / LAE.data.degree];
          LAE.zoomTo(lat, lon, 12.5);
          LAE.pin(lat, lon);
          done(`Map shows ${name}`);
        },
      }));
  }

  function codes(text, postcodes) {
    const wanted = plain(text);
    if (!postcodes || wanted.length < 2) return [];
    const hits = [];
    for (let i = 0; i < postcodes.texts.length && hits.length < MOST; i++) {
      if (postcodes.texts[i].startsWith(wanted)) hits.push(i);
    }
    return hits.map((i) => ({
      label: `${spaced(postcodes.texts[i])}, postcode`,
      go: () => {
        const [lat, lon] = [postcodes.lat[i], postcodes.lon[i]];
        LAE.zoomTo(lat, lon, 13);
        LAE.pin(lat, lon);
        const district = LAE.districts.find((area) => LAE.inside(area.rings, lat, lon));
        const gap = LAE.lsoas.some((area) => area.gap && LAE.inside(area.rings, lat, lon));
        const where = district ? `, ${district.name}` : "";
        done(`Map shows ${spaced(postcodes.texts[i])}${where}${gap ? ". No operator's file covers this place: not assessed" : ""}`);
      },
    }));
  }
})();
