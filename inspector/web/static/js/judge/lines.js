// The bounds that bind, and the comparison with them; mirrors inspector/checklist/judge.py.

import { compareNumbers, divide, isNumber, isZero, largest, multiply, ONE, smallest, ZERO } from "./rational.js";
import { amountValue } from "./values.js";

export const undecided = (why, name = "") => ({ why, name });

export function verdict(met, portion, more = {}) {
  return { met, portion, reasons: [], partly: false, measured: null, bound: null, daysLate: 0, ...more };
}

export const MET = verdict(true, ONE);

// The amounts that bind here; [] when there is no line, null when the line names nothing for this unit.
function amounts(line, varies) {
  if (!line) return [];
  for (const key of varies) if (line.has(key)) return line.get(key);
  return line.get("others") ?? line.get("always") ?? null;
}

// Every bound that holds here; undecided when a fact is unknown or nothing binds this unit.
export function bind(ground, atLeast, atMost) {
  const found = [];
  for (const [line, lower] of [[atLeast, true], [atMost, false]]) {
    const here = amounts(line, ground.varies);
    if (here === null) return undecided("not_applicable");
    for (const amount of here) {
      const bound = amountValue(amount, ground.numbers);
      if (bound === null) return undecided("unknown", amount.times);
      found.push({ bound, lower });
    }
  }
  return found.length ? found : undecided("recorded");
}

// part / whole with whole above 0, multiplied out: nothing is divided.
function meets({ bound, lower }, part, whole) {
  const order = compareNumbers(part, multiply(whole, bound));
  return lower ? order >= 0 : order <= 0;
}

// The deciding bound of part / whole (the strictest missed, else the strictest) and whether all are met.
export function compare(part, whole, bounds) {
  const strictest = (lower, stricter) =>
    bounds.filter((one) => one.lower === lower)
      .reduce((best, one) => (best && stricter(best.bound, one.bound) === best.bound ? best : one), null);
  const bottom = strictest(true, largest);
  const top = strictest(false, smallest);
  for (const line of [bottom, top]) if (line && !meets(line, part, whole)) return { line, met: false };
  return { line: bottom ?? top, met: true };
}

// How much of the line part / whole reaches, for credit in proportion.
export function portionOf(part, whole, { bound, lower }, met) {
  if (met) return ONE;
  const wanted = multiply(whole, bound);
  if (lower) return isZero(bound) ? ZERO : largest(ZERO, divide(part, wanted));
  return isZero(part) ? ZERO : divide(wanted, part);
}

// The number an answer is; null for no answer and for an alternative such as `none_held`.
export const numberIn = (value) => (isNumber(value) ? value : null);
