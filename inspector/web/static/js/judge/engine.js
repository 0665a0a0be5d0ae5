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
import { hidden, noteNeeded, progress, trouble } from "./saying.js";
import { tally } from "./score.js";

export function assess(definition, cells) {
  const results = judge(definition, cells);
  const items = definition.items.map((model) => {
    const found = results.get(model.id);
    const { state, low, high } = found;
    const shown = { hidden: hidden(model, found), trouble: trouble(definition, model, cells, found) };
    return [model.id, { state, low, high, ...shown, note: noteNeeded(model, cells) }];
  });
  return {
    items: Object.fromEntries(items),
    progress: progress(definition, cells, results),
    score: tally(definition, results),
  };
}
