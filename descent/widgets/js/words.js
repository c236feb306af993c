// Numbers and text as a reader sees them: a true minus sign, few digits, nothing that the page would take for markup.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => ESCAPES[sign]);

/** A number with `digits` places after the point; very large and very small ones as powers of ten. */
export function number(x, digits = 2) {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  if (size >= 1e5 || (size > 0 && size < 0.5 * 10 ** -digits)) return power(x);
  const text = x.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function power(x) {
  const [digits, exponent] = x.toExponential(1).replace("-", "−").split("e");
  const raised = exponent.replace("+", "").replace(/[-−]/, "⁻").replace(/\d/g, (digit) => SUPERSCRIPTS[digit]);
  return `${digits.replace(".0", "")}·10${raised}`;
}
