// Judge forms made of parts; mirrors inspector/checklist/judge_parts.py.

import { bind, compare, MET, numberIn, undecided, verdict } from "./lines.js";
import { ceiling, compareNumbers, divide, floor, multiply, ONE, whole as count, ZERO } from "./rational.js";

const share = (part, whole) => divide(count(part), count(whole));

// Several criteria of which `at_least` (all, a number or a share) must hold, those in `must` in any case.
export function kOfNOf({ at_least = "all", must = [] }, amounts) {
  const least = at_least === "all" ? null : amounts.get(at_least);
  return (answered, ground, ask) => {
    const criteria = ask.labels.filter((key) => !answered.absent.has(key));
    const held = heldOf(answered, criteria);
    if (!held) return undecided("incomplete");
    const total = criteria.length;
    if (!total) return undecided("not_applicable");
    const lost = criteria.filter((key) => !held.has(key));
    const got = total - lost.length;
    const partly = got > 0 && got < total;
    const enough = got >= (least ? needed(least, total) : total) && !must.some((key) => lost.includes(key));
    return enough ? verdict(true, ONE, { partly }) : verdict(false, share(got, total), { reasons: [{ name: "missing" }], partly });
  };
}

// The criteria that hold: picked in one question, or a yes in the row of each; null while one is open.
function heldOf(answered, criteria) {
  const single = answered.rows.get("");
  if (single) return single.has("value") ? new Set(single.get("value")) : null;
  const said = criteria.map((key) => [key, answered.rows.get(key)?.get("value")]);
  if (said.some(([, value]) => value === undefined)) return null;
  return new Set(said.filter(([, value]) => value === "yes").map(([key]) => key));
}

function needed({ number, percent }, total) {
  if (percent || number.d > 1n) return Number(ceiling(multiply(number, count(total))));
  return Math.min(total, Number(floor(number)));
}

// The share of sampled rows whose hard columns all hold; a soft column can only give advice.
export function shareOfRowsOf({ at_least }, amounts) {
  const least = amounts.get(at_least).number;
  return (answered, ground, ask) => {
    const rows = [...answered.rows].filter(([key]) => !answered.absent.has(key));
    if (!rows.length) return undecided(answered.absent.size ? "not_applicable" : "incomplete");
    const tests = testsOf(ground, ask.fields);
    if (tests.why) return tests;
    const failing = { hard: [], soft: [] };
    for (const [key, row] of rows) {
      const missed = new Set();
      for (const test of tests) {
        const value = row.get(test.column);
        if (value === undefined) return undecided("incomplete", test.column);
        if (!holds(test, value)) missed.add(test.field.hard ? "hard" : "soft");
      }
      for (const force of missed) failing[force].push(key);
    }
    return weigh(rows.length, failing, least);
  };
}

function weigh(total, { hard, soft }, least) {
  const good = share(total - hard.length, total);
  const met = compareNumbers(good, least) >= 0;
  const reasons = [];
  if (!met) reasons.push({ name: "below", codes: hard });
  if (soft.length) reasons.push({ name: "advice", codes: soft });
  return verdict(met, met ? ONE : good, { reasons, partly: hard.length > 0 && hard.length < total });
}

// What each row is held against, column by column: a choice that is met, or bounds.
function testsOf(ground, fields) {
  const tests = [];
  for (const [column, field] of fields) {
    let bounds = [];
    if (!field.options.size && (field.atLeast || field.atMost)) {
      bounds = bind(ground, field.atLeast, field.atMost);
      if (bounds.why) return bounds;
    }
    const chosen = [...field.options.values()].some((choice) => choice.met !== undefined);
    if (bounds.length || chosen) tests.push({ column, field, bounds });
  }
  return tests;
}

// An alternative such as `not_asked` is no failure.
function holds({ field, bounds }, value) {
  if (typeof value === "string" && field.alternatives.has(value)) return true;
  if (!bounds.length) return field.options.get(value).met === "yes";
  return compare(numberIn(value) ?? ZERO, ONE, bounds).met;
}

// A document was seen with the parts in `need`; documents listed in rows may have to follow in order.
export function seenOf({ need = ["title", "date"], in_order = "no" }) {
  const complete = (one) => typeof one === "string" || (one && need.every((part) => one[part] !== null && one[part] !== ""));
  return (answered, ground, ask) => {
    const keys = ask.labels.filter((key) => !answered.absent.has(key));
    const column = ask.fields.keys().next().value ?? "value";
    const documents = (keys.length ? keys : [""]).map((key) => answered.rows.get(key)?.get(column));
    if (!documents.every(complete)) return undecided("incomplete");
    const seen = documents.filter((one) => typeof one !== "string");
    if (seen.length < documents.length) {
      const partly = seen.length > 0;
      return verdict(false, share(seen.length, documents.length), { reasons: [{ name: "not_seen" }], partly });
    }
    const dates = seen.map((one) => one.date).filter((day) => day !== null);
    const backwards = dates.some((day, at) => at && day < dates[at - 1]);
    if (in_order === "yes" && backwards) return verdict(false, ZERO, { reasons: [{ name: "out_of_order" }], partly: true });
    return MET;
  };
}
