"use strict";
/* Marks that may lie close: those that would cover one another share one, and each can be reached by keys. */

(() => {
  const { el } = LAE;

  /* A layer of marks in a pane. Items have `at`; those before others keep a mark of their own.
     `gap`: pixels that marks keep apart; `look(items)`: {key, picture()} ; `words(items)`; `press(items, {keys})`. */
  LAE.spots = (pane, { gap, look, words, press }) => {
    const { map } = LAE;
    const holder = map.getPane(pane);
    const tip = L.tooltip({ direction: "top", offset: [0, -12], className: "tip" });
    const pictures = new Map();
    let items = [];
    /* All marks at this zoom, and of them those that are drawn: what is in sight and some way round it. */
    let marks = [];
    let near = [];
    let grouping = null;
    let current = null;
    let drawn = null;

    /* Marks at one zoom: each at the place of its first item, no two nearer than the gap both ways. */
    function grouped() {
      const cells = new Map();
      const groups = [];
      for (const item of items) {
        const point = map.project(item.at);
        const [column, row] = [Math.floor(point.x / gap), Math.floor(point.y / gap)];
        let host = null;
        let least = gap;
        for (let c = column - 1; c <= column + 1; c++) {
          for (let r = row - 1; r <= row + 1; r++) {
            for (const group of cells.get(`${c} ${r}`) || []) {
              const away = Math.max(Math.abs(group.point.x - point.x), Math.abs(group.point.y - point.y));
              if (away < least) [host, least] = [group, away];
            }
          }
        }
        if (host) host.items.push(item);
        else {
          const key = `${column} ${row}`;
          const group = { point, at: item.at, items: [item] };
          groups.push(group);
          if (!cells.has(key)) cells.set(key, []);
          cells.get(key).push(group);
        }
      }
      return groups;
    }

    const zoomAndItems = () => ({ zoom: map.getZoom(), items });
    const same = (before, now) => before !== null && Object.keys(now).every((name) => before[name] === now[name]);

    function draw() {
      const held = holder.contains(document.activeElement);
      if (!same(grouping, zoomAndItems())) {
        grouping = zoomAndItems();
        marks = grouped();
        // A mark that now shares another's is reached through it.
        if (!items.includes(current)) current = null;
      }
      const around = map.getBounds().pad(0.3);
      const { x, y } = map.getPixelOrigin();
      drawn = { around, zoom: map.getZoom(), x, y };
      near = marks.filter((mark) => around.contains(mark.at));
      const page = document.createDocumentFragment();
      for (const mark of near) page.append(button(mark));
      map.closeTooltip(tip);
      holder.replaceChildren(page);
      holder.style.opacity = "";
      const first = stop();
      if (held && first) first.button.focus({ preventScroll: true });
    }

    /* The tab order has one mark, in sight if any is: the one last used, else the foremost. */
    function stop() {
      const sight = map.getBounds();
      const own = near.find((mark) => mark.items.includes(current));
      const first = own && sight.contains(own.at) ? own : near.find((mark) => sight.contains(mark.at)) || own || near[0];
      for (const mark of near) mark.button.setAttribute("tabindex", mark === first ? "0" : "-1");
      return first;
    }

    function settle() {
      if (!items.length) return;
      const { x, y } = map.getPixelOrigin();
      if (!same(drawn, { zoom: map.getZoom(), x, y }) || !drawn.around.contains(map.getBounds())) draw();
      else stop();
      holder.style.opacity = "";
    }

    function button(mark) {
      const { key, picture } = look(mark.items);
      if (!pictures.has(key)) pictures.set(key, picture());
      const label = words(mark.items);
      mark.button = el("button", { type: "button", class: "spot", tabindex: "-1", "aria-label": label }, pictures.get(key).cloneNode(true));
      L.DomUtil.setPosition(mark.button, map.latLngToLayerPoint(mark.at));
      mark.tell = () => map.openTooltip(tip.setLatLng(mark.at).setContent(el("span", {}, label)));
      return mark.button;
    }

    const markOf = (target) => {
      const own = target.closest && target.closest(".spot");
      return own ? near.find((mark) => mark.button === own) : null;
    };
    const listen = (name, act) => holder.addEventListener(name, (event) => {
      const mark = markOf(event.target);
      if (mark) act(mark, event);
    });
    listen("mouseover", (mark) => mark.tell());
    listen("focusin", (mark) => mark.tell());
    listen("mouseout", () => map.closeTooltip(tip));
    listen("focusout", () => map.closeTooltip(tip));
    listen("dblclick", (_, event) => event.stopPropagation());
    listen("click", (mark, event) => {
      // Else the land below would answer too.
      event.stopPropagation();
      const keys = event.detail === 0;
      // The end of a drag is no press.
      if (!keys && map.dragging.moved()) return;
      [current] = mark.items;
      stop();
      press(mark.items, { keys });
    });
    listen("keydown", (mark, event) => {
      const way = LAE.ways[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      const others = marks.filter((other) => other !== mark);
      const next = LAE.towards(mark.at, others.map((other) => other.at), way);
      if (next < 0) return;
      reach(others[next]);
    });

    function reach(mark) {
      [current] = mark.items;
      if (!map.getBounds().pad(-0.05).contains(mark.at)) map.panTo(mark.at, { animate: false });
      stop();
      mark.button.focus({ preventScroll: true });
    }

    map.on("zoomstart", () => {
      if (items.length) holder.style.opacity = "0";
    });
    map.on("zoomend viewreset moveend", settle);

    return {
      show: (wanted) => {
        items = wanted;
        draw();
      },
      marks: () => near,
    };
  };
})();
