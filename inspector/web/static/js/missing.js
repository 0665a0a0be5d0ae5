// What the form still lacks before it is handed in, as far as the device knows: `reviews/missing.py`.

import { itemOf } from "./judge/cells.js";
import { judge } from "./judge/judging.js";
import { prepared } from "./judge/prepared.js";
import { hidden, noteNeeded, reasonNeeded, settled } from "./judge/saying.js";

const contradiction = ({ state, outcomes }) =>
  (state === "not_checked" && outcomes.find(({ verdict }) => verdict.why === "contradiction")?.verdict.name) || "";

// [{kind, item, title, words, blocks}] in the order of the form. `unreadable` and `disputed` are addresses.
export function missing(definition, cells, unreadable, disputed) {
  const { words } = definition;
  const results = judge(definition, cells);
  const answered = new Set(Object.keys(cells).map(itemOf));
  const [wrong, differing] = [unreadable, disputed].map((paths) => new Set([...paths].map(itemOf)));
  const found = [];
  for (const one of prepared(definition).items) {
    const { model } = one;
    const result = results.get(model.id);
    if (hidden(model, result) || model.rolls_up) continue;
    const said = contradiction(result);
    const kinds = {
      conflict: differing.has(model.id),
      contradiction: said,
      reason: reasonNeeded(one, cells),
      unreadable: wrong.has(model.id),
      note: noteNeeded(one, cells),
      unanswered: !said && !settled(model.id, cells, answered, result),
    };
    for (const [kind, holds] of Object.entries(kinds)) {
      if (!holds) continue;
      const text = kind === "contradiction" ? words.trouble[said] : words.missing[kind];
      found.push({ kind, item: model.id, title: model.title, words: text, blocks: words.blocking.includes(kind) });
    }
  }
  return found;
}
