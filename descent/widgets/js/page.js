// The static page: every placed figure comes to life, and a link that carries a figure's state is obeyed.

import { admitted } from "./domain.js";
import { mount } from "./figure.js";

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
      figure.set(admitted(widget, placed, linked(name, location.hash)));
      root.scrollIntoView();
    };
    page.defaultView.addEventListener("hashchange", follow);
    follow();
  });
}
