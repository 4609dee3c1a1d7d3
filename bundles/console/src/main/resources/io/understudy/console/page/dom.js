/** Makes elements; text is always text, never markup. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== undefined) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

export function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A table with a caption for screen readers; cells are texts, or elements. */
export function table(label, heads, rows) {
  const cell = (value) =>
    typeof value === "number"
      ? el("td", { class: "number" }, String(value))
      : el("td", {}, value ?? "");
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell)))),
    ),
  );
}

/** A word with a colour and, for whoever sees no colours, a mark. */
export function state(kind, text) {
  return el("strong", { class: kind }, text);
}

export function body(id) {
  return document.querySelector(`#${id} .body`);
}

/** Replaces what a section shows, unless it is the same: focus and scrolling stay. */
const shown = new Map();
export function show(id, key, make) {
  const text = JSON.stringify(key);
  if (shown.get(id) === text) {
    return;
  }
  shown.set(id, text);
  const place = body(id);
  const focused = place.contains(document.activeElement)
    ? document.activeElement.dataset.key
    : undefined;
  place.replaceChildren(...[make()].flat());
  if (focused) {
    place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }
}

export function millis(value) {
  return value >= 10000 ? `${(value / 1000).toFixed(0)} s` : `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}

export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit ? value.toFixed(1) : value} ${units[unit]}`;
}

export function clock(iso) {
  const at = new Date(iso);
  const pad = (number, length = 2) => String(number).padStart(length, "0");
  return (
    `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ` +
    `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
  );
}
