"use strict";
/* Land cell by cell: the packed picture unpacked, drawn on canvas tiles, and what a cell's code means. */

(() => {
  const { data } = LAE;
  const picture = data.land ? data.land.picture : null;
  const [CODE, OPTION, TIER, LAYER, TITLE, WORDS, SOURCE, PROVENANCE] = [0, 1, 2, 3, 4, 5, 6, 7];
  const BLOCK = 2;
  let layer = null;

  LAE.drawsCells = Boolean(picture) && typeof DecompressionStream !== "undefined";

  /* The cells, or null where there are none. */
  LAE.cells = LAE.drawsCells ? LAE.bytesOf("lae-picture") : Promise.resolve(null);
  let cells = null;
  LAE.cells.then((found) => {
    cells = found;
  });

  /* Column and row are polynomials of what lies off the middle, in the order of powers that lae/atlas/picture.py has. */
  const powers = [];
  if (picture) for (let total = 0; total <= picture.degree; total++) for (let i = 0; i <= total; i++) powers.push([i, total - i]);
  function polynomial(coefficients, x, y) {
    let sum = 0;
    for (let term = 0; term < powers.length; term++) sum += coefficients[term] * x ** powers[term][0] * y ** powers[term][1];
    return sum;
  }
  function place(lat, lon) {
    const [x, y] = [lon - picture.centre[0], lat - picture.centre[1]];
    return [polynomial(picture.column, x, y), polynomial(picture.row, x, y)];
  }
  const codeAt = (column, row) => {
    const [c, r] = [Math.floor(column), Math.floor(row)];
    return c < 0 || r < 0 || c >= picture.columns || r >= picture.rows ? 0 : cells[r * picture.columns + c];
  };

  /* The rows of the legend for the cell there: none outside the study. */
  LAE.cellAt = (lat, lon) => {
    if (!picture || !cells) return [];
    const code = codeAt(...place(lat, lon));
    return picture.legend
      .filter((row) => row[CODE] === code)
      .map((row) => ({ option: row[OPTION], tier: row[TIER], layer: row[LAYER], title: row[TITLE], words: row[WORDS], source: row[SOURCE], provenance: row[PROVENANCE] }));
  };

  /* Colour of each code: that of the worst tier its rows give. */
  const ORDER = ["open", "caution", "consent", "not_screened", "excluded"];
  const colours = new Map();
  if (picture) {
    for (const row of picture.legend) {
      const known = colours.get(row[CODE]);
      if (known === undefined || ORDER.indexOf(row[TIER]) > ORDER.indexOf(known)) colours.set(row[CODE], row[TIER]);
    }
  }
  LAE.pictureTiers = () => ORDER.filter((tier) => [...colours.values()].includes(tier));
  const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

  function draw(brush, size, origin, zoom) {
    const image = brush.createImageData(size.x, size.y);
    // A tile is small: what lies between its corners is straight enough.
    const corner = (x, y) => {
      const { lat, lng } = LAE.map.unproject(origin.add([x, y]), zoom);
      return place(lat, lng);
    };
    const [nw, ne, sw, se] = [corner(0, 0), corner(size.x, 0), corner(0, size.y), corner(size.x, size.y)];
    for (let y = 0; y < size.y; y += BLOCK) {
      const v = (y + BLOCK / 2) / size.y;
      const left = [nw[0] + (sw[0] - nw[0]) * v, nw[1] + (sw[1] - nw[1]) * v];
      const right = [ne[0] + (se[0] - ne[0]) * v, ne[1] + (se[1] - ne[1]) * v];
      for (let x = 0; x < size.x; x += BLOCK) {
        const u = (x + BLOCK / 2) / size.x;
        const tier = colours.get(codeAt(left[0] + (right[0] - left[0]) * u, left[1] + (right[1] - left[1]) * u));
        if (tier) paint(image, x, y, tier);
      }
    }
    brush.putImageData(image, 0, 0);
  }

  const shades = picture ? Object.fromEntries(Object.entries(picture.colours).map(([tier, hex]) => [tier, rgb(hex)])) : {};
  function paint(image, x, y, tier) {
    const [r, g, b] = shades[tier];
    for (let dy = 0; dy < BLOCK; dy++) {
      for (let dx = 0; dx < BLOCK; dx++) {
        // What nobody looked at is dotted, what is excluded striped: no class by colour alone.
        const mark = (tier === "not_screened" && (x + dx) % 6 < 2 && (y + dy) % 6 < 2) || (tier === "excluded" && (x + dx + y + dy) % 8 < 2) || (tier === "caution" && (y + dy) % 6 < 2);
        const at = 4 * ((y + dy) * image.width + x + dx);
        const dim = mark ? 0.72 : 1;
        image.data[at] = r * dim;
        image.data[at + 1] = g * dim;
        image.data[at + 2] = b * dim;
        image.data[at + 3] = 255;
      }
    }
  }

  const Tiles = () =>
    L.GridLayer.extend({
      createTile(coords) {
        const size = this.getTileSize();
        const tile = document.createElement("canvas");
        tile.width = size.x;
        tile.height = size.y;
        tile.setAttribute("aria-hidden", "true");
        draw(tile.getContext("2d"), size, coords.scaleBy(size), coords.z);
        return tile;
      },
    });

  LAE.paintPicture = () => {
    const wanted = Boolean(picture) && LAE.homesShown.picture;
    if (!wanted) {
      if (layer) layer.remove();
      return;
    }
    if (layer) layer.addTo(LAE.map);
    else {
      LAE.cells.then((found) => {
        if (!found || layer || !LAE.homesShown.picture) return;
        layer = new (Tiles())({ pane: "picture", updateWhenZooming: false }).addTo(LAE.map);
        document.documentElement.dataset.picture = "yes";
      });
    }
  };
})();
