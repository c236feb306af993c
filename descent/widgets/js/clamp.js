/** The value, or the nearer end of [lo, hi] where it lies outside. */
export const clamped = (value, lo, hi) => Math.min(Math.max(value, lo), hi);
