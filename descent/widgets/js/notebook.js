// The notebook: anywidget's protocol. The state is Python's; what the reader changes goes back to it.

import { mount } from "./figure.js";

let count = 0;

export const live = (widget) => ({
  render({ model, el }) {
    const root = el.ownerDocument.createElement("div");
    root.className = "moving-figure";
    el.append(root);
    count += 1;
    const figure = mount(root, widget, model.get("state"), `cell-${count}`, (state) => {
      model.set("state", state);
      model.save_changes();
    });
    const changed = () => figure.set(model.get("state"));
    model.on("change:state", changed);
    return () => {
      model.off("change:state", changed);
      figure.stop();
    };
  },
});
