// Outlier line: points to drag, the lines that four losses draw through them, and how each heeds the point in hand.

import { allowed, buttons, range, several } from "./controls.js";
import { each, places, whole, within } from "./domain.js";
import { at, huberLine, leastSquares, meanLoss, throughTwo } from "./lines.js";
import { LOSSES } from "./losses.js";
import { axes, curve, dot, legend, panel, rule } from "./plot.js";
import { number } from "./words.js";

const SIZE = [0, 10]; // of both axes
const HEIGHTS = 50; // at which the right panel tries the point

const FITS = {
  mean_squared_error: { title: "squared error", colour: "blue", fit: (points) => leastSquares(points) },
  mean_absolute_error: { title: "absolute error", colour: "orange", dash: "7 4", fit: (points) => throughTwo(points, LOSSES.mean_absolute_error.value) },
  huber: { title: "Huber", colour: "green", dash: "9 3 2 3", setting: "delta", fit: (points, { delta }) => huberLine(points, delta) },
  pinball: { title: "quantile", colour: "purple", dash: "2 3", setting: "quantile", fit: (points, state) => throughTwo(points, (y, p) => LOSSES.pinball.value(y, p, state)) },
};

const CHOSEN = several("fits", "lines by the smallest", Object.entries(FITS).map(([name, { title: text, colour, dash }]) => [name, text, colour, dash]));
const DELTA = range("delta", "Huber's δ", { min: 0.1, max: 4, step: 0.1, digits: 1 });
const QUANTILE = range("quantile", "quantile q", { min: 0.1, max: 0.9, step: 0.1, digits: 1 });

const placed = (state) => state.points.map((point, i) => state.moves[i] ?? point);

const style = (name) => ({ colour: FITS[name].colour, dash: FITS[name].dash ?? "" });

const legendOf = (state) => state.fits.map((name) => [FITS[name].colour, FITS[name].title, FITS[name].dash]);

const tried = new Map(); // slopes over the heights of a point, for the last few sets of other points

/** The slope of one fit, with the point in hand at each height. */
function heeded(name, state) {
  const points = placed(state);
  const [x] = points[state.point];
  const others = points.filter((_, i) => i !== state.point);
  const key = JSON.stringify([name, state[FITS[name].setting], x, others]);
  if (!tried.has(key)) {
    if (tried.size > 40) tried.clear();
    const heights = Array.from({ length: HEIGHTS + 1 }, (_, i) => SIZE[0] + ((SIZE[1] - SIZE[0]) * i) / HEIGHTS);
    tried.set(key, heights.map((y) => [y, FITS[name].fit([...others, [x, y]], state)[1]]));
  }
  return tried.get(key);
}

/** The slopes' range on the axis: in halves, at least from 0 to 1, at most from −3 to 3. */
function slopes(curves) {
  const all = curves.flat().map(([, slope]) => slope);
  return [Math.max(Math.floor(2 * Math.min(0, ...all)) / 2, -3), Math.min(Math.ceil(2 * Math.max(1, ...all)) / 2, 3)];
}

const here = (state) => placed(state)[state.point];

const title = (state) => `point ${state.point + 1}`;

const place = ([x, y]) => `x ${number(x, 1)}, y ${number(y, 1)}`;

/** "squared error 0.18, Huber 0.43" */
const told = (state, of) => state.fits.map((name) => `${FITS[name].title} ${number(of(FITS[name].fit(placed(state), state), name))}`).join(", ");

export const outlierLine = {
  name: "outlier-line",
  title: "Outlier line",

  domain: ({ points }) => ({
    moves: places(points.length, each([within(...SIZE), within(...SIZE)])),
    point: whole(0, points.length - 1),
    ...allowed(CHOSEN, DELTA, QUANTILE),
  }),

  controls(state) {
    return [
      CHOSEN,
      ...(state.fits.includes("huber") ? [DELTA] : []),
      ...(state.fits.includes("pinball") ? [QUANTILE] : []),
      buttons("Points", [["reset", "Put the points back"]]),
    ];
  },

  actions: { reset: (state) => ({ ...state, moves: {} }) },

  panels(state) {
    const points = placed(state);
    const [x, y] = here(state);
    const plane = axes({ title: "Points and lines", x: SIZE, y: SIZE, xlabel: "x", ylabel: "y" });
    const curves = state.fits.map((name) => heeded(name, state));
    const heed = axes({ title: `If ${title(state)} were lower or higher`, x: SIZE, y: slopes(curves), xlabel: `y of ${title(state)}`, ylabel: "slope of the line" });
    const handles = points.map(([px, py], i) => ({
      id: `point-${i}`, x: px, y: py, label: `point ${i + 1}: drag, or use the arrow keys`, text: place([px, py]), along: "xy", step: [0.1, 0.1],
      colour: "gray", move: (old, ...to) => ({ ...old, point: i, moves: { ...old.moves, [i]: to.map((one) => Math.round(10 * one) / 10) } }),
    }));
    const line = (name) => {
      const found = FITS[name].fit(points, state);
      return curve(plane, SIZE.map((one) => [one, at(found, one)]), style(name));
    };
    return [
      panel(plane, [...state.fits.map(line), dot(plane, x, y, { size: 12, hollow: true }), legend(plane, legendOf(state))], handles),
      panel(heed, [
        rule(heed, { x: y }),
        ...curves.map((all, i) => curve(heed, all, style(state.fits[i]))),
        ...state.fits.map((name) => dot(heed, y, FITS[name].fit(points, state)[1], { colour: FITS[name].colour })),
      ]),
    ];
  },

  caption(state) {
    const first = `${title(state).replace("p", "P")} lies at ${place(here(state))}.`;
    if (!state.fits.length) return `${first} Choose a loss below to see its line.`;
    const others = placed(state).filter((_, i) => i !== state.point);
    return `${first} Slopes: ${told(state, (line) => line[1])}; by the squared error without this point ${number(leastSquares(others)[1])}.`;
  },

  description(state) {
    const { length } = state.points;
    const costs = { mean_squared_error: LOSSES.mean_squared_error, mean_absolute_error: LOSSES.mean_absolute_error, huber: LOSSES.huber, pinball: LOSSES.pinball };
    const loss = (line, name) => meanLoss(line, placed(state), (y, p) => costs[name].value(y, p, state));
    const lines = state.fits.length ? `The lines end at these heights on the right: ${told(state, (line) => at(line, SIZE[1]))}. Their mean losses, each its own: ${told(state, loss)}.` : "No line is chosen.";
    const right = `Right, the slope of each line for every height of ${title(state)}, the others as they are: where a curve is level, its loss no longer heeds how far away the point is.`;
    return `Left, ${length} points that you move, and a line for each chosen loss. The ring is around ${title(state)}, at ${place(here(state))}. ${lines} ${right}`;
  },
};
