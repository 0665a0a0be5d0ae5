// One unit's answers against its definition: a result for each item, in the order of the form; mirrors
// inspector/scoring/assess.py.

import { answered } from "./answers.js";
import { group } from "./cells.js";
import { combine, open, result } from "./combine.js";
import { guard, known, learn } from "./conditions.js";
import { undecided } from "./lines.js";
import { prepared } from "./prepared.js";
import { isNumber, isZero, smallest, whole } from "./rational.js";

const MANUAL = ["not_applicable", "not_checked", "unverifiable"];
// What a state that was set for one time, of several, leaves undecided there.
const WHY = { not_applicable: "not_applicable", not_checked: "incomplete", unverifiable: "unverifiable" };
const NOTHING = new Map();

// id -> result. Later items may ask for earlier ones.
export function judge(definition, cells) {
  const work = { definition, grouped: group(cells), facts: known(definition), states: new Map() };
  const results = new Map();
  for (const one of prepared(definition).items) {
    const found = judged(work, one);
    results.set(one.id, found);
    work.states.set(one.id, found.state);
    learn(definition, one.model, work.grouped.get(one.id)?.get("")?.get("value") ?? "", found.state, work.facts);
  }
  return results;
}

function judged(work, one) {
  const { model } = one;
  const { applies, name } = guard(work.definition, model, work.facts, work.states);
  if (applies === false) return result("not_applicable");
  if (applies === null) return waits(name);
  const answers = work.grouped.get(one.id) ?? NOTHING;
  const all = answers.get("") ?? NOTHING;
  if (MANUAL.includes(all.get("state"))) return byHand(all.get("state"));
  if (!one.decide || model.unset) return result("informational", { why: model.unset ? `setting.${model.unset}` : "" });
  if (model.rolls_up) return result(model.fed.state, model.fed);
  if (!one.times) return result("not_applicable");
  if (!one.times.length) return model.every ? result("not_applicable") : open("");
  // an answer without an occurrence is clear where there is only one
  const rest = (time) => answers.get(time.key) ?? (one.times.length === 1 ? all : NOTHING);
  return combine(one.times.map((time) => outcome(work, one, time, rest(time))), one.credit);
}

// Recorded only while the office has not decided a setting; open while a fact is missing.
const waits = (name) => (name.startsWith("setting.") ? result("informational", { why: name }) : open(name));

function byHand(state) {
  const more = { manual: state === "not_applicable" };
  return state === "not_checked" ? { ...open(""), ...more } : result(state, more);
}

function outcome(work, one, time, rest) {
  const occurrence = time.key;
  if (occurrence && MANUAL.includes(rest.get("state"))) {
    return { occurrence, verdict: undecided(WHY[rest.get("state")]), choice: "" };
  }
  const typed = answered(one.ask, rest);
  const ground = after(work, one, time);
  let verdict = one.decide(skipZeroRows(one.ask, typed), ground, one.ask);
  if (tooFew(one.ask, typed, ground)) verdict = undecided("incomplete", "sample");
  if (time.due !== null && time.asOf <= time.due) {
    const short = verdict.why ? verdict.why === "incomplete" : !verdict.met;
    if (short) verdict = undecided("not_due");
  }
  const chosen = one.ask.type === "select_one" ? typed.rows.get("")?.get("value") ?? "" : "";
  return { occurrence, verdict, choice: chosen };
}

// The ground of a line that an earlier answer chooses first of all.
function after(work, one, time) {
  const by = one.model.varies_by && work.grouped.get(one.model.varies_by)?.get("")?.get("value");
  return by ? { ...time, varies: [by, ...time.varies] } : time;
}

// Fewer rows than the sample asks for: all, or so many of those there are; unknown how many there are, no.
function tooFew({ sample }, typed, ground) {
  const there = sample && ground.numbers.get(sample.of ?? "");
  if (!there) return false;
  const least = sample.draw?.at_least;
  const wanted = least === undefined ? there : smallest(there, whole(least));
  return BigInt(typed.rows.size + typed.absent.size) * wanted.d < wanted.n;
}

// Rows whose column says so do not apply when it is 0 (no pupils, no duty).
function skipZeroRows(ask, typed) {
  const zero = (value) => isNumber(value) && isZero(value);
  const gone = [...typed.rows].filter(([, row]) => ask.zeroColumns.some((name) => zero(row.get(name)))).map(([key]) => key);
  if (!gone.length) return typed;
  const rows = new Map([...typed.rows].filter(([key]) => !gone.includes(key)));
  return { ...typed, rows, absent: new Set([...typed.absent, ...gone]) };
}
