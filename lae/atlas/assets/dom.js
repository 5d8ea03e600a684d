"use strict";
/* Small builders. Texts from data become text nodes only; nothing here parses markup. */

(() => {
  LAE.$ = (id) => document.getElementById(id);

  /* el("td", {class: "n"}, child, ...): attributes by name, children as elements or plain text. */
  LAE.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children.filter((child) => child !== null && child !== undefined).map(asNode));
    return element;
  };

  LAE.svg = (tag, attributes = {}, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children.map(asNode));
    return element;
  };

  function asNode(child) {
    return child instanceof Node ? child : document.createTextNode(String(child));
  }

  LAE.button = (text, onPress, attributes = {}) => {
    const button = LAE.el("button", { type: "button", ...attributes }, text);
    button.addEventListener("click", onPress);
    return button;
  };

  LAE.badge = (kind, text) => LAE.el("span", { class: `badge badge-${kind}` }, text);

  /* Rows [term, description, ...] as a description list; empty descriptions are left out. */
  LAE.terms = (pairs) => {
    const list = LAE.el("dl", { class: "terms" });
    for (const [term, ...description] of pairs) {
      if (description.every((part) => part === null || part === "")) continue;
      list.append(LAE.el("div", {}, LAE.el("dt", {}, term), LAE.el("dd", {}, ...description)));
    }
    return list;
  };

  /* A table from headings and rows of text; `numeric` holds the places of number columns. The first column heads its row. */
  LAE.fill = (table, caption, headings, rows, numeric = []) => {
    const cls = (column) => (numeric.includes(column) ? { class: "n" } : {});
    table.replaceChildren(
      LAE.el("caption", {}, caption),
      LAE.el(
        "thead",
        {},
        LAE.el("tr", {}, ...headings.map((text, column) => LAE.el("th", { scope: "col", ...cls(column) }, text))),
      ),
      LAE.el(
        "tbody",
        {},
        ...rows.map((row) =>
          LAE.el(
            "tr",
            {},
            ...row.map((value, column) =>
              column === 0
                ? LAE.el("th", { scope: "row" }, value)
                : LAE.el("td", cls(column), value === null ? "" : value),
            ),
          ),
        ),
      ),
    );
    return table;
  };

  let waiting = 0;
  /* Say something to screen readers once the reader has stopped changing things. */
  LAE.say = (text, wait = 350) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      LAE.$("live").textContent = text;
    }, wait);
  };
})();
