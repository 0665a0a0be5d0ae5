// A definition made ready for judging, once: what follows from it alone is not worked out at every keystroke.

import { readAsk } from "./answers.js";
import { readCredit } from "./credit.js";
import { judgeOf } from "./judges.js";
import { readNumber } from "./rational.js";
import { dayOf, entriesOf, readAmounts } from "./values.js";

const ready = new WeakMap();

export function prepared(definition) {
  if (!ready.has(definition)) ready.set(definition, prepare(definition));
  return ready.get(definition);
}

function prepare(definition) {
  const amounts = readAmounts(definition.amounts);
  const numbers = entriesOf(definition.numbers);
  for (const [key, found] of numbers) {
    numbers.set(key, new Map(Object.entries(found).map(([name, text]) => [name, readNumber(text)])));
  }
  const asOf = dayOf(definition.terms.as_of);
  const place = definition.unit.place ? [definition.unit.place] : [];
  const ground = ({ key, keys, due }) => ({
    key,
    due: due ? dayOf(due) : null,
    asOf,
    numbers: numbers.get(keys[0] ?? ""),
    varies: [...keys, ...place],
  });
  const noted = (choices) => Object.entries(choices ?? {}).filter(([, { note }]) => note === "needed").map(([key]) => key);
  const items = definition.items.map((model) => ({
    model,
    id: model.id,
    heads: (model.times ?? []).map(({ key }) => (key ? `${model.id}@${key}` : model.id)),
    noted: new Set(noted(model.ask.choices)),
    ask: readAsk(model.ask, amounts),
    decide: model.judge ? judgeOf(model.judge, amounts) : null,
    times: model.times?.map(ground) ?? null,
    credit: readCredit(model.credit, amounts),
    weight: readNumber(model.weight),
  }));
  return { items, shares: new Map() };
}
