// Numbers as the small formats of a computer keep them: after each operation the nearest number that the format has,
// of two equally near the one whose last bit is 0, and ∞ beyond the largest. tests/widgets holds this to NumPy and to
// ml_dtypes.

/** `bits` of precision, the exponent of the smallest number that has them all, and the largest finite number. */
export const FORMATS = {
  float16: { bits: 11, lowest: -14, largest: 65504 },
  bfloat16: { bits: 8, lowest: -126, largest: (2 - 2 ** -7) * 2 ** 127 },
  float32: { bits: 24, lowest: -126, largest: (2 - 2 ** -23) * 2 ** 127 },
};

/** A number of 64 bits, rounded to a format. */
export function rounded(x, format) {
  if (format === "float32") return Math.fround(x);
  if (!Number.isFinite(x) || x === 0) return x;
  const { bits, lowest, largest } = FORMATS[format];
  const size = Math.abs(x);
  // Below the lowest exponent the numbers stay as far apart as just above it, and so lose bits one by one.
  const unit = 2 ** (Math.max(Math.floor(Math.log2(size)), lowest) - bits + 1);
  const kept = even(size / unit) * unit;
  return Math.sign(x) * (kept > largest ? Infinity : kept);
}

function even(size) {
  const whole = Math.floor(size);
  const rest = size - whole;
  return whole + Number(rest > 0.5 || (rest === 0.5 && whole % 2 === 1));
}

/** A calculator whose every operation is rounded to the format. */
export function calculator(format) {
  const keep = (x) => rounded(x, format);
  return {
    keep,
    plus: (a, b) => keep(a + b),
    minus: (a, b) => keep(a - b),
    times: (a, b) => keep(a * b),
    over: (a, b) => keep(a / b),
    exp: (x) => keep(Math.exp(x)),
    log: (x) => keep(Math.log(x)),
    log1p: (x) => keep(Math.log1p(x)),
  };
}
