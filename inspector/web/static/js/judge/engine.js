// The results of one form as the device works them out from its definition: the same as the server's.
//
// assess(definition, cells) -> {
//   items: {id: {state, hidden, low, high, trouble, note}}   shares in millionths; trouble "" or a code of
//     definition.words.trouble, some with what they speak of: "fact:NAME", "setting:NAME", "below:COUNT";
//     note: words are asked for and missing
//   progress: {section: [done, whole]}
//   score: {low, high, coverage, grade}   points in millionths, null when nothing counts; coverage a text n/d
// }
// `cells` are canonical texts by address.

import { judge } from "./judging.js";
import { prepared } from "./prepared.js";
import { hidden, noteNeeded, progress, trouble } from "./saying.js";
import { tally } from "./score.js";

export function assess(definition, cells) {
  const results = judge(definition, cells);
  const items = prepared(definition).items.map((one) => {
    const found = results.get(one.id);
    const { state, low, high } = found;
    const shown = { hidden: hidden(one.model, found), trouble: trouble(definition, one, cells, found) };
    return [one.id, { state, low, high, ...shown, note: noteNeeded(one, cells) }];
  });
  return {
    items: Object.fromEntries(items),
    progress: progress(definition, cells, results),
    score: tally(definition, results),
  };
}
