"use strict";
/* The page's data, unpacked. One name, LAE, holds everything the page's scripts share. */
const LAE = {};

(() => {
  const data = JSON.parse(document.getElementById("lae-data").textContent);
  LAE.data = data;
  LAE.first = data.years[0];
  LAE.last = data.years[1];
  LAE.count = LAE.last - LAE.first + 1;
  LAE.substations = data.substations.substation_id.map((id, index) => {
    const row = { index };
    for (const [name, values] of Object.entries(data.substations)) row[name] = values[index];
    return row;
  });
  LAE.byId = new Map(LAE.substations.map((row) => [row.substation_id, row]));

  const unpacked = new Map();
  const packed = data.series.split(" ");
  LAE.series = (number) => {
    if (!unpacked.has(number)) unpacked.set(number, yearly(steps(packed[number])));
    return unpacked.get(number);
  };

  /* Five bits a letter, lowest first; the sixth says that another follows, the lowest of all is the sign. */
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  function steps(text) {
    const found = [];
    let value = 0;
    let place = 1;
    for (const letter of text) {
      if (letter === "~") {
        found.push(null);
        continue;
      }
      const bits = LETTERS.indexOf(letter);
      value += (bits & 31) * place;
      place *= 32;
      if (bits < 32) {
        found.push(value % 2 ? -(value - 1) / 2 : value / 2);
        value = 0;
        place = 1;
      }
    }
    return found;
  }

  function yearly(found) {
    if (found.length === 1) return new Array(LAE.count).fill(found[0]);
    let last = 0;
    return found.map((step) => (step === null ? null : (last += step)));
  }

  /* A ring of [latitude, longitude] from steps x, y, dx, dy, ... */
  LAE.ring = (packed) => {
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < packed.length; i += 2) {
      x += packed[i];
      y += packed[i + 1];
      points.push([y / data.degree, x / data.degree]);
    }
    return points;
  };

  LAE.districts = data.districts.map(([code, name, label, rings]) => ({
    code,
    name,
    label: [label[1] / data.degree, label[0] / data.degree],
    rings: rings.map(LAE.ring),
  }));
  LAE.lsoas = data.lsoas.map(([code, gap, rings]) => ({ code, gap: gap === 1, rings: rings.map(LAE.ring) }));

  /* Even-odd rule over all rings of a shape. */
  LAE.inside = (rings, lat, lon) => {
    let odd = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [yi, xi] = ring[i];
        const [yj, xj] = ring[j];
        if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) odd = !odd;
      }
    }
    return odd;
  };

  /* A data block's bytes; null where a browser cannot unpack them. */
  LAE.bytesOf = async (id) => {
    if (typeof DecompressionStream === "undefined") return null;
    const packed = atob(document.getElementById(id).textContent);
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };

  /* Postcodes: {texts, lat, lon}, or null where there are none or the browser cannot unpack them. */
  LAE.postcodes = (async () => {
    const header = data.postcodes;
    if (!header) return null;
    const raw = await LAE.bytesOf("lae-postcodes");
    document.getElementById("too-old").hidden = raw !== null;
    if (!raw) return null;
    const rests = new TextDecoder().decode(raw.subarray(header.n, header.n + header.rests)).split("\n");
    const texts = [];
    for (let i = 0; i < header.n; i++) texts.push((i ? texts[i - 1].slice(0, raw[i]) : "") + rests[i]);
    const planes = raw.subarray(header.n + header.rests);
    const axis = (plane, origin, step) => {
      const values = new Float64Array(header.n);
      let at = 0;
      for (let i = 0; i < header.n; i++) {
        const zigzag = planes[plane * header.n + i] | (planes[(plane + 1) * header.n + i] << 8);
        at += (zigzag >> 1) ^ -(zigzag & 1);
        values[i] = origin + at * step;
      }
      return values;
    };
    return { texts, lon: axis(0, header.west, header.dx), lat: axis(2, header.south, header.dy) };
  })();
})();
