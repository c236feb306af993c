// What a figure's state may hold. It can come from a link, and so from a stranger: each entry that a reader may change has a
// rule, which gives the value, the nearest one allowed, or nothing where it is of another kind.

import { clamped } from "./clamp.js";

const isNumber = (value) => typeof value === "number" && !Number.isNaN(value);

export const within = (lo, hi) => (value) => (isNumber(value) ? clamped(value, lo, hi) : undefined);

export const whole = (lo, hi) => (value) => (isNumber(value) ? Math.round(clamped(value, lo, hi)) : undefined);

export const flag = (value) => (typeof value === "boolean" ? value : undefined);

/** One of the options; the first where not even the figure's own value is one. */
export function oneOf(options) {
  return Object.assign((value) => (options.includes(value) ? value : undefined), { otherwise: options[0] });
}

export const someOf = (options) => (values) =>
  Array.isArray(values) ? [...new Set(values)].filter((one) => options.includes(one)) : undefined;

/** A list with a rule for each of its places. */
export function each(rules) {
  return (values) => {
    const found = rules.map((rule, i) => (Array.isArray(values) ? rule(values[i]) : undefined));
    return found.includes(undefined) ? undefined : found;
  };
}

/** Some of a list's places, by their number, under one rule. */
export function places(count, rule) {
  return (values) => {
    if (typeof values !== "object" || values === null) return undefined;
    const found = Array.from({ length: count }, (_, i) => [i, Object.hasOwn(values, i) ? rule(values[i]) : undefined]);
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  };
}

/**
 * The state that a figure was placed with, and of `found` what the figure's `domain` allows. A value that no rule can use
 * leaves the placed one; at the end `fitted` mends what the entries ask of each other.
 */
export function admitted({ domain, fitted = (state) => state }, placed, found = placed) {
  const rules = Object.entries(domain(placed));
  const asked = (key, rule) => (Object.hasOwn(Object(found), key) ? rule(found[key]) : undefined);
  const value = (key, rule) => asked(key, rule) ?? rule(placed[key]) ?? rule.otherwise ?? placed[key];
  return fitted({ ...placed, ...Object.fromEntries(rules.map(([key, rule]) => [key, value(key, rule)])) });
}
