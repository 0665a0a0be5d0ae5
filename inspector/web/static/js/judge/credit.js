// What a verdict earns under the office's scheme: an exact share; mirrors inspector/scoring/credit.py.

import { clamp, divide, isZero, ONE, subtract, whole, ZERO } from "./rational.js";
import { daysIn } from "./values.js";

export function readCredit(model, amounts) {
  const number = (text) => (text === undefined || text === null ? null : amounts.get(text).number);
  return {
    choices: new Map(Object.entries(model.choices ?? {}).map(([choice, text]) => [choice, number(text)])),
    inProportion: model.kind === "in_proportion",
    floor: number(model.floor),
    zeroAfter: model.zero_after ? daysIn(model.zero_after) : null,
    shortcoming: number(model.shortcoming),
    partly: number(model.partly),
  };
}

export function earned(credit, verdict, choice) {
  if (credit.choices.has(choice)) return clamp(credit.choices.get(choice));
  if (verdict.met) {
    const short = verdict.reasons.some((reason) => reason.name === "shortcoming");
    return short && credit.shortcoming ? clamp(credit.shortcoming) : ONE;
  }
  if (credit.zeroAfter !== null) {
    const { daysLate } = verdict;
    return daysLate && credit.zeroAfter ? clamp(subtract(ONE, divide(whole(daysLate), whole(credit.zeroAfter)))) : ZERO;
  }
  if (credit.floor && verdict.measured && verdict.bound) {
    const span = subtract(verdict.bound, credit.floor);
    return isZero(span) ? ZERO : clamp(divide(subtract(verdict.measured, credit.floor), span));
  }
  if (credit.inProportion) return clamp(verdict.portion);
  return credit.partly && verdict.partly ? clamp(credit.partly) : ZERO;
}
