// What a reader does on a page, as one expression that any browser can evaluate: move every figure, answer each quiz and,
// where the address ends in `#solve`, solve a practice. It gives back what happened, in plain data.
(async () => {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const key = (target, name) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const held = (target) => !target.dispatchEvent(Object.assign(new Event("touchstart", { bubbles: true, cancelable: true }), { touches: [1] }));
  const seen = { placed: document.querySelectorAll(".moving-figure").length, moved: [], handles: 0, held: 0, practice: "", quiz: 0, formulas: document.querySelectorAll(".math").length, drawn: document.querySelectorAll(".math:has(mjx-container svg)").length };
  for (const figure of document.querySelectorAll(".moving-figure.is-live")) {
    const panels = figure.querySelector(".mf-panels");
    const before = panels.innerHTML;
    const knob = figure.querySelector("[data-handle]");
    const slider = figure.querySelector("input[type=range]");
    seen.handles += knob ? 1 : 0;
    seen.held += knob && held(knob) && !held(panels) ? 1 : 0;
    if (knob) for (let i = 0; i < 3; i += 1) key(knob, "ArrowLeft");
    else {
      slider.value = slider.value === slider.min ? slider.max : slider.min;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    await frames();
    if (panels.innerHTML !== before) seen.moved.push(figure.dataset.figure);
  }
  const cell = location.hash === "#solve" && document.querySelector(".practice-cell");
  if (cell) {
    cell.querySelector("textarea").value = JSON.parse(cell.dataset.practice).solution;
    cell.querySelector("[data-act=run]").click();
    const verdict = cell.querySelector(".practice-verdict");
    for (let i = 0; i < 1800 && !/^[✗✓!]/.test(verdict.textContent); i += 1) await new Promise((done) => setTimeout(done, 100));
    seen.practice = verdict.textContent;
  }
  for (const answer of document.querySelectorAll(".quiz-answer")) {
    answer.querySelector("input").checked = true;
    seen.quiz += getComputedStyle(answer.querySelector(".quiz-why")).display === "block" ? 1 : 0;
  }
  seen.answers = document.querySelectorAll(".quiz-answer").length;
  seen.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return seen;
})()
