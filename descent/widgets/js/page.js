// The static page: every placed figure comes to life, and a link that carries a figure's state is obeyed.

import { mount } from "./figure.js";

/** The state that the page's address carries for this figure: `#loss-explorer=…`. */
export function linked(name, address) {
  const [key, text] = address.replace(/^#/, "").split("=");
  if (key !== name || !text) return {};
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch {
    return {};
  }
}

/** The address of this page with the state of this figure in it. */
export const link = (name, state, page) => `${page.split("#")[0]}#${name}=${encodeURIComponent(JSON.stringify(state))}`;

export function hydrate(page, widgets) {
  page.querySelectorAll("[data-figure]").forEach((root, i) => {
    const widget = widgets[root.dataset.figure];
    const state = { ...JSON.parse(root.dataset.state), ...linked(widget.name, page.location.hash) };
    mount(root, widget, state, `figure-${i}`);
  });
}

