// The notebook: anywidget's protocol. The state is Python's; what the reader changes goes back to it.

import { admitted } from "./domain.js";
import { mount } from "./figure.js";

let count = 0;

export const live = (widget) => ({
  render({ model, el }) {
    const root = el.ownerDocument.createElement("div");
    root.className = "moving-figure";
    el.append(root);
    count += 1;
    const figure = mount(root, widget, admitted(widget, model.get("state")), `cell-${count}`, (state) => {
      model.set("state", state);
      model.save_changes();
    });
    const changed = () => {
      const told = model.get("state"); // by this figure itself, or by Python
      if (told !== figure.state) figure.set(admitted(widget, told));
    };
    model.on("change:state", changed);
    return () => {
      model.off("change:state", changed);
      figure.stop();
    };
  },
});
