// What the form shows of a result: in sight or not, settled or not, and the code of what is wrong with it; mirrors
// inspector/web/forms/words.py.

import { itemOf } from "./cells.js";

// The item leaves the form: its conditions do not hold, or wait for an earlier answer.
export function hidden(model, { state, why, manual, outcomes }) {
  if (state === "not_applicable") return !(manual || outcomes.length || model.rolls_up);
  return state === "not_checked" && /^(answer|result)\./.test(why);
}

// A choice was made that asks for words, and there are none.
export function noteNeeded({ id, noted, heads }, cells) {
  if (!noted.size) return false;
  return (heads.length ? heads : [id]).some((head) => noted.has(cells[`${head}/value`]) && !cells[`${head}/note`]);
}

export const reasonNeeded = ({ id, heads }, cells) => [id, ...heads]
  .some((head) => cells[`${head}/state`] === "not_applicable" && !cells[`${head}/reason`]);

// A code of `words.trouble` of the definition, with what it speaks of after a colon; "" when nothing is wrong.
export function trouble({ labels }, one, cells, { state, why, outcomes }) {
  const contradiction = outcomes.find(({ verdict }) => verdict.why === "contradiction");
  if (state === "not_checked" && contradiction) return contradiction.verdict.name;
  if (reasonNeeded(one, cells)) return "reason";
  if (noteNeeded(one, cells)) return "note";
  if (why.startsWith("below:")) return why;
  const at = why.lastIndexOf(".");
  const [where, name] = [why.slice(0, Math.max(at, 0)), why.slice(at + 1)];
  if (state === "informational" && where === "setting" && name in labels.settings) return `setting:${name}`;
  if (state === "not_checked" && !["answer", "result"].includes(where) && name in labels.facts) return `fact:${name}`;
  return "";
}

// Nothing more is to be entered: judged, set aside by hand, or recorded.
export function settled(id, cells, answered, { state, why }) {
  if (cells[`${id}/state`]) return true;
  if (state === "informational") return answered.has(id) || Boolean(why);
  return state !== "not_checked";
}

// By section, how many of the questions in sight are settled, and how many there are.
export function progress({ items }, cells, results) {
  const answered = new Set(Object.keys(cells).map(itemOf));
  const found = {};
  for (const model of items) {
    const one = results.get(model.id);
    const counted = (found[model.section] ??= [0, 0]);
    if (hidden(model, one) || model.rolls_up) continue;
    counted[0] += settled(model.id, cells, answered, one) ? 1 : 0;
    counted[1] += 1;
  }
  return found;
}
