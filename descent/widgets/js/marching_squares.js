// Lines of equal height by marching squares: the height on a grid, in each square the pieces that a level cuts out,
// the pieces joined to lines.

/** `count` levels from lo to hi, each the same factor above the one before. */
export const levels = (lo, hi, count) => Array.from({ length: count }, (_, i) => lo * (hi / lo) ** (i / (count - 1)));

/** For each of the heights its lines, each a list of points [x, y]; `f` takes a pair, x and y are [lowest, highest]. */
export function contours(f, x, y, heights, cells = 56) {
  const at = ([lo, hi], i) => lo + ((hi - lo) * i) / cells;
  const grid = Array.from({ length: cells + 1 }, (_, j) => Array.from({ length: cells + 1 }, (__, i) => f([at(x, i), at(y, j)])));
  return heights.map((height) => joined(pieces(grid, height, cells)).map((line) => line.map(([i, j]) => [at(x, i), at(y, j)])));
}

/** The pieces of one level, each two points on sides of a square, in units of the grid. */
function pieces(grid, height, cells) {
  const found = [];
  for (let j = 0; j < cells; j += 1) {
    for (let i = 0; i < cells; i += 1) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const rises = corners.map(([a, b]) => grid[b][a] - height);
      const cuts = [];
      corners.forEach((corner, k) => {
        const next = (k + 1) % 4;
        if (rises[k] > 0 !== rises[next] > 0) cuts.push(between(corner, corners[next], rises[k], rises[next]));
      });
      // Where a corner is at this very height, two sides are cut in one point: that is no piece.
      for (let k = 0; k + 1 < cuts.length; k += 2) if (cuts[k].join() !== cuts[k + 1].join()) found.push([cuts[k], cuts[k + 1]]);
    }
  }
  return found;
}

/** Where the height is passed on a side, always counted from the same end, so that two squares find the same point. */
function between(a, b, rise, fall) {
  if (a[0] > b[0] || a[1] > b[1]) return between(b, a, fall, rise);
  const share = rise / (rise - fall);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

function joined(found) {
  const at = new Map(); // a point → the pieces that end there
  const name = (point) => point.join();
  for (const piece of found) for (const end of piece) at.set(name(end), [...(at.get(name(end)) ?? []), piece]);
  const used = new Set();
  const onwards = (line) => {
    for (;;) {
      const end = line[line.length - 1];
      const next = at.get(name(end)).find((piece) => !used.has(piece));
      if (!next) return line;
      used.add(next);
      line.push(name(next[0]) === name(end) ? next[1] : next[0]);
    }
  };
  return found.flatMap((piece) => {
    if (used.has(piece)) return [];
    used.add(piece);
    return [onwards(onwards([...piece]).reverse())];
  });
}
