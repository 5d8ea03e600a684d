"use strict";
/* Packed points: unpacked when first shown, drawn on canvas tiles, the nearest found; see lae/atlas/packed.py. */

(() => {
  const STEPS = 65535;
  const CELLS = 256;
  const NONE = 255;
  const TURN = Math.PI * (3 - Math.sqrt(5));
  const TYPES = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array };

  /* By key: the layers folium put on the page. */
  LAE.packed = {};
  /* Do something more after one of the page's own steps. Packed layers hang themselves in by this, so that a page
     without any knows nothing of them. */
  LAE.after = (name, act) => {
    const own = LAE[name];
    LAE[name] = (...given) => {
      own(...given);
      act();
    };
  };
  /* What a press on the map may tell of, in this order; true from the one that does. */
  LAE.tellers = [];
  LAE.tellPacked = (latlng) => LAE.tellers.some((tell) => tell(latlng));

  /* {header, n, columns, start, rank}: where each cell's points begin; how many points lie at the same place before each. */
  LAE.unpack = (raw) => {
    const view = new DataView(raw.buffer, raw.byteOffset);
    const size = view.getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(raw.subarray(4, 4 + size)));
    const columns = {};
    let at = 4 + size;
    for (const { name, type, shape, kept } of header.columns) {
      const count = shape.reduce((product, length) => product * length, 1);
      const values = joined(raw, at, count, TYPES[type]);
      if (kept === "steps") for (let i = 1; i < count; i++) values[i] += values[i - 1];
      if (kept === "years") yearly(values, shape);
      columns[name] = values;
      at += count * values.BYTES_PER_ELEMENT;
    }
    return { header, n: header.n, columns, ...places(header.n, columns) };
  };

  function joined(raw, at, count, Type) {
    const values = new Type(count);
    if (Type === Uint8Array) values.set(raw.subarray(at, at + count));
    else for (let plane = 0; plane < values.BYTES_PER_ELEMENT; plane++) {
      const from = at + plane * count;
      for (let i = 0; i < count; i++) values[i] |= raw[from + i] << (8 * plane);
    }
    return values;
  }

  function yearly(values, shape) {
    const [years, points] = shape.slice(-2);
    for (let block = 0; block < values.length; block += years * points) {
      for (let i = block + points; i < block + years * points; i++) values[i] += values[i - points];
    }
  }

  function places(n, { x, y }) {
    const start = new Uint32Array(CELLS * CELLS + 1);
    const rank = new Uint16Array(n);
    let most = 0;
    for (let i = 0; i < n; i++) {
      start[(((y[i] >> 8) << 8) | (x[i] >> 8)) + 1] += 1;
      if (i && x[i] === x[i - 1] && y[i] === y[i - 1]) rank[i] = Math.min(rank[i - 1] + 1, 65535);
      if (rank[i] > most) most = rank[i];
    }
    for (let cell = 0; cell < CELLS * CELLS; cell++) start[cell + 1] += start[cell];
    return { start, rank, most };
  }

  /* Points that share a place are drawn round it like seeds of a sunflower, so that each can be seen and pressed. */
  const turns = new Float32Array(2048);
  for (let i = 0; i < 1024; i++) {
    turns[2 * i] = Math.sqrt(i) * Math.cos(i * TURN);
    turns[2 * i + 1] = Math.sqrt(i) * Math.sin(i * TURN);
  }
  const seed = (rank) => (rank & 1023) << 1;

  /* First and last cell between two pixels; all points stand in the first where the box has no width. */
  function cells(low, high, origin, step) {
    if (!step) return low <= origin && origin <= high ? [0, 0] : [1, 0];
    const cell = (value) => Math.floor((value - origin) / step / CELLS);
    return [Math.max(0, cell(low)), Math.min(CELLS - 1, cell(high))];
  }

  const word = (hex) => (255 << 24) | (parseInt(hex.slice(5, 7), 16) << 16) | (parseInt(hex.slice(3, 5), 16) << 8) | parseInt(hex.slice(1, 3), 16);

  const Points = L.GridLayer.extend({
    options: { pane: "overlayPane", updateWhenZooming: false, keepBuffer: 1, sizes: [[13, 3], [15, 5], [16, 7], [17, 9]], minZoom: 0 },

    initialize(key, id, options) {
      L.setOptions(this, options);
      this.id = id;
      this.key = key;
      this.colours = ["#12436d"];
      this.classes = null;
    },

    /* Unpacked once, when first asked for; null where the browser cannot. */
    load() {
      this.loading = this.loading || LAE.bytesOf(this.id).then((raw) => {
        if (!raw) return null;
        this.points = LAE.unpack(raw);
        document.getElementById(this.id).remove();
        this.repaint();
        return this.points;
      });
      return this.loading;
    },

    onAdd(map) {
      this.load();
      return L.GridLayer.prototype.onAdd.call(this, map);
    },

    /* Which colour each point takes: `classes` holds its place in `colours`, 255 draws nothing; `marks` names shapes. */
    dress({ classes, colours, marks = null }) {
      Object.assign(this, { classes, colours, marks });
      this.repaint();
    },

    repaint() {
      if (!this.points) return;
      for (const { el, coords } of Object.values(this._tiles || {})) this.paint(el, coords);
    },

    createTile(coords) {
      const tile = document.createElement("canvas");
      const side = this.getTileSize().x;
      tile.ratio = Math.min(2, Math.ceil(window.devicePixelRatio || 1));
      tile.width = side * tile.ratio;
      tile.height = side * tile.ratio;
      tile.setAttribute("aria-hidden", "true");
      if (this.points) this.paint(tile, coords);
      return tile;
    },

    sizeAt(zoom) {
      let size = this.options.sizes[0][1];
      for (const [from, pixels] of this.options.sizes) if (zoom >= from) size = pixels;
      return size;
    },
    gapAt(zoom) {
      return (this.sizeAt(zoom) + 1) * 0.6;
    },
    /* How far from its place a point may be drawn, in pixels. */
    reachAt(zoom) {
      return this.gapAt(zoom) * Math.sqrt(Math.min(this.points.most, 1023)) + this.sizeAt(zoom);
    },

    /* Steps to pixels of the world at a zoom: [across, west, down, north]. */
    scaleAt(zoom) {
      const [west, north, east, south] = this.points.header.box;
      const world = this.getTileSize().x * 2 ** zoom;
      return [((east - west) / STEPS) * world, west * world, ((south - north) / STEPS) * world, north * world];
    },

    /* act(first, end) for every run of points in the cells that touch a box of the world's pixels. */
    runs(zoom, [left, top, right, bottom], act) {
      const { start } = this.points;
      const [across, west, down, north] = this.scaleAt(zoom);
      const [x0, x1] = cells(left, right, west, across);
      const [y0, y1] = cells(top, bottom, north, down);
      if (x0 > x1) return;
      for (let row = y0; row <= y1; row++) act(start[(row << 8) | x0], start[((row << 8) | x1) + 1]);
    },

    paint(tile, coords) {
      const { ratio } = tile;
      const side = this.getTileSize().x;
      const [left, top] = [coords.x * side, coords.y * side];
      const reach = this.reachAt(coords.z);
      const box = [left - reach, top - reach, left + side + reach, top + side + reach];
      const [across, west, down, north] = this.scaleAt(coords.z);
      const frame = { across: across * ratio, x: (west - left) * ratio, down: down * ratio, y: (north - top) * ratio };
      const size = Math.round(this.sizeAt(coords.z) * ratio);
      const brush = tile.getContext("2d");
      if (this.marks || this.sizeAt(coords.z) > 6) this.draw(brush, tile.width, coords.z, box, frame, size, ratio);
      else this.dot(brush, tile.width, coords.z, box, frame, size, ratio);
    },

    /* Small squares, straight into the picture. */
    dot(brush, side, zoom, box, frame, size, ratio) {
      const image = brush.createImageData(side, side);
      const pixels = new Uint32Array(image.data.buffer);
      const words = this.colours.map(word);
      const half = size >> 1;
      this.each(zoom, box, frame, ratio, (px, py, kind) => {
        const [x, y] = [Math.round(px) - half, Math.round(py) - half];
        const [x1, y1] = [Math.min(side, x + size), Math.min(side, y + size)];
        for (let row = Math.max(0, y); row < y1; row++) for (let at = row * side + Math.max(0, x), end = row * side + x1; at < end; at++) pixels[at] = words[kind];
      });
      brush.putImageData(image, 0, 0);
    },

    /* Larger ones as one path a class, outlined. */
    draw(brush, side, zoom, box, frame, size, ratio) {
      brush.clearRect(0, 0, side, side);
      const paths = this.colours.map(() => new Path2D());
      const half = size / 2;
      this.each(zoom, box, frame, ratio, (x, y, kind) => {
        const path = paths[kind];
        const mark = this.marks ? this.marks[kind] : "disc";
        if (mark === "square") path.rect(x - half, y - half, size, size);
        else if (mark === "triangle") {
          path.moveTo(x, y - half * 1.2);
          path.lineTo(x + half * 1.15, y + half * 0.8);
          path.lineTo(x - half * 1.15, y + half * 0.8);
          path.closePath();
        } else if (mark === "diamond") {
          path.moveTo(x, y - half * 1.2);
          path.lineTo(x + half * 1.2, y);
          path.lineTo(x, y + half * 1.2);
          path.lineTo(x - half * 1.2, y);
          path.closePath();
        } else {
          path.moveTo(x + half, y);
          path.arc(x, y, half, 0, 2 * Math.PI);
        }
      });
      brush.lineWidth = ratio;
      brush.strokeStyle = "#16202b";
      paths.forEach((path, kind) => {
        brush.fillStyle = this.colours[kind];
        brush.fill(path);
        brush.stroke(path);
      });
    },

    /* put(x, y, kind, i) for each point of a box that is drawn, in pixels of the tile. */
    each(zoom, box, { across, x: left, down, y: top }, ratio, put) {
      const { rank, columns: { x, y } } = this.points;
      const { classes } = this;
      const gap = this.gapAt(zoom) * ratio;
      this.runs(zoom, box, (first, end) => {
        for (let i = first; i < end; i++) {
          const kind = classes ? classes[i] : 0;
          if (kind === NONE) continue;
          const at = seed(rank[i]);
          put(x[i] * across + left + turns[at] * gap, y[i] * down + top + turns[at + 1] * gap, kind, i);
        }
      });
    },

    /* The point drawn nearest to a place, at most `within` pixels away, or -1. Tiles are drawn at whole zooms. */
    nearest(latlng, within = 12) {
      if (!this.points || !this._map) return -1;
      const zoom = Math.round(this._map.getZoom());
      const spot = this._map.project(latlng, zoom);
      const far = within * 2 ** (zoom - this._map.getZoom());
      const reach = this.reachAt(zoom) + far;
      const [across, west, down, north] = this.scaleAt(zoom);
      const frame = { across, x: west - spot.x, down, y: north - spot.y };
      let best = -1;
      let least = far * far;
      this.each(zoom, [spot.x - reach, spot.y - reach, spot.x + reach, spot.y + reach], frame, 1, (x, y, _, i) => {
        const away = x * x + y * y;
        if (away <= least) [best, least] = [i, away];
      });
      return best;
    },

    /* The place of a point; points that share one share this too. */
    placeOf(i) {
      const [across, west, down, north] = this.scaleAt(0);
      const { x, y } = this.points.columns;
      return LAE.map.unproject([x[i] * across + west, y[i] * down + north], 0);
    },

    /* How many points of each class have their place in sight; what is drawn as nothing is not counted. */
    countIn(bounds) {
      const zoom = this._map.getZoom();
      const [northWest, southEast] = [this._map.project(bounds.getNorthWest(), zoom), this._map.project(bounds.getSouthEast(), zoom)];
      const [across, west, down, north] = this.scaleAt(zoom);
      const { x, y } = this.points.columns;
      const counts = this.colours.map(() => 0);
      this.runs(zoom, [northWest.x, northWest.y, southEast.x, southEast.y], (first, end) => {
        for (let i = first; i < end; i++) {
          const [px, py] = [x[i] * across + west, y[i] * down + north];
          if (px < northWest.x || px > southEast.x || py < northWest.y || py > southEast.y) continue;
          const kind = this.classes ? this.classes[i] : 0;
          if (kind !== NONE) counts[kind] += 1;
        }
      });
      return counts;
    },
  });

  LAE.packedPoints = (key, id, options) => {
    LAE.packed[key] = new Points(key, id, options);
    return LAE.packed[key];
  };
})();
