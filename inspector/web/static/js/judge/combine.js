// One result of all times an item is asked: every one binds, the share is their mean, open ones leave an interval;
// mirrors `combine` of inspector/scoring/assess.py.

import { earned } from "./credit.js";
import { add, divide, meanMillionths, MILLION, ONE, sum, whole } from "./rational.js";

const LEAVES = ["not_due", "not_applicable", "recorded"];

export function result(state, more = {}) {
  return { state, met: null, low: 0, high: 0, outcomes: [], why: "", manual: false, portion: null, ...more };
}

// `outcomes` are {occurrence, verdict, choice}; a verdict with `why` is none.
export function combine(outcomes, credit) {
  const left = outcomes.filter(({ verdict }) => !LEAVES.includes(verdict.why));
  if (!left.length) return result(stateOfNone(outcomes), { outcomes });
  const judged = left.filter(({ verdict }) => !verdict.why);
  const open = left.filter(({ verdict }) => verdict.why && verdict.why !== "unverifiable");
  const low = sum(judged.map(({ verdict, choice }) => earned(credit, verdict, choice)));
  const ends = {
    low: meanMillionths(low, left.length),
    high: meanMillionths(add(low, whole(open.length)), left.length),
  };
  if (open.length) {
    const { why, name } = open[0].verdict;
    const told = why === "incomplete" ? `incomplete:${name}` : name;
    return result("not_checked", { ...ends, outcomes, why: told.replace(/:+$/, "") });
  }
  return decided(outcomes, judged.map(({ verdict }) => verdict), left.length, ends);
}

function stateOfNone(outcomes) {
  const whys = outcomes.map(({ verdict }) => verdict.why);
  if (whys.includes("not_due")) return "not_due";
  return whys.includes("recorded") ? "informational" : "not_applicable";
}

function decided(outcomes, verdicts, count, ends) {
  const unproven = verdicts.length < count;
  const all = verdicts.every((one) => one.met);
  const met = all && !unproven;
  const some = verdicts.some((one) => one.met || one.partly);
  const state = met ? "pass" : unproven && all ? "unverifiable" : some ? "partial" : "fail";
  const portion = met ? ONE : divide(sum(verdicts.map((one) => one.portion)), whole(count));
  return result(state, { met, ...ends, outcomes, portion });
}

export const open = (why) => result("not_checked", { high: MILLION, why });
