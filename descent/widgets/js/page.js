// The static page: every placed figure comes to life, and a link that carries a figure's state is obeyed.

import { html, mount } from "./figure.js";

/** The state that the page's address carries for this figure: `#loss-explorer=…`. */
export function linked(name, address) {
  const [key, text] = address.replace(/^#/, "").split("=");
  if (key !== name || !text) return {};
  try {
    return JSON.parse(decodeURIComponent(text)) ?? {};
  } catch {
    return {};
  }
}

/** The address of this page with the state of this figure in it. */
export const link = (name, state, page) => `${page.split("#")[0]}#${name}=${encodeURIComponent(JSON.stringify(state))}`;

/** Whether a value from an address is of the kind that the figure's own state has there: no text for a number, no point of one coordinate. */
export function fits(own, found) {
  if (own === null || found === null || typeof own !== typeof found) return false;
  if (Array.isArray(own)) {
    const long = typeof own[0] !== "number" || own.length === found.length;
    return long && Array.isArray(found) && found.every((one, i) => fits(own[i] ?? own[0], one));
  }
  if (typeof own !== "object") return true;
  return !Array.isArray(found) && Object.keys(found).every((name) => fits(own[name], found[name]));
}

/** The state that a figure was placed with, changed to the one in the address if that is one which it can draw. */
function restored(widget, name, placed, address) {
  const found = linked(name, address);
  const known = Object.keys(found).filter((key) => key in placed && fits(placed[key], found[key]));
  const state = { ...placed, ...Object.fromEntries(known.map((key) => [key, found[key]])) };
  try {
    html(widget, state, "trial");
    return state;
  } catch {
    return placed;
  }
}

export function hydrate(page, widgets) {
  const { history, location } = page.defaultView;
  const count = {}; // of figures of one kind: the second is called loss-explorer-2
  page.querySelectorAll("[data-figure]").forEach((root, i) => {
    const widget = widgets[root.dataset.figure];
    const placed = JSON.parse(root.dataset.state);
    const nth = (count[widget.name] = (count[widget.name] ?? 0) + 1);
    const name = nth === 1 ? widget.name : `${widget.name}-${nth}`;
    const share = (state) => {
      const address = link(name, state, location.href);
      try {
        history.replaceState(null, "", address);
      } catch {
        // Where a browser refuses this, on file:// or in a frame, the address can still be copied.
      }
      return address;
    };
    const figure = mount(root, widget, placed, `figure-${i}`, () => {}, share);
    const follow = () => {
      if (!location.hash.startsWith(`#${name}=`)) return;
      figure.set(restored(widget, name, placed, location.hash));
      root.scrollIntoView();
    };
    page.defaultView.addEventListener("hashchange", follow);
    follow();
  });
}
