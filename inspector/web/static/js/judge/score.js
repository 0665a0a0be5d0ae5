// The running score and its grade; mirrors inspector/web/operations/score.py and the grades of scoring/inspection.py.

import { compareNumbers, micro, ONE, rational, readNumber, ZERO } from "./rational.js";
import { prepared } from "./prepared.js";
import { counts, shares } from "./tree.js";

const [MET, NOT_MET, WITHHELD] = ["达标", "未达标", "暂不评定"];
const DECIDED = ["pass", "partial", "fail", "unverifiable"];
const HUNDRED = 100n;
const MILLIONTHS = 1_000_000n;
const MOST_KEPT = 500;

// Points in millionths, null when nothing counts; coverage as a text n/d.
export function tally(definition, results) {
  const { scheme } = definition;
  const weights = weightsOf(definition, results);
  let [low, high, decided] = [0n, 0n, 0n];
  for (const [id, part] of weights.parts) {
    const one = results.get(id);
    low += part * BigInt(one.low);
    high += part * BigInt(one.high);
    if (DECIDED.includes(one.state)) decided += part;
  }
  if (!weights.parts.length) return { low: null, high: null, coverage: "0", grade: gradeOf(definition, results, null) };
  const ends = [low, high].map((end) => ended(scheme, rational(end, weights.whole * MILLIONTHS)));
  const coverage = rational(decided, weights.whole);
  return {
    low: micro(ends[0]),
    high: micro(ends[1]),
    coverage: coverage.d === 1n ? String(coverage.n) : `${coverage.n}/${coverage.d}`,
    grade: gradeOf(definition, results, { ends, coverage }),
  };
}

function ended(scheme, share) {
  const counted = scheme.model !== "absolute" ? share : compareNumbers(share, ONE) === 0 ? ONE : ZERO;
  return rational(counted.n * HUNDRED, counted.d);
}

// Weights depend only on which items count, so they are worked out once for each such pattern.
function weightsOf(definition, results) {
  const { items, shares: kept } = prepared(definition);
  const leaves = items.filter(({ id }) => counts(results.get(id).state, definition.scheme.unchecked));
  const pattern = leaves.map(({ id }) => id).join();
  if (!kept.has(pattern)) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(pattern, workedOut(definition, leaves));
  }
  return kept.get(pattern);
}

// As whole numbers over one denominator.
function workedOut({ sections, scheme }, leaves) {
  const own = leaves.map(({ id, weight, model }) => ({ id, weight, section: model.section }));
  const weighted = sections.map(({ id, weight }) => ({ id, weight: readNumber(weight) }));
  const found = [...shares(weighted, own, scheme.model)];
  const whole = found.reduce((multiple, [, { d }]) => multiple * rational(d, multiple).n, 1n);
  return { whole, parts: found.map(([id, { n, d }]) => [id, n * (whole / d)]) };
}

// Decided on the exact numbers; withheld while the interval spans two grades or too little was looked at.
function gradeOf(definition, results, exact) {
  const { scheme } = definition;
  if (!exact) return WITHHELD;
  if (scheme.mode === "lines") return linesGrade(definition, results);
  const [first, last] = exact.ends.map((points) =>
    scheme.grades.findIndex(([, least]) => compareNumbers(points, readNumber(least)) >= 0));
  if (first !== last || first < 0 || compareNumbers(exact.coverage, readNumber(scheme.coverage)) < 0) return WITHHELD;
  return afterFloors(scheme, first, results);
}

function linesGrade({ items }, results) {
  const states = items.filter(({ binding }) => binding).map(({ id }) => results.get(id).state);
  if (states.some((state) => ["fail", "partial", "unverifiable"].includes(state))) return NOT_MET;
  return states.includes("not_checked") ? WITHHELD : MET;
}

// All drops added, then the lowest cap (scoring 7).
function afterFloors({ grades, floor_items }, place, results) {
  const fired = floor_items.filter(({ item }) => ["fail", "partial"].includes(results.get(item)?.state));
  const dropped = fired.filter(({ form }) => form === "drop").reduce((sum, { by }) => sum + by, place);
  const caps = fired.filter(({ form }) => form === "cap").map(({ to }) => grades.findIndex(([name]) => name === to));
  return grades[Math.min(Math.max(dropped, ...caps), grades.length - 1)][0];
}
