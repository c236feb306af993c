// Chance that is the same on every machine and at every visit: a seed gives one series of numbers.

/** Uniform numbers in [0, 1) by mulberry32: 32-bit arithmetic only, so that it can be repeated in any language. */
export function uniforms(seed) {
  let counter = seed >>> 0;
  return () => {
    counter = (counter + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(counter ^ (counter >>> 15), counter | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` numbers of the standard normal distribution, by Box and Muller: two uniform ones give two. */
export function normals(seed, count) {
  const next = uniforms(seed);
  const found = [];
  while (found.length < count) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    found.push(radius * Math.cos(angle), radius * Math.sin(angle));
  }
  return found.slice(0, count);
}
