// Judge forms of numbers; mirrors inspector/checklist/judge_numbers.py.

import { bind, compare, MET, numberIn, portionOf, undecided, verdict } from "./lines.js";
import { compareNumbers, divide, isZero, ONE, readNumber, sum, whole as count, ZERO } from "./rational.js";
import { amountValue, readLine } from "./values.js";

// Rows judged one after the other; the worst of them stands for all.
function makeRows() {
  let judged = 0;
  let good = 0;
  let worst = null;
  const reasons = [];
  return {
    take(key, part, whole, { line, met }) {
      judged += 1;
      good += met ? 1 : 0;
      const portion = portionOf(part, whole, line, met);
      if (!worst || compareNumbers(portion, worst.portion) < 0) worst = { portion, part, whole, bound: line.bound };
      if (!met) reasons.push({ name: line.lower ? "below" : "above", row: key });
    },
    verdict() {
      if (!judged) return null;
      const portion = judged === 1 ? worst.portion : divide(count(good), count(judged));
      const partly = good > 0 && good < judged;
      const measured = divide(worst.part, worst.whole);
      return verdict(good === judged, portion, { reasons, partly, measured, bound: worst.bound });
    },
  };
}

// A number, or a measured value, against a lower or an upper line, row by row or summed over the rows.
export function countOf({ of = "value", at_least, at_most, combine = "every_row" }, amounts) {
  const atLeast = readLine(at_least, amounts);
  const atMost = readLine(at_most, amounts);
  return (answered, ground, ask) => {
    if (!answered.rows.size) return undecided(answered.absent.size ? "not_applicable" : "incomplete");
    let values = [...answered.rows].map(([key, row]) => [key, numberIn(row.get(of))]);
    if (values.some(([, value]) => value === null)) return undecided("incomplete");
    if (combine === "sum") values = [["", sum(values.map(([, value]) => value))]];
    const rows = makeRows();
    let open = null;
    for (const [key, value] of values) {
      const bounds = bind(ground, ask.atLeast.get(key) ?? atLeast, ask.atMost.get(key) ?? atMost);
      if (bounds.why === "unknown") return bounds;
      if (bounds.why) open = bounds;
      else rows.take(key, value, ONE, compare(value, ONE, bounds));
    }
    return rows.verdict() ?? open ?? undecided("not_applicable");
  };
}

// part / whole on the exact fraction; both are columns of the answer or facts.
export function ratioOf(model, amounts) {
  const { part: partName = "part", whole: wholeName = "whole" } = model;
  const share = shareOf(model, amounts);
  return (answered, ground) => {
    const row = answered.rows.get("") ?? new Map();
    const figure = (name) => (row.has(name) ? numberIn(row.get(name)) : ground.numbers.get(name) ?? null);
    const part = figure(partName);
    if (part === null) return undecided("incomplete", partName);
    const whole = figure(wholeName);
    if (whole === null) return undecided("incomplete", wholeName);
    return share(part, whole, ground);
  };
}

// A part above its whole is a contradiction, never 100 %.
function shareOf({ at_least, at_most, zero = "not_applicable", tiny, subset = "yes" }, amounts) {
  const atLeast = readLine(at_least, amounts);
  const atMost = readLine(at_most, amounts);
  const little = tiny && (tiny.then ?? "recorded") === "recorded" ? count(tiny.below) : null;
  return (part, whole, ground) => {
    if (subset === "yes" && compareNumbers(part, whole) > 0) return undecided("contradiction", "part_over_whole");
    if (isZero(whole) && zero === "not_applicable") return undecided("not_applicable");
    if (isZero(whole) && zero === "met") return MET;
    if (!isZero(whole) && little && compareNumbers(whole, little) < 0) return undecided("recorded");
    const bounds = bind(ground, atLeast, atMost);
    if (bounds.why) return bounds;
    if (isZero(whole)) return verdict(false, ZERO, { reasons: [{ name: bounds[0].lower ? "below" : "above" }] });
    const { line, met } = compare(part, whole, bounds);
    const reasons = met ? [] : [{ name: line.lower ? "below" : "above" }];
    const measured = divide(part, whole);
    return verdict(met, portionOf(part, whole, line, met), { reasons, measured, bound: line.bound });
  };
}

// An amount per head, row by row; several amounts on a row all bind, so the largest decides.
export function perHeadOf(model, amounts) {
  const { amount: amountName = "amount", heads: headsName = "heads", at_least, combine = "every_row" } = model;
  const atLeast = readLine(at_least, amounts);
  return (answered, ground, ask) => {
    if (!answered.rows.size) return undecided(answered.absent.size ? "not_applicable" : "incomplete");
    let known = [];
    for (const [key, row] of answered.rows) {
      const heads = row.has(headsName) ? numberIn(row.get(headsName)) : ground.numbers.get(headsName) ?? null;
      const amount = numberIn(row.get(amountName));
      if (heads === null || (amount === null && !isZero(heads))) return undecided("incomplete");
      known.push([key, amount ?? ZERO, heads]);
    }
    known = known.filter(([, , heads]) => compareNumbers(heads, ZERO) > 0);
    if (combine === "pooled" && known.length) {
      known = [["", sum(known.map(([, amount]) => amount)), sum(known.map(([, , heads]) => heads))]];
    }
    const rows = makeRows();
    for (const [key, amount, heads] of known) {
      const bounds = bind(ground, ask.atLeast.get(key) ?? atLeast, null);
      if (bounds.why) return bounds;
      rows.take(key, amount, heads, compare(amount, heads, bounds));
    }
    return rows.verdict() ?? undecided("not_applicable");
  };
}

// A step this period: `now` against `before`; `enough` is a level beyond which no more is asked.
export function trendOf({ before = "before", now = "now", want = "more", enough }, amounts) {
  const level = enough ? amounts.get(enough) : null;
  return (answered, ground) => {
    const row = answered.rows.get("") ?? new Map();
    const [then, today] = [numberIn(row.get(before)), numberIn(row.get(now))];
    if (then === null || today === null) return undecided("incomplete");
    const reached = level ? amountValue(level, ground.numbers) : null;
    const order = compareNumbers(today, then);
    const against = reached === null ? null : compareNumbers(today, reached);
    const met = want === "less"
      ? order < 0 || isZero(today) || (against !== null && against <= 0)
      : (want === "more" ? order > 0 : order >= 0) || (against !== null && against >= 0);
    return met ? MET : verdict(false, ZERO, { reasons: [{ name: "no_step" }] });
  };
}

// A value falls into one of several bands without gaps: lower bound included, upper one only in the last.
export function bandedOf({ of = "value", bands }) {
  const ordered = Object.values(bands)
    .map(({ from_to, met }) => ({ ends: from_to.split("..").map(readNumber), met: met === "yes" }))
    .sort((a, b) => compareNumbers(a.ends[0], b.ends[0]));
  return (answered) => {
    const value = numberIn(answered.rows.get("")?.get(of));
    if (value === null) return undecided("incomplete");
    const from = ordered.filter(({ ends }) => compareNumbers(ends[0], value) <= 0);
    const inside = from.length && compareNumbers(value, ordered.at(-1).ends[1]) <= 0;
    if (!inside) return undecided("contradiction", "outside_bands");
    return from.at(-1).met ? MET : verdict(false, ZERO, { reasons: [{ name: "not_met" }] });
  };
}
