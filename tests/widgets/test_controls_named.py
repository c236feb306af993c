"""What each control of a figure is called in the browser's accessibility tree, and the words for its value."""

from __future__ import annotations

from accessibility_tree import controls
from living import Open

from descent.widgets import FIGURES, DescentPlayground, RunsBrowser, ScheduleExplorer, SoftmaxExplorer

# What is seen beside each slider and select as its name, and the words on each button and box.
SEEN = """() => [...document.querySelectorAll('.mf-controls :is(input, select, button)')].map((one) => {
  const label = (one.labels?.[0] ?? one).cloneNode(true);
  for (const part of label.querySelectorAll('.mf-value, select, svg')) part.remove();
  return label.textContent.trim();
})"""


def test_every_control_and_handle_has_its_name_in_full(show: Open) -> None:
    page = show(*[figure() for figure in FIGURES])
    found = controls(page)
    assert [one for one in found if not one.is_named] == []
    names = [one.name for one in found if not one.name.endswith("arrow keys")]
    seen = page.evaluate(SEEN)
    assert len(seen) > 50 and [one for one in seen if one not in names] == []
    handles = page.locator("[data-handle]").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert [one for one in handles if ("slider", one) not in {(each.role, each.name) for each in found}] == []


def test_a_value_is_read_with_what_it_counts(show: Open) -> None:
    page = show(DescentPlayground(), RunsBrowser(), ScheduleExplorer(schedule="step"), SoftmaxExplorer())

    def value(selector: str) -> str:
        return page.locator(selector).first.get_attribute("aria-valuetext") or ""

    assert value("[data-key=steps]") == "60 steps"
    assert value("[data-key=warmup]") == "20 steps" and value("[data-key=every]") == "60 steps"
    assert value("[data-handle=level]").startswith("a loss of 0.50: Adam, rate 0.001, 8 of 8 seeds")
    assert value("[data-handle=logit-0]") == "2.00, probability 0.746"
